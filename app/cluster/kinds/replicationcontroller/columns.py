"""Columns of replication controllers: those of replica sets, with a plain map as selector."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import Object, labels_text
from app.cluster.kinds.replicaset.columns import COLUMNS, row

__all__ = ["COLUMNS", "cells"]


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return row(obj, now, labels_text(obj["spec"].get("selector")))

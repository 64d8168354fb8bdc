"""Columns of service accounts."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, age, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), age(obj, now)]

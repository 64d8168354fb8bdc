"""Columns of limit ranges."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import CREATED_AT, NAME, created_at

Object = dict[str, Any]

COLUMNS = (
    NAME,
    CREATED_AT,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return created_at(obj, now)

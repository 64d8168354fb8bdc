"""Columns of runtime classes."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Handler", doc=".handler"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), obj.get("handler", ""), age(obj, now)]

"""Columns of secrets."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Type", doc=".type"),
    Column("Data", doc=".data"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), obj.get("type", ""), len(obj.get("data") or ()), age(obj, now)]

"""Columns of config maps."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Data", doc=".data"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    count = len(obj.get("data") or ()) + len(obj.get("binaryData") or ())
    return [metadata_name(obj), count, age(obj, now)]

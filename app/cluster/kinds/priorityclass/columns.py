"""Columns of priority classes."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, metadata_name, number

Object = dict[str, Any]

COLUMNS = (
    NAME,
    number("Value", ".value"),
    Column("Global-Default", "boolean", doc=".globalDefault"),
    AGE,
    Column("PreemptionPolicy", doc=".preemptionPolicy"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    row = [metadata_name(obj), obj.get("value", 0), bool(obj.get("globalDefault")), age(obj, now)]
    return [*row, obj.get("preemptionPolicy", "")]

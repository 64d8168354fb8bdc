"""Columns of volume attributes classes."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("DriverName", doc=".driverName"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    name = metadata_name(obj)
    if at(obj, "metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true":
        name += " (default)"
    return [name, obj.get("driverName", ""), age(obj, now)]

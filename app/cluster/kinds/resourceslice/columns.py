"""Columns of resource slices."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Node", doc=".spec.nodeName"),
    Column("Driver", doc=".spec.driver"),
    Column("Pool", doc=".spec.pool"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    row = [spec.get("nodeName", ""), spec.get("driver", ""), at(spec, "pool", "name", default="")]
    return [metadata_name(obj), *row, age(obj, now)]

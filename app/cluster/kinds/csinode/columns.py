"""Columns of CSI nodes."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, age, at, metadata_name, number

Object = dict[str, Any]

COLUMNS = (
    NAME,
    number("Drivers", "Drivers indicates the number of CSI drivers registered on the node"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), len(at(obj, "spec", "drivers", default=())), age(obj, now)]

"""Columns of network policies."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name, selector_text

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Pod-Selector", doc=".spec.podSelector"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), selector_text(at(obj, "spec", "podSelector", default={})), age(obj, now)]

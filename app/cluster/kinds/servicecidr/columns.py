"""Columns of service CIDRs."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("CIDRs", doc=".spec.cidrs"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), ",".join(at(obj, "spec", "cidrs", default=())), age(obj, now)]

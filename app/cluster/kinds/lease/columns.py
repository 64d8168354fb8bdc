"""Columns of leases."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Holder", doc=".spec.holderIdentity"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), at(obj, "spec", "holderIdentity", default=""), age(obj, now)]

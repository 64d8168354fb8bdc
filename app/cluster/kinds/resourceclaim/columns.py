"""Columns of resource claims."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("State", doc="A summary of the current state (allocated, pending, reserved, etc.)."),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    deleted, allocated = "deletionTimestamp" in obj["metadata"], at(obj, "status", "allocation") is not None
    states = ["deleted"] if deleted else []
    if allocated:
        states += ["allocated", "reserved"] if at(obj, "status", "reservedFor") else ["allocated"]
    elif not deleted:
        states.append("pending")
    return [metadata_name(obj), ",".join(states), age(obj, now)]

"""Columns of flow schemas."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("PriorityLevel", doc=".spec.priorityLevelConfiguration"),
    Column("MatchingPrecedence", doc=".spec.matchingPrecedence"),
    Column("DistinguisherMethod", doc=".spec.distinguisherMethod"),
    AGE,
    Column("MissingPL", doc="references a broken or non-existent PriorityLevelConfiguration"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    conditions = at(obj, "status", "conditions", default=())
    missing = next((item["status"] for item in conditions if item["type"] == "Dangling"), "?")
    row = [at(spec, "priorityLevelConfiguration", "name", default=""), spec.get("matchingPrecedence", 0)]
    row.append(at(spec, "distinguisherMethod", "type", default=NONE))
    return [metadata_name(obj), *row, age(obj, now), missing]

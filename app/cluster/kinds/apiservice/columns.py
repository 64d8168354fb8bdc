"""Columns of API services."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Service", doc="The reference to the service that hosts this API endpoint."),
    Column("Available", doc="Whether this service is available."),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    service = at(obj, "spec", "service")
    place = f"{service.get('namespace')}/{service.get('name')}" if service else "Local"
    conditions = at(obj, "status", "conditions", default=())
    found = next((item for item in conditions if item["type"] == "Available"), None)
    available = found["status"] if found else "Unknown"
    if found and available != "True" and found.get("reason"):
        available = f"{available} ({found['reason']})"
    return [metadata_name(obj), place, available, age(obj, now)]

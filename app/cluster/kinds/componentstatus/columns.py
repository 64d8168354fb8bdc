"""Columns of component statuses."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import NAME, Column, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Status", doc="Status of the component conditions"),
    Column("Message", doc="Message of the component conditions"),
    Column("Error", doc="Error of the component conditions"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    condition = next((item for item in obj.get("conditions") or () if item["type"] == "Healthy"), None)
    if condition is None:
        return [metadata_name(obj), "Unknown", "", ""]
    status = "Healthy" if condition["status"] == "True" else "Unhealthy"
    return [metadata_name(obj), status, condition.get("message", ""), condition.get("error", "")]

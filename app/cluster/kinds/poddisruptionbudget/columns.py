"""Columns of pod disruption budgets."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name, number

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Min Available", doc="The minimum number of pods that must be available."),
    Column("Max Unavailable", doc="The maximum number of pods that may be unavailable."),
    number("Allowed Disruptions", "Calculated number of pods that may be disrupted at this time."),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    bounds = [str(spec[name]) if spec.get(name) is not None else "N/A" for name in ("minAvailable", "maxUnavailable")]
    return [metadata_name(obj), *bounds, at(obj, "status", "disruptionsAllowed", default=0), age(obj, now)]

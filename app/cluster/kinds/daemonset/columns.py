"""Columns of daemon sets."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import (
    AGE,
    CONTAINERS,
    IMAGES,
    NAME,
    Column,
    age,
    at,
    containers,
    labels_text,
    metadata_name,
    number,
    selector_text,
    wide,
)

Object = dict[str, Any]
_COUNTS = (
    "desiredNumberScheduled",
    "currentNumberScheduled",
    "numberReady",
    "updatedNumberScheduled",
    "numberAvailable",
)

COLUMNS = (
    NAME,
    number("Desired", ".status.desiredNumberScheduled"),
    number("Current", ".status.currentNumberScheduled"),
    number("Ready", ".status.numberReady"),
    number("Up-to-date", ".status.updatedNumberScheduled"),
    number("Available", ".status.numberAvailable"),
    Column("Node Selector", doc=".spec.template.spec.nodeSelector"),
    AGE,
    CONTAINERS,
    IMAGES,
    wide("Selector", ".spec.selector"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    status, template = obj.get("status") or {}, at(obj, "spec", "template", "spec", default={})
    counts = [status.get(name, 0) for name in _COUNTS]
    nodes = labels_text(template.get("nodeSelector"))
    return [
        metadata_name(obj),
        *counts,
        nodes,
        age(obj, now),
        *containers(template),
        selector_text(obj["spec"]["selector"]),
    ]

"""Columns of deployments."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, CONTAINERS, IMAGES, NAME, Column, age, at, containers, metadata_name, wide
from app.sim.label_selectors import LabelSelector

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Ready", doc="Number of the pod with ready state"),
    Column("Up-to-date", doc=".status.updatedReplicas"),
    Column("Available", doc=".status.availableReplicas"),
    AGE,
    CONTAINERS,
    IMAGES,
    wide("Selector", ".spec.selector"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec, status = obj["spec"], obj.get("status") or {}
    ready = f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}"
    counts = [status.get("updatedReplicas", 0), status.get("availableReplicas", 0)]
    template, selector = containers(at(spec, "template", "spec")), str(LabelSelector.of(spec.get("selector")))
    return [metadata_name(obj), ready, *counts, age(obj, now), *template, selector]

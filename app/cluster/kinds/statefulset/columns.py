"""Columns of stateful sets."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, CONTAINERS, IMAGES, NAME, Column, age, at, containers, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Ready", doc="Number of the pod with ready state"),
    AGE,
    CONTAINERS,
    IMAGES,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    ready = f"{at(obj, 'status', 'readyReplicas', default=0)}/{obj['spec'].get('replicas', 0)}"
    return [metadata_name(obj), ready, age(obj, now), *containers(at(obj, "spec", "template", "spec"))]

"""Columns of replication controllers."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import (
    AGE,
    CONTAINERS,
    IMAGES,
    NAME,
    age,
    at,
    containers,
    labels_text,
    metadata_name,
    number,
    wide,
)

Object = dict[str, Any]

COLUMNS = (
    NAME,
    number("Desired", ".spec.replicas"),
    number("Current", ".status.replicas"),
    number("Ready", ".status.readyReplicas"),
    AGE,
    CONTAINERS,
    IMAGES,
    wide("Selector", ".spec.selector"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    counts = [
        spec.get("replicas", 0),
        at(obj, "status", "replicas", default=0),
        at(obj, "status", "readyReplicas", default=0),
    ]
    template = containers(at(spec, "template", "spec"))
    return [metadata_name(obj), *counts, age(obj, now), *template, labels_text(spec.get("selector"))]

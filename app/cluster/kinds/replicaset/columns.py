"""Columns of replica sets."""

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
    metadata_name,
    number,
    selector_text,
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
    spec, status = obj["spec"], obj.get("status") or {}
    counts = [spec.get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    template = containers(at(spec, "template", "spec"))
    return [metadata_name(obj), *counts, age(obj, now), *template, selector_text(spec.get("selector"))]

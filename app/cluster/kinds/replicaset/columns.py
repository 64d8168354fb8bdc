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
    return row(obj, now, selector_text(obj["spec"].get("selector")))


def row(obj: Object, now: float, selector: str) -> list[Any]:
    """The same with a selector in words."""
    spec, status = obj["spec"], obj.get("status") or {}
    counts = [spec.get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    return [metadata_name(obj), *counts, age(obj, now), *containers(at(spec, "template", "spec")), selector]

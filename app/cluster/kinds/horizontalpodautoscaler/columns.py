"""Columns of horizontal pod autoscalers."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, UNKNOWN, UNSET, Column, age, at, metadata_name

Object = dict[str, Any]
_MOST = 2  # metrics before "more..."
_SOURCES = {
    "External": "external",
    "Pods": "pods",
    "Object": "object",
    "Resource": "resource",
    "ContainerResource": "containerResource",
}

COLUMNS = (
    NAME,
    Column("Reference", doc=".spec.scaleTargetRef"),
    Column("Targets", doc=".spec.metrics"),
    Column("MinPods", doc=".spec.minReplicas"),
    Column("MaxPods", doc=".spec.maxReplicas"),
    Column("Replicas", doc=".status.currentReplicas"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec, reference = obj["spec"], obj["spec"]["scaleTargetRef"]
    least = spec.get("minReplicas")
    counts = [
        UNSET if least is None else str(least),
        spec.get("maxReplicas", 0),
        at(obj, "status", "currentReplicas", default=0),
    ]
    return [metadata_name(obj), f"{reference['kind']}/{reference['name']}", targets(obj), *counts, age(obj, now)]


def targets(obj: Object) -> str:
    """Current and wanted value of each metric."""
    metrics = at(obj, "spec", "metrics", default=[])
    current = at(obj, "status", "currentMetrics", default=[])
    texts = [_metric(item, current[index] if index < len(current) else {}) for index, item in enumerate(metrics)]
    text = ", ".join(texts[:_MOST]) or NONE
    return f"{text} + {len(texts) - _MOST} more..." if len(texts) > _MOST else text


def _metric(metric: Object, status: Object) -> str:
    source = _SOURCES.get(metric["type"])
    if source is None:
        return "<unknown type>"
    wanted, found = at(metric, source, "target", default={}), at(status, source, "current", default={})
    average = wanted.get("averageValue")
    if source in {"resource", "containerResource"}:
        name = at(metric, source, "name", default="")
        if average is not None:
            return f"{name}: {found.get('averageValue', UNKNOWN)}/{average}"
        now, goal = found.get("averageUtilization"), wanted.get("averageUtilization")
        return f"{name}: {_percent(now, UNKNOWN)}/{_percent(goal, '<auto>')}"
    if source == "pods":
        return f"{found.get('averageValue', UNKNOWN)}/{average}"
    if average is not None:
        return f"{found.get('averageValue', UNKNOWN)}/{average} (avg)"
    return f"{found.get('value', UNKNOWN)}/{wanted.get('value')}"


def _percent(value: int | None, missing: str) -> str:
    return missing if value is None else f"{value}%"

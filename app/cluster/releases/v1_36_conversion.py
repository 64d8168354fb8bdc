"""Conversions of release 1.36: events.k8s.io/v1 Events and autoscaling/v1 HorizontalPodAutoscalers."""

from __future__ import annotations

from typing import Any

import orjson

from app.cluster.releases import autoscaling_v1

Object = dict[str, Any]

# Follows kubernetes pkg/apis/autoscaling/annotations.go: what v1 has no field for travels in annotations.
METRICS, CURRENT, CONDITIONS, BEHAVIOR = (
    "autoscaling.alpha.kubernetes.io/metrics",
    "autoscaling.alpha.kubernetes.io/current-metrics",
    "autoscaling.alpha.kubernetes.io/conditions",
    "autoscaling.alpha.kubernetes.io/behavior",
)
# events.k8s.io name -> core name. Follows kubernetes pkg/apis/events/v1/conversion.go.
_EVENT_FIELDS = {
    "note": "message",
    "regarding": "involvedObject",
    "reportingController": "reportingComponent",
    "deprecatedSource": "source",
    "deprecatedFirstTimestamp": "firstTimestamp",
    "deprecatedLastTimestamp": "lastTimestamp",
    "deprecatedCount": "count",
}


def event_from_events(obj: Object) -> Object:
    """events.k8s.io/v1 to core/v1."""
    return {_EVENT_FIELDS.get(key, key): value for key, value in obj.items()}


def event_to_events(obj: Object) -> Object:
    """core/v1 to events.k8s.io/v1."""
    back = {core: name for name, core in _EVENT_FIELDS.items()}
    return {back.get(key, key): value for key, value in obj.items()}


def _is_cpu(metric: Object) -> bool:
    resource = metric.get("resource") or {}
    return metric.get("type") == "Resource" and resource.get("name") == "cpu"


def hpa_to_v1(obj: Object) -> Object:
    """v2 to v1."""
    result = {**obj, "spec": dict(obj.get("spec", {})), "metadata": dict(obj["metadata"])}
    spec, status = result["spec"], dict(obj.get("status") or {})
    rest = []
    for metric in spec.pop("metrics", None) or ():
        target = (metric.get("resource") or {}).get("target") or {}
        if _is_cpu(metric) and "averageUtilization" in target:
            spec["targetCPUUtilizationPercentage"] = target["averageUtilization"]
        else:
            rest.append(autoscaling_v1.metric_to_v1(metric))
    behavior = spec.pop("behavior", None)
    aside = {METRICS: rest, BEHAVIOR: autoscaling_v1.behavior_to_v1(behavior) if behavior else None}
    currents = status.pop("currentMetrics", None) or ()
    for metric in currents:
        current = (metric.get("resource") or {}).get("current") or {}
        if _is_cpu(metric) and "averageUtilization" in current:
            status["currentCPUUtilizationPercentage"] = current["averageUtilization"]
    aside[CURRENT] = [autoscaling_v1.current_to_v1(metric) for metric in currents]
    aside[CONDITIONS] = status.pop("conditions", None)
    status.setdefault("currentReplicas", 0)
    status.setdefault("desiredReplicas", 0)
    result["status"] = status
    extra = {key: orjson.dumps(value).decode() for key, value in aside.items() if value}
    if extra:
        result["metadata"]["annotations"] = {**(result["metadata"].get("annotations") or {}), **extra}
    return result


def hpa_from_v1(obj: Object) -> Object:
    """v1 to v2."""
    result = {**obj, "spec": dict(obj.get("spec") or {}), "metadata": dict(obj.get("metadata") or {})}
    spec, status = result["spec"], dict(obj.get("status") or {})
    annotations = dict(result["metadata"].get("annotations") or {})
    metrics = [autoscaling_v1.metric_from_v1(one) for one in orjson.loads(annotations.pop(METRICS, "[]"))]
    percentage = spec.pop("targetCPUUtilizationPercentage", None)
    if percentage is not None:
        target = {"type": "Utilization", "averageUtilization": percentage}
        metrics.insert(0, {"type": "Resource", "resource": {"name": "cpu", "target": target}})
    if metrics:
        spec["metrics"] = metrics
    if behavior := annotations.pop(BEHAVIOR, None):
        spec["behavior"] = autoscaling_v1.behavior_from_v1(orjson.loads(behavior))
    status.pop("currentCPUUtilizationPercentage", None)
    if current := annotations.pop(CURRENT, None):
        status["currentMetrics"] = [autoscaling_v1.current_from_v1(one) for one in orjson.loads(current)]
    if conditions := annotations.pop(CONDITIONS, None):
        status["conditions"] = orjson.loads(conditions)
    if status:
        result["status"] = status
    if "annotations" in result["metadata"]:
        result["metadata"]["annotations"] = annotations
        if not annotations:
            del result["metadata"]["annotations"]
    return result

"""autoscaling/v1: what it has no field for travels in annotations, in shapes of its own.

Follows kubernetes pkg/apis/autoscaling/v1/conversion.go. Metrics and their status have v1's (flat) fields there,
`behavior` those of the internal type, whose names Go writes as they are.
"""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def metric_to_v1(metric: Object) -> Object:
    """A metric of the spec."""
    return _flattened(metric, "target", {"value": "targetValue", "averageValue": "targetAverageValue",
                                         "averageUtilization": "targetAverageUtilization"})  # fmt: skip


def current_to_v1(metric: Object) -> Object:
    """A metric of the status."""
    return _flattened(metric, "current", {"value": "currentValue", "averageValue": "currentAverageValue",
                                          "averageUtilization": "currentAverageUtilization"})  # fmt: skip


def _source(metric: Object) -> str:
    kind = str(metric.get("type", ""))
    return kind[:1].lower() + kind[1:]


def _flattened(metric: Object, values: str, names: dict[str, str]) -> Object:
    field = _source(metric)
    source = metric.get(field)
    if source is None:
        return {"type": metric.get("type", "")}
    given, named = source.get(values) or {}, source.get("metric") or {}
    made: Object = {}
    if field == "object":
        made["target"] = source.get("describedObject") or {}
        names = {**names, "averageValue": "averageValue"}
    if field in {"resource", "containerResource"}:
        made["name"] = source.get("name")
    else:
        made["metricName"] = named.get("name")
    if field == "external" and named.get("selector"):
        made["metricSelector"] = named["selector"]
    for name in ("averageUtilization", "value", "averageValue"):
        if given.get(name) is not None:
            made[names[name]] = given[name]
    if field in {"pods", "object"} and named.get("selector"):
        made["selector"] = named["selector"]
    if field == "containerResource":
        made["container"] = source.get("container")
    return {"type": metric["type"], field: made}


def metric_from_v1(metric: Object) -> Object:
    """A metric of the spec; those of older clusters that have v2's shape already stay as they are."""
    made, given = _deepened(metric, "target")
    if given is None:
        return metric
    kinds = {"averageUtilization": "Utilization", "averageValue": "AverageValue", "value": "Value"}
    kind = next((kinds[name] for name in ("averageUtilization", "averageValue", "value") if name in given), "Value")
    made["target"] = {"type": kind, **given}
    return {"type": metric["type"], _source(metric): made}


def current_from_v1(metric: Object) -> Object:
    """A metric of the status."""
    made, given = _deepened(metric, "current")
    if given is None:
        return metric
    made["current"] = given
    return {"type": metric["type"], _source(metric): made}


def _deepened(metric: Object, values: str) -> tuple[Object, Object | None]:
    """(the source without its values, the values); None for what has v2's shape."""
    field = _source(metric)
    source = metric.get(field)
    if not isinstance(source, dict) or (isinstance(source.get(values), dict) and "metricName" not in source):
        return {}, None
    made: Object = {key: source[key] for key in ("name", "container") if key in source}
    if field == "object":
        made["describedObject"] = source.get("target") or {}
    if "metricName" in source:
        selector = source.get("metricSelector") or source.get("selector")
        made["metric"] = {"name": source["metricName"], **({"selector": selector} if selector else {})}
    names = {name: f"{values}{name[:1].upper()}{name[1:]}" for name in ("averageUtilization", "value", "averageValue")}
    found = {name: source[flat] for name, flat in names.items() if flat in source}
    if field == "object" and "averageValue" in source:
        found["averageValue"] = source["averageValue"]
    return made, found


def behavior_to_v1(behavior: Object) -> Object:
    """Go's names of the internal type; fields that are not set are written as null."""
    return {name: _rules(behavior.get(field)) for name, field in (("ScaleUp", "scaleUp"), ("ScaleDown", "scaleDown"))}


def _rules(rules: Object | None) -> Object | None:
    if rules is None:
        return None
    policies = [{"Type": one["type"], "Value": one["value"], "PeriodSeconds": one["periodSeconds"]}
                for one in rules.get("policies") or ()]  # fmt: skip
    return {
        "StabilizationWindowSeconds": rules.get("stabilizationWindowSeconds"),
        "SelectPolicy": rules.get("selectPolicy"),
        "Policies": policies or None,
        "Tolerance": rules.get("tolerance"),
    }


def behavior_from_v1(behavior: Object) -> Object:
    """The other way round: any capital becomes a small letter, null is nothing."""

    def small(value: Any) -> Any:
        if isinstance(value, dict):
            return {key[:1].lower() + key[1:]: small(item) for key, item in value.items() if item is not None}
        return [small(item) for item in value] if isinstance(value, list) else value

    found: Object = small(behavior)
    return found

"""Horizontal pod autoscalers and pod disruption budgets.

Follows kubernetes pkg/apis/autoscaling/validation/validation.go and pkg/apis/policy/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, invalid, not_supported, required
from app.cluster.validation.internal_types import internal
from app.cluster.validation.rules import at_most_all, int_or_percent, label_selector, one_of, wrong
from app.sim.names import is_path_segment
from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
_METRICS = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
_SELECT, _POLICIES = ("Disabled", "Max", "Min"), ("Percent", "Pods")
_TARGETS = ("AverageValue", "Utilization", "Value")


def _autoscaler(autoscaler: Object) -> Errors:
    spec = autoscaler.get("spec") or {}
    low, high = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    errors: Errors = []
    if low is not None and low < 1:
        errors.append(invalid("spec.minReplicas", low, "must be greater than or equal to 1"))
    if high < 1:
        text = "must be set and greater than 0"
        errors.append(
            invalid("spec.maxReplicas", high, "must be greater than 0") if high else required("spec.maxReplicas", text)
        )
    if low is not None and high < low:
        errors.append(invalid("spec.maxReplicas", high, "must be greater than or equal to `minReplicas`"))
    errors += _target_ref("spec.scaleTargetRef", spec.get("scaleTargetRef") or {})
    percent = spec.get("targetCPUUtilizationPercentage")
    if percent is not None and percent < 1:
        # The older version's field is a metric like others by the time it is looked at.
        path = "spec.metrics[0].resource.target.averageUtilization"
        errors.append(invalid(path, percent, "must be greater than 0"))
    for index, metric in enumerate(spec.get("metrics") or ()):
        errors += _metric(f"spec.metrics[{index}]", metric)
    for name in ("scaleUp", "scaleDown"):
        rules = (spec.get("behavior") or {}).get(name)
        if rules is not None:
            errors += _scaling_rules(f"spec.behavior.{name}", rules)
    return errors


def _target_ref(path: str, ref: Object, *, scaled: bool = True) -> Errors:
    errors: Errors = []
    for name in ("kind", "name"):
        value = ref.get(name) or ""
        errors += wrong(f"{path}.{name}", value, is_path_segment(value)) if value else [required(f"{path}.{name}")]
    version = ref.get("apiVersion") or ""
    if scaled and "/" not in version and ref.get("kind") != "ReplicationController":
        errors.append(invalid(f"{path}.apiVersion", version, "apiVersion must specify API group"))
    return errors


def _metric(path: str, metric: Object) -> Errors:
    kind = metric.get("type") or ""
    errors: Errors = [] if kind else [required(f"{path}.type", "must specify a metric source type")]
    if kind not in _METRICS:
        errors.append(not_supported(f"{path}.type", kind, sorted(_METRICS)))
    present = [field for field in _SOURCES if metric.get(field) is not None]
    if present:
        errors += _SOURCES[present[0]](f"{path}.{present[0]}", metric[present[0]])
    expected = _METRICS.get(kind, "")
    if expected and expected not in present:
        errors.append(required(f"{path}.{expected}", "must populate information for the given metric source"))
    if len(present) != 1:
        text = "must populate the given metric source only"
        errors += [forbidden(f"{path}.{field}", text) for field in sorted(present) if field != expected]
    return errors


def _resource(path: str, source: Object) -> Errors:
    errors = [] if source.get("name") else [required(f"{path}.name", "must specify a resource name")]
    return errors + _raw_or_utilization(f"{path}.target", source.get("target") or {})


def _container_resource(path: str, source: Object) -> Errors:
    errors = [] if source.get("name") else [required(f"{path}.name", "must specify a resource name")]
    if not source.get("container"):
        errors.append(required(f"{path}.container", "must specify a container"))
    return errors + _raw_or_utilization(f"{path}.target", source.get("target") or {})


def _raw_or_utilization(path: str, target: Object) -> Errors:
    given = [key for key in ("averageUtilization", "averageValue") if target.get(key) is not None]
    return _metric_target(path, target) + _one_of_two(
        f"{path}.averageUtilization",
        f"{path}.averageValue",
        given,
        "must set either a target raw value or a target utilization",
        "may not set both a target raw value and a target utilization",
    )


def _one_of_two(none: str, both: str, given: list[str], too_few: str, too_many: str) -> Errors:
    if not given:
        return [required(none, too_few)]
    return [forbidden(both, too_many)] if len(given) > 1 else []


def _identifier(path: str, metric: Object) -> Errors:
    name = metric.get("name") or ""
    if not name:
        return [required(f"{path}.name", "must specify a metric name")]
    return wrong(f"{path}.name", name, is_path_segment(name))


def _pods(path: str, source: Object) -> Errors:
    target = source.get("target") or {}
    errors = _identifier(f"{path}.metric", source.get("metric") or {}) + _metric_target(f"{path}.target", target)
    value = target.get("averageValue")
    if value is None or parse(str(value)) <= Quantity(0):
        errors.append(required(f"{path}.target.averageValue", "must specify a positive target averageValue"))
    return errors


def _of_object(path: str, source: Object) -> Errors:
    target = source.get("target") or {}
    errors = _target_ref(f"{path}.describedObject", source.get("describedObject") or {}, scaled=False)
    errors += _identifier(f"{path}.metric", source.get("metric") or {}) + _metric_target(f"{path}.target", target)
    if target.get("value") is None and target.get("averageValue") is None:
        errors.append(required(f"{path}.target.averageValue", "must set either a target value or averageValue"))
    return errors


def _external(path: str, source: Object) -> Errors:
    target = source.get("target") or {}
    errors = _identifier(f"{path}.metric", source.get("metric") or {}) + _metric_target(f"{path}.target", target)
    given = [key for key in ("value", "averageValue") if target.get(key) is not None]
    return errors + _one_of_two(
        f"{path}.target.averageValue",
        f"{path}.target.value",
        given,
        "must set either a target value for metric or a per-pod target",
        "may not set both a target value for metric and a per-pod target",
    )


def _metric_target(path: str, target: Object) -> Errors:
    kind = target.get("type") or ""
    errors: Errors = [] if kind else [required(f"{path}.type", "must specify a metric target type")]
    if kind not in _TARGETS:
        errors.append(invalid(f"{path}.type", kind, "must be either Utilization, Value, or AverageValue"))
    for key in ("value", "averageValue"):
        value = target.get(key)
        if value is not None and parse(str(value)) <= Quantity(0):
            errors.append(invalid(f"{path}.{key}", str(value), "must be positive"))
    utilization = target.get("averageUtilization")
    if utilization is not None and utilization < 1:
        errors.append(invalid(f"{path}.averageUtilization", utilization, "must be greater than 0"))
    return errors


# In upstream's order.
_SOURCES: dict[str, Callable[[str, Object], Errors]] = {
    "object": _of_object,
    "external": _external,
    "pods": _pods,
    "resource": _resource,
    "containerResource": _container_resource,
}


def _scaling_rules(path: str, rules: Object) -> Errors:
    window, select = rules.get("stabilizationWindowSeconds"), rules.get("selectPolicy")
    errors: Errors = []
    if window is not None and window < 0:
        errors.append(invalid(f"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero"))
    if window is not None and window > 3600:
        errors.append(invalid(f"{path}.stabilizationWindowSeconds", window, "must be less than or equal to 3600"))
    if select is not None:
        errors += [] if select in _SELECT else [not_supported(f"{path}.selectPolicy", select, _SELECT)]
    if not rules.get("policies"):
        errors.append(required(f"{path}.policies", "must specify at least one Policy"))
    for index, policy in enumerate(rules.get("policies") or ()):
        place, period = f"{path}.policies[{index}]", policy.get("periodSeconds") or 0
        if policy.get("type") not in _POLICIES:
            errors.append(not_supported(f"{place}.type", policy.get("type") or "", _POLICIES))
        if (policy.get("value") or 0) <= 0:
            errors.append(invalid(f"{place}.value", policy.get("value") or 0, "must be greater than zero"))
        if period <= 0:
            errors.append(invalid(f"{place}.periodSeconds", period, "must be greater than zero"))
        if period > 1800:
            errors.append(invalid(f"{place}.periodSeconds", period, "must be less than or equal to 1800"))
    return errors


def _budget(budget: Object) -> Errors:
    spec = budget.get("spec") or {}
    errors: Errors = []
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        shown = internal(spec, "api.policy.v1.PodDisruptionBudgetSpec")
        errors.append(invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set"))
    for name in ("minAvailable", "maxUnavailable"):
        if spec.get(name) is not None:
            errors += int_or_percent(f"spec.{name}", spec[name]) + at_most_all(f"spec.{name}", spec[name])
    errors += label_selector("spec.selector", spec.get("selector"))
    policy = spec.get("unhealthyPodEvictionPolicy")
    if policy is not None:
        errors += one_of("spec.unhealthyPodEvictionPolicy", policy, ["AlwaysAllow", "IfHealthyBudget"])
    return errors


CREATE = {
    ("autoscaling", "HorizontalPodAutoscaler"): _autoscaler,
    ("policy", "PodDisruptionBudget"): _budget,
}

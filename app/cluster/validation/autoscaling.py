"""Horizontal pod autoscalers and pod disruption budgets.

Follows kubernetes pkg/apis/autoscaling/validation/validation.go and pkg/apis/policy/validation/validation.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import Errors, invalid, not_supported, required
from app.cluster.validation.internal_types import internal
from app.cluster.validation.names import is_path_segment
from app.cluster.validation.rules import at_most_all, int_or_percent, label_selector, one_of, wrong

Object = dict[str, Any]
_METRICS = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
_TARGETS = ("AverageValue", "Utilization", "Value")
_TARGET_FIELDS = {"AverageValue": "averageValue", "Utilization": "averageUtilization", "Value": "value"}


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
        errors.append(invalid("spec.targetCPUUtilizationPercentage", percent, "must be greater than 0"))
    for index, metric in enumerate(spec.get("metrics") or ()):
        errors += _metric(f"spec.metrics[{index}]", metric)
    for name in ("scaleUp", "scaleDown"):
        rules = (spec.get("behavior") or {}).get(name)
        if rules is not None:
            errors += _scaling_rules(f"spec.behavior.{name}", rules)
    return errors


def _target_ref(path: str, ref: Object) -> Errors:
    errors: Errors = []
    for name in ("kind", "name"):
        value = ref.get(name) or ""
        errors += wrong(f"{path}.{name}", value, is_path_segment(value)) if value else [required(f"{path}.{name}")]
    version = ref.get("apiVersion") or ""
    if "/" not in version and ref.get("kind") != "ReplicationController":
        errors.append(invalid(f"{path}.apiVersion", version, "apiVersion must specify API group"))
    return errors


def _metric(path: str, metric: Object) -> Errors:
    kind = metric.get("type") or ""
    if not kind:
        return [required(f"{path}.type", "must specify a metric source type")]
    if kind not in _METRICS:
        return [not_supported(f"{path}.type", kind, sorted(_METRICS))]
    source = metric.get(_METRICS[kind])
    if source is None:
        text = "must populate information for the given metric source"
        return [required(f"{path}.{_METRICS[kind]}", text)]
    place = f"{path}.{_METRICS[kind]}"
    errors: Errors = []
    if kind in {"Resource", "ContainerResource"} and not source.get("name"):
        errors.append(required(f"{place}.name", "must specify a resource name"))
    if kind == "ContainerResource" and not source.get("container"):
        errors.append(required(f"{place}.container", "must specify a container name"))
    if kind not in {"Resource", "ContainerResource"} and not (source.get("metric") or {}).get("name"):
        errors.append(required(f"{place}.metric.name", "must specify a metric name"))
    return errors + _metric_target(f"{place}.target", source.get("target") or {})


def _metric_target(path: str, target: Object) -> Errors:
    kind = target.get("type") or ""
    if not kind:
        return [required(f"{path}.type", "must specify a metric target type")]
    if kind not in _TARGETS:
        return [invalid(f"{path}.type", kind, "must be either Utilization, Value, or AverageValue")]
    errors: Errors = []
    utilization = target.get("averageUtilization")
    if utilization is not None and utilization < 1:
        errors.append(invalid(f"{path}.averageUtilization", utilization, "must be greater than 0"))
    if not any(target.get(field) is not None for field in _TARGET_FIELDS.values()):
        name = _TARGET_FIELDS[kind]
        text = "must specify a positive target raw value or utilization"
        errors.append(required(f"{path}.{name}", text))
    return errors


def _scaling_rules(path: str, rules: Object) -> Errors:
    window, select = rules.get("stabilizationWindowSeconds"), rules.get("selectPolicy")
    errors: Errors = []
    if window is not None and window < 0:
        errors.append(invalid(f"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero"))
    if window is not None and window > 3600:
        errors.append(invalid(f"{path}.stabilizationWindowSeconds", window, "must be less than or equal to 3600"))
    if select is not None:
        errors += one_of(f"{path}.selectPolicy", select, ["Disabled", "Max", "Min"])
    if not rules.get("policies"):
        errors.append(required(f"{path}.policies", "must specify at least one Policy"))
    for index, policy in enumerate(rules.get("policies") or ()):
        place, period = f"{path}.policies[{index}]", policy.get("periodSeconds") or 0
        errors += one_of(f"{place}.type", policy.get("type"), ["Percent", "Pods"])
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

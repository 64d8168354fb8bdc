"""Defaults of the autoscaling group.

Follows kubernetes pkg/apis/autoscaling/v1/defaults.go and pkg/apis/autoscaling/v2/defaults.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.fields import branch, default

Object = dict[str, Any]
_CPU_UTILIZATION = 80
_ALL = {"type": "Percent", "value": 100, "periodSeconds": 15}
_FOUR_PODS = {"type": "Pods", "value": 4, "periodSeconds": 15}


def _autoscaler_v1(autoscaler: Object) -> None:
    spec = branch(autoscaler, "spec")
    default(spec, "minReplicas", 1)
    if "autoscaling.alpha.kubernetes.io/metrics" not in (autoscaler["metadata"].get("annotations") or {}):
        default(spec, "targetCPUUtilizationPercentage", _CPU_UTILIZATION)


def _autoscaler_v2(autoscaler: Object) -> None:
    spec = branch(autoscaler, "spec")
    default(spec, "minReplicas", 1)
    if not spec.get("metrics"):
        target = {"type": "Utilization", "averageUtilization": _CPU_UTILIZATION}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    if spec.get("behavior") is not None:
        up, down = branch(spec["behavior"], "scaleUp"), branch(spec["behavior"], "scaleDown")
        default(up, "stabilizationWindowSeconds", 0)
        for rules, policies in ((up, [_FOUR_PODS, _ALL]), (down, [_ALL])):
            default(rules, "selectPolicy", "Max")
            if rules.get("policies") is None:
                rules["policies"] = [dict(policy) for policy in policies]


DEFAULTS = {
    ("autoscaling/v1", "HorizontalPodAutoscaler"): _autoscaler_v1,
    ("autoscaling/v2", "HorizontalPodAutoscaler"): _autoscaler_v2,
}

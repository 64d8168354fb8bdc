"""HorizontalPodAutoscalers as autoscaling/v1 shows them, and back."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from app.cluster.releases.v1_36_conversion import hpa_from_v1, hpa_to_v1

ALPHA = "autoscaling.alpha.kubernetes.io/"
SPEC = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "maxReplicas": 5}
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}
VALUE = {"type": "AverageValue", "averageValue": "10"}
SELECTOR = {"matchLabels": {"queue": "worker"}}
INGRESS = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "name": "main"}
METRICS: list[tuple[Any, Any]] = [
    ({"type": "Resource", "resource": {"name": "memory", "target": {"type": "Utilization", "averageUtilization": 80}}},
     {"type": "Resource", "resource": {"name": "memory", "targetAverageUtilization": 80}}),
    ({"type": "ContainerResource", "containerResource": {"name": "cpu", "container": "app", "target": VALUE}},
     {"type": "ContainerResource",
      "containerResource": {"name": "cpu", "targetAverageValue": "10", "container": "app"}}),
    ({"type": "Pods", "pods": {"metric": {"name": "packets"}, "target": VALUE}},
     {"type": "Pods", "pods": {"metricName": "packets", "targetAverageValue": "10"}}),
    ({"type": "Object", "object": {"describedObject": INGRESS, "metric": {"name": "hits", "selector": SELECTOR},
                                   "target": {"type": "Value", "value": "10k"}}},
     {"type": "Object", "object": {"target": INGRESS, "metricName": "hits", "targetValue": "10k",
                                   "selector": SELECTOR}}),
    ({"type": "External", "external": {"metric": {"name": "messages", "selector": SELECTOR}, "target": VALUE}},
     {"type": "External", "external": {"metricName": "messages", "metricSelector": SELECTOR,
                                       "targetAverageValue": "10"}}),
]  # fmt: skip


def autoscaler(metrics: Any, **more: Any) -> Any:
    return {"metadata": {"name": "web"}, "spec": {**SPEC, "metrics": metrics, **more}}


@pytest.mark.parametrize(("metric", "flat"), METRICS)
def test_metrics_in_annotations_are_flat(metric: Any, flat: Any) -> None:
    shown = hpa_to_v1(autoscaler([CPU, metric]))
    assert shown["spec"]["targetCPUUtilizationPercentage"] == 50
    assert orjson.loads(shown["metadata"]["annotations"][f"{ALPHA}metrics"]) == [flat]
    assert hpa_from_v1(shown)["spec"]["metrics"] == [CPU, metric]


def test_a_behavior_has_the_names_of_the_internal_type() -> None:
    policies = [{"type": "Pods", "value": 4, "periodSeconds": 15}]
    behavior = {"scaleUp": {"stabilizationWindowSeconds": 0, "selectPolicy": "Max", "policies": policies}}
    shown = hpa_to_v1(autoscaler([CPU], behavior=behavior))
    assert shown["metadata"]["annotations"] == {
        f"{ALPHA}behavior": '{"ScaleUp":{"StabilizationWindowSeconds":0,"SelectPolicy":"Max","Policies":[{"Type":'
        '"Pods","Value":4,"PeriodSeconds":15}],"Tolerance":null},"ScaleDown":null}'
    }
    assert hpa_from_v1(shown)["spec"]["behavior"] == behavior


def test_what_is_measured_travels_too() -> None:
    current = {"averageUtilization": 7, "averageValue": "14m"}
    made = autoscaler([CPU])
    made["status"] = {"currentMetrics": [{"type": "Resource", "resource": {"name": "cpu", "current": current}}]}
    shown = hpa_to_v1(made)
    assert shown["status"] == {"currentCPUUtilizationPercentage": 7, "currentReplicas": 0, "desiredReplicas": 0}
    assert shown["metadata"]["annotations"] == {
        f"{ALPHA}current-metrics": '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":7,'
        '"currentAverageValue":"14m"}}]'
    }
    assert hpa_from_v1(shown)["status"]["currentMetrics"] == made["status"]["currentMetrics"]

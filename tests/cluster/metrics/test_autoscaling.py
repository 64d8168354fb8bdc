"""The horizontal pod autoscaler: what it measures, what it decides, and how it says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.metrics.measured import Measured
from tests.cluster.worlds import DEPLOYMENTS, World, deployment

HPAS = ("autoscaling", "horizontalpodautoscalers")
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}


def autoscaler(name: str = "web", target: str = "web", kind: str = "Deployment", metrics: Any = (CPU,), least: int = 1,
               most: int = 10, **spec: Any) -> Any:  # fmt: skip
    version = "example.com/v1" if kind == "Thing" else "apps/v1"
    reference = {"apiVersion": version, "kind": kind, "name": target}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "scaleTargetRef": reference,
            "minReplicas": least,
            "maxReplicas": most,
            "metrics": list(metrics),
            **spec,
        },
    }


def burner(name: str = "web", replicas: int = 1, request: str = "100m", limit: str = "200m") -> Any:
    """A deployment whose pods use all that they may."""
    made = deployment(name, "busybox", replicas)
    container = made["spec"]["template"]["spec"]["containers"][0]
    container["command"] = ["sh", "-c", "while true; do :; done"]
    container["resources"] = {"requests": {"cpu": request}, "limits": {"cpu": limit}}
    return made


def sleeper(name: str = "web", replicas: int = 1, **resources: Any) -> Any:
    made = deployment(name, "busybox", replicas)
    container = made["spec"]["template"]["spec"]["containers"][0]
    container["command"] = ["sleep", "9999"]
    if resources:
        container["resources"] = resources
    return made


def status(world: World, name: str = "web") -> Any:
    return world.objects.get(HPAS, "default", name)["status"]


def conditions(world: World, name: str = "web") -> list[tuple[str, str, str, str]]:
    return [(one["type"], one["status"], one["reason"], one["message"]) for one in status(world, name)["conditions"]]


def events(world: World, name: str = "web") -> list[tuple[str, str, str]]:
    return [event[:3] for event in world.events(name, kind="HorizontalPodAutoscaler")]


def replicas(world: World, name: str = "web") -> int:
    return int(world.objects.get(DEPLOYMENTS, "default", name)["spec"]["replicas"])


ABLE = ("AbleToScale", "True", "SucceededGetScale", "the HPA controller was able to get the target's current scale")
NO_API = (
    "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource "
    "metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"
)


def test_without_a_metrics_api() -> None:
    world = World()
    world.create(DEPLOYMENTS, sleeper(requests={"cpu": "100m"}))
    world.create(HPAS, autoscaler())
    world.advance(14)
    assert "conditions" not in (world.objects.get(HPAS, "default", "web").get("status") or {})
    world.advance(4)
    assert conditions(world) == [
        ABLE,
        ("ScalingActive", "False", "FailedGetResourceMetric",
         f"the HPA was unable to compute the replica count: {NO_API}"),
    ]  # fmt: skip
    whole = f"invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: {NO_API}"
    assert events(world) == [
        ("Warning", "FailedGetResourceMetric", NO_API),
        ("Warning", "FailedComputeMetricsReplicas", whole),
    ]
    assert {**status(world), "conditions": None} == {
        "currentReplicas": 1, "desiredReplicas": 0, "currentMetrics": None, "conditions": None,
    }  # fmt: skip


def test_metrics_that_nobody_serves() -> None:
    world = World()
    world.create(DEPLOYMENTS, sleeper())
    value = {"type": "AverageValue", "averageValue": "10"}
    described = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "name": "main"}
    selector = {"matchLabels": {"queue": "worker"}}
    world.create(HPAS, autoscaler(metrics=[
        {"type": "Pods", "pods": {"metric": {"name": "packets"}, "target": value}},
        {"type": "Object", "object": {"metric": {"name": "requests"}, "describedObject": described,
                                      "target": {"type": "Value", "value": "10k"}}},
        {"type": "External", "external": {"metric": {"name": "messages", "selector": selector}, "target": value}},
    ]))  # fmt: skip
    world.advance(18)
    custom = "unable to fetch metrics from custom metrics API: no known available metric versions found"
    assert events(world) == [
        ("Warning", "FailedGetPodsMetric", f"unable to get metric packets: {custom}"),
        ("Warning", "FailedGetObjectMetric", f"unable to get metric requests: Ingress on default main/{custom}"),
        ("Warning", "FailedGetExternalMetric",
         "unable to get external metric default/messages/&LabelSelector{MatchLabels:map[string]string{queue: worker,},"
         "MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the "
         "server could not find the requested resource (get messages.external.metrics.k8s.io)"),
        ("Warning", "FailedComputeMetricsReplicas",
         "invalid metrics (3 invalid out of 3), first error is: failed to get pods metric value: unable to get metric "
         f"packets: {custom}"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "target", "message"),
    [
        ("Deployment", "gone", 'deployments.apps "gone" not found'),
        ("DaemonSet", "gone", "the server could not find the requested resource"),
        ("Thing", "gone", 'no matches for kind "Thing" in group "example.com"'),
    ],
)
def test_nothing_to_scale(kind: str, target: str, message: str) -> None:
    world = World()
    world.create(HPAS, autoscaler(target=target, kind=kind))
    world.advance(18)
    assert events(world) == [("Warning", "FailedGetScale", message)]
    whole = f"the HPA controller was unable to get the target's current scale: {message}"
    assert conditions(world) == [("AbleToScale", "False", "FailedGetScale", whole)]


def test_limits_need_no_metrics() -> None:
    world = World()
    world.create(DEPLOYMENTS, sleeper("low", 1))
    world.create(DEPLOYMENTS, sleeper("high", 5))
    world.create(DEPLOYMENTS, sleeper("off", 0))
    world.create(HPAS, autoscaler("low", "low", least=2))
    world.create(HPAS, autoscaler("high", "high", most=3))
    world.create(HPAS, autoscaler("off", "off"))
    world.advance(18)
    assert [replicas(world, name) for name in ("low", "high", "off")] == [2, 3, 0]
    assert events(world, "low")[0][2] == "New size: 2; reason: Current number of replicas below Spec.MinReplicas"
    assert events(world, "high")[0][2] == "New size: 3; reason: Current number of replicas above Spec.MaxReplicas"
    assert conditions(world, "low")[0][2:] == (
        "SucceededRescale",
        "the HPA controller was able to update the target scale to 2",
    )
    assert conditions(world, "off")[1] == (
        "ScalingActive", "False", "ScalingDisabled",
        "scaling is disabled since the replica count of the target is zero",
    )  # fmt: skip


def test_two_autoscalers_of_the_same_pods() -> None:
    world = World()
    world.create(DEPLOYMENTS, sleeper())
    world.create(HPAS, autoscaler("one"))
    world.create(HPAS, autoscaler("two"))
    world.advance(33)
    message = "pods by selector app=web are controlled by multiple HPAs: [default/one default/two]"
    for name in ("one", "two"):
        assert ("ScalingActive", "False", "AmbiguousSelector", message) in conditions(world, name)
        assert {("Warning", "AmbiguousSelector", message), ("Warning", "FailedComputeMetricsReplicas", message)} <= set(
            events(world, name)
        )


def test_a_container_without_a_request() -> None:
    world = Measured()
    world.create(DEPLOYMENTS, sleeper())
    world.create(HPAS, autoscaler())
    world.advance(50)
    name = world.pods()[0]["metadata"]["name"]
    message = f"failed to get cpu utilization: missing request for cpu in container busybox of Pod {name}"
    assert ("Warning", "FailedGetResourceMetric", message) in events(world)


def test_pods_that_are_only_starting() -> None:
    world = Measured()
    world.create(DEPLOYMENTS, sleeper(requests={"cpu": "100m"}))
    world.create(HPAS, autoscaler())
    world.advance(16)
    assert events(world)[0][2] == (
        "failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource "
        "metrics API"
    )
    world.advance(30)
    assert conditions(world)[1:] == [
        ("ScalingActive", "True", "ValidMetricFound",
         "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of "
         "request)"),
        ("ScalingLimited", "False", "DesiredWithinRange", "the desired count is within the acceptable range"),
    ]  # fmt: skip
    world.advance(300)
    assert conditions(world)[2] == ("ScalingLimited", "True", "TooFewReplicas",
                                    "the desired replica count is less than the minimum replica count")  # fmt: skip


def test_up_in_steps_to_the_maximum_and_down_after_five_minutes() -> None:
    world = Measured()
    world.create(DEPLOYMENTS, burner())
    world.create(HPAS, autoscaler(most=7))
    world.advance(50)
    assert replicas(world) == 4
    message = "New size: 4; reason: cpu resource utilization (percentage of request) above target"
    assert ("Normal", "SuccessfulRescale", message) in events(world)
    assert status(world)["currentMetrics"] == [
        {
            "type": "Resource",
            "resource": {"name": "cpu", "current": {"averageUtilization": 200, "averageValue": "200m"}},
        }
    ]
    world.advance(60)
    assert replicas(world) == 7
    assert conditions(world)[2] == ("ScalingLimited", "True", "TooManyReplicas",
                                    "the desired replica count is more than the maximum replica count")  # fmt: skip

    def calm(new: Any) -> None:
        new["spec"]["template"]["spec"]["containers"][0]["command"] = ["sleep", "9999"]

    world.objects.patch(DEPLOYMENTS, "default", "web", calm)
    world.advance(240)
    assert replicas(world) == 7
    assert conditions(world)[0] == (
        "AbleToScale", "True", "ScaleDownStabilized",
        "recent recommendations were higher than current one, applying the highest recent recommendation",
    )  # fmt: skip
    world.advance(240)
    assert replicas(world) == 1
    assert events(world)[-1] == ("Normal", "SuccessfulRescale", "New size: 1; reason: All metrics below target")


def test_policies_limit_the_pace() -> None:
    world = Measured()
    world.create(DEPLOYMENTS, burner())
    one = [{"type": "Pods", "value": 1, "periodSeconds": 60}]
    behavior = {
        "scaleUp": {"policies": one},
        "scaleDown": {"stabilizationWindowSeconds": 0, "selectPolicy": "Disabled"},
    }
    world.create(HPAS, autoscaler(behavior=behavior))
    world.advance(60)
    assert replicas(world) == 2
    message = "the desired replica count is increasing faster than the maximum scale rate"
    assert conditions(world)[2] == ("ScalingLimited", "True", "ScaleUpLimit", message)
    world.advance(60)
    assert replicas(world) == 3


def test_one_container_of_several_by_value() -> None:
    world = Measured()
    made = burner(limit="300m")
    made["spec"]["template"]["spec"]["containers"].append(
        {"name": "side", "image": "busybox", "command": ["sleep", "9999"], "resources": {"requests": {"cpu": "10m"}}}
    )
    world.create(DEPLOYMENTS, made)
    target = {"type": "AverageValue", "averageValue": "150m"}
    metric = {
        "type": "ContainerResource",
        "containerResource": {"name": "cpu", "container": "busybox", "target": target},
    }
    world.create(HPAS, autoscaler(metrics=[metric], most=2))
    world.advance(60)
    assert replicas(world) == 2
    assert ("Normal", "SuccessfulRescale", "New size: 2; reason: cpu resource above target") in events(world)

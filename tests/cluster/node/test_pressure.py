"""Node-pressure eviction."""

from __future__ import annotations

from typing import Any

from app.cluster.cluster import NodeSpec
from tests.cluster.worlds import DEPLOYMENTS, PODS, World, deployment, pod

ONE = (NodeSpec("controlplane", "control-plane", cpu="4", memory="2Gi"),)
NODES = ("", "nodes")


def hog(name: str, total: str, request: str = "", **spec: Any) -> Any:
    """A pod that takes memory bit by bit."""
    options = ("-mem-total", total, "-mem-alloc-size", "10Mi", "-mem-alloc-sleep", "1s")
    made = pod(name, *options, image="vish/stress", **spec)
    if request:
        made["spec"]["containers"][0]["resources"] = {"requests": {"memory": request}}
    return made


def pressure(world: World) -> tuple[str, str, str]:
    conditions = world.objects.get(NODES, "", "controlplane")["status"]["conditions"]
    return next((one["status"], one["reason"], one["message"]) for one in conditions if one["type"] == "MemoryPressure")


def taints(world: World) -> list[str]:
    return [one["key"] for one in world.objects.get(NODES, "", "controlplane")["spec"].get("taints") or ()]


def test_a_node_without_memory_evicts_who_uses_most_above_its_request() -> None:
    world = World("lesson", nodes=ONE)
    world.create(PODS, hog("modest", "300Mi", "350Mi"))
    world.create(PODS, hog("greedy", "2Gi"))
    world.advance(40)
    assert pressure(world)[0] == "False"
    world.advance(120)
    assert pressure(world) == ("True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available")
    assert taints(world) == ["node.kubernetes.io/memory-pressure"]
    greedy = world.objects.get(PODS, "default", "greedy")["status"]
    assert (greedy["phase"], greedy["reason"]) == ("Failed", "Evicted")
    start = "The node was low on resource: memory. Threshold quantity: 100Mi, available: "
    assert greedy["message"].startswith(start)
    assert greedy["message"].endswith("Mi, request is 0, has larger consumption of memory. ")
    disruption = greedy["conditions"][0]
    assert (disruption["type"], disruption["reason"]) == ("DisruptionTarget", "TerminationByKubelet")
    assert disruption["message"] == greedy["message"]
    assert ("Warning", "Evicted", greedy["message"]) in [event[:3] for event in world.events("greedy")]
    assert world.objects.get(PODS, "default", "modest")["status"]["phase"] == "Running"
    events = [event[:3] for event in world.events("controlplane", kind="Node")]
    message = "Node controlplane status is now: NodeHasInsufficientMemory"
    assert ("Normal", "NodeHasInsufficientMemory", message) in events
    assert ("Warning", "EvictionThresholdMet", "Attempting to reclaim memory") in events
    world.advance(400)
    assert pressure(world) == ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available")
    assert taints(world) == []


def test_nothing_without_requests_comes_to_a_node_under_pressure() -> None:
    world = World("lesson", nodes=ONE)
    world.create(PODS, hog("greedy", "2Gi"))
    world.advance(160)
    made = pod("late", "sleep", "9")
    made["spec"]["nodeName"] = "controlplane"
    world.create(PODS, made)
    world.advance(2)
    late = world.objects.get(PODS, "default", "late")["status"]
    message = "Pod was rejected: The node had condition: [MemoryPressure]. "
    assert (late["phase"], late["reason"], late["message"]) == ("Failed", "Evicted", message)


def test_who_takes_too_much_at_once_is_killed_by_the_kernel() -> None:
    world = World("lesson", nodes=ONE)
    made = pod("jump", "--vm", "1", "--vm-bytes", "8G", image="polinux/stress", restart="Never")
    made["spec"]["containers"][0]["command"] = ["stress"]
    world.create(PODS, made)
    world.advance(30)
    state = world.objects.get(PODS, "default", "jump")["status"]["containerStatuses"][0]["state"]["terminated"]
    assert (state["exitCode"], state["reason"]) == (137, "OOMKilled")
    events = [event[:3] for event in world.events("controlplane", kind="Node")]
    assert any(event[1] == "SystemOOM" and "victim process: stress" in event[2] for event in events)


def test_an_evicted_pod_is_replaced_elsewhere() -> None:
    two = (*ONE, NodeSpec("node01", cpu="4", memory="8Gi"))
    world = World("lesson", nodes=two)
    made = deployment("web", "vish/stress")
    container = made["spec"]["template"]["spec"]["containers"][0]
    container["args"] = ["-mem-total", "2Gi", "-mem-alloc-size", "10Mi", "-mem-alloc-sleep", "1s"]
    made["spec"]["template"]["spec"]["nodeSelector"] = {"kubernetes.io/hostname": "controlplane"}
    world.create(DEPLOYMENTS, made)
    world.advance(170)
    phases = sorted((one["status"]["phase"], one["status"].get("reason", "")) for one in world.pods())
    assert phases == [("Failed", "Evicted"), ("Pending", "")]

"""Nodes that are tainted, silent, out of service or gone, and the pods on them."""

from __future__ import annotations

from typing import Any

from tests.cluster.worlds import PODS, World, pod

NODES = ("", "nodes")


def on_node(name: str, *tolerations: Any) -> Any:
    return pod(name, image="nginx", nodeSelector={"kubernetes.io/hostname": "node02"}, tolerations=list(tolerations))


def taint(world: World, *taints: Any) -> None:
    world.objects.patch(NODES, "", "node02", lambda node: node["spec"].update(taints=list(taints)))


PATIENT = {"key": "gone", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}
GONE = {"key": "gone", "value": "yes", "effect": "NoExecute"}


def test_patience_with_a_taint() -> None:
    world = World()
    world.create(PODS, on_node("p", PATIENT))
    world.create(PODS, on_node("q", {"key": "gone", "operator": "Exists"}))
    world.advance(3)
    taint(world, GONE)
    world.advance(59)
    assert [one["metadata"]["name"] for one in world.pods()] == ["p", "q"]
    world.advance(5)
    assert [one["metadata"]["name"] for one in world.pods()] == ["q"]
    assert ("Normal", "TaintManagerEviction", "Marking for deletion Pod default/p", 1) in world.events("p")


def test_a_taint_that_goes_in_time_cancels_the_eviction() -> None:
    world = World()
    world.create(PODS, on_node("p", PATIENT))
    world.advance(3)
    taint(world, GONE)
    world.advance(30)
    taint(world)
    world.advance(60)
    assert len(world.pods()) == 1
    assert ("Normal", "TaintManagerEviction", "Cancelling deletion of Pod default/p", 1) in world.events("p")


def test_a_second_taint_without_toleration_evicts_at_once() -> None:
    world = World()
    world.create(PODS, on_node("p", PATIENT))
    world.advance(3)
    taint(world, GONE)
    world.advance(10)
    taint(world, GONE, {"key": "worse", "effect": "NoExecute"})
    world.advance(3)
    assert world.pods() == []


def test_pods_of_a_deleted_node_are_collected() -> None:
    world = World()
    world.create(PODS, on_node("p"))
    world.advance(3)
    world.cluster.stop_node("node02")
    world.objects.delete(NODES, "", "node02")
    world.advance(30)
    assert len(world.pods()) == 1
    world.advance(30)
    assert world.pods() == []


def test_pods_of_a_silent_node_stay_terminating_until_it_is_out_of_service() -> None:
    world = World()
    world.create(PODS, on_node("p"))
    world.advance(3)
    world.cluster.stop_node("node02")
    world.advance(60)
    assert [one["status"] for one in world.pods()[0]["status"]["conditions"] if one["type"] == "Ready"] == ["False"]
    world.advance(300)
    assert "deletionTimestamp" in world.pods()[0]["metadata"]
    target = [one for one in world.pods()[0]["status"]["conditions"] if one["type"] == "DisruptionTarget"]
    assert [one["reason"] for one in target] == ["DeletionByTaintManager"]
    world.advance(600)
    assert len(world.pods()) == 1
    out = {"key": "node.kubernetes.io/out-of-service", "value": "nodeshutdown", "effect": "NoExecute"}
    world.objects.patch(NODES, "", "node02", lambda node: node["spec"]["taints"].append(out))
    world.advance(25)
    assert world.pods() == []


def test_patience_goes_on_in_a_world_that_is_restored() -> None:
    world = World()
    world.create(PODS, on_node("p"))
    world.advance(3)
    world.cluster.stop_node("node02")
    world.advance(60 + 200)
    again = world.restored()
    again.advance(80)
    assert "deletionTimestamp" not in again.pods()[0]["metadata"]
    again.advance(30)
    assert "deletionTimestamp" in again.pods()[0]["metadata"]
    assert world.reasons("node02").count("NodeNotReady") == again.reasons("node02").count("NodeNotReady")


def test_nobody_is_evicted_when_all_nodes_are_silent() -> None:
    world = World()
    world.create(PODS, on_node("p"))
    world.advance(3)
    for name in ("controlplane", "node01", "node02"):
        world.cluster.stop_kubelet(name)
    world.advance(900)
    node = world.objects.get(NODES, "", "node02")
    assert node is not None
    assert [(one["key"], one["effect"]) for one in node["spec"]["taints"]] == [
        ("node.kubernetes.io/unreachable", "NoSchedule")
    ]
    assert "deletionTimestamp" not in world.pods()[0]["metadata"]
    world.cluster.start_kubelet("node01")
    world.advance(310)
    assert "deletionTimestamp" in world.pods()[0]["metadata"]


def test_kubelets_tell_of_their_start_and_of_cordons() -> None:
    world = World("lesson", settle=30)
    world.cluster.stop_node("node02")
    world.advance(120)
    world.cluster.start_node("node02")
    world.objects.patch(NODES, "", "node02", lambda node: node["spec"].update(unschedulable=True))
    world.advance(15)
    reasons = [reason for _, reason, _, _ in world.events("node02", kind="Node")]
    assert [one for one in reasons if one != "NodeNotSchedulable"][-7:] == [
        "NodeNotReady",
        "Starting",
        "NodeHasSufficientMemory",
        "NodeHasNoDiskPressure",
        "NodeHasSufficientPID",
        "NodeAllocatableEnforced",
        "NodeReady",
    ]
    assert "NodeNotSchedulable" in reasons

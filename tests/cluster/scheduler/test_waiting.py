"""Pods that wait: what is said of them, what wakes them, what makes room."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.worlds import PODS, World, pod

NODES, CLASSES = ("", "nodes"), ("scheduling.k8s.io", "priorityclasses")
CLAIMS, VOLUMES = ("", "persistentvolumeclaims"), ("", "persistentvolumes")
END = "no new claims to deallocate, preemption: 0/3 nodes are available: "
NO_VICTIMS = END + "3 No preemption victims found for incoming pod."
NOT_HELPFUL = END + "3 Preemption is not helpful for scheduling."


def tries(world: World, name: str) -> int:
    """How often the scheduler failed to place a pod."""
    total = 0
    for one in world.objects.list(("", "events"), "default"):
        if one["involvedObject"]["name"] == name and one["reason"] == "FailedScheduling":
            total += (one.get("series") or {"count": 1})["count"]
    return total


def refusal(world: World, name: str) -> str:
    return [message for _, reason, message, _ in world.events(name) if reason == "FailedScheduling"][-1]


def asking(name: str, cpu: str = "", **spec: Any) -> Any:
    made = pod(name, "sleep", "36000", **spec)
    if cpu:
        made["spec"]["containers"][0]["resources"] = {"requests": {"cpu": cpu}}
    return made


def apart(app: str) -> Any:
    term = {"labelSelector": {"matchLabels": {"run": app}}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def near(app: str) -> Any:
    term = {"labelSelector": {"matchLabels": {"run": app}}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (asking("p", "4"), f"3 Insufficient cpu. {NOT_HELPFUL}"),
        (asking("p", affinity=near("nobody")), f"3 node(s) didn't match pod affinity rules. {NOT_HELPFUL}"),
        (asking("p", topologySpreadConstraints=[{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable":
                 "DoNotSchedule", "labelSelector": {"matchLabels": {"run": "p"}}}]),
         f"3 node(s) didn't match pod topology spread constraints (missing required label). {NOT_HELPFUL}"),
    ],
)  # fmt: skip
def test_what_is_said(made: Any, message: str) -> None:
    world = World()
    world.create(PODS, made)
    world.advance(1)
    assert refusal(world, "p") == f"0/3 nodes are available: {message}"


def test_only_what_may_help_wakes_a_pod() -> None:
    world = World()
    world.create(PODS, asking("p", nodeSelector={"disk": "ssd"}))
    world.advance(2)
    world.create(PODS, asking("other"))
    world.advance(2)
    world.objects.delete(PODS, "default", "other", grace=0)
    world.objects.patch(NODES, "", "node01", lambda node: node["metadata"]["labels"].update(disk="hdd"))
    world.advance(2)
    assert tries(world, "p") == 1
    world.objects.patch(NODES, "", "node01", lambda node: node["metadata"]["labels"].update(disk="ssd"))
    world.advance(0.5)
    assert world.objects.get(PODS, "default", "p")["spec"]["nodeName"] == "node01"  # type: ignore[index]


def test_a_pod_is_tried_again_after_five_minutes_whatever_happens() -> None:
    world = World()
    world.create(PODS, asking("p", nodeSelector={"disk": "ssd"}))
    world.advance(290)
    assert tries(world, "p") == 1
    world.advance(45)
    assert tries(world, "p") == 2


def test_room_that_becomes_free_is_taken_at_once() -> None:
    world = World()
    for name in "abc":
        world.create(PODS, asking(name, "800m"))
    world.advance(3)
    world.create(PODS, asking("late", "800m"))
    world.advance(1)
    assert refusal(world, "late") == f"0/3 nodes are available: 3 Insufficient cpu. {NO_VICTIMS}"
    world.objects.delete(PODS, "default", "b", grace=0)
    world.advance(0.2)
    late = world.objects.get(PODS, "default", "late")
    assert late is not None
    assert late["spec"]["nodeName"]


def test_a_pod_that_wants_company_is_placed_when_that_comes() -> None:
    world = World()
    world.create(PODS, asking("guest", affinity=near("host")))
    world.advance(1)
    world.create(PODS, asking("host"))
    world.advance(1)
    placed = {one["metadata"]["name"]: one["spec"].get("nodeName") for one in world.pods()}
    assert placed["guest"] == placed["host"] is not None


def test_only_company_that_is_wanted_counts() -> None:
    world = World()
    world.create(PODS, asking("guest", affinity=near("host")))
    world.advance(1)
    for name in ("a", "b", "c"):
        world.create(PODS, asking(name))
        world.advance(1)
    assert tries(world, "guest") == 1


def test_keys_of_labels_stand_for_their_values() -> None:
    world = World()
    constraint = {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "DoNotSchedule",
                  "labelSelector": {"matchLabels": {"app": "x"}}, "matchLabelKeys": ["hash", "none"]}  # fmt: skip
    made = asking("p", topologySpreadConstraints=[constraint])
    made["metadata"]["labels"] = {"app": "x", "hash": "1"}
    world.create(PODS, made)
    (found,) = world.pods()
    selector = found["spec"]["topologySpreadConstraints"][0]["labelSelector"]
    assert selector["matchExpressions"] == [{"key": "hash", "operator": "In", "values": ["1"]}]


def test_a_pod_that_wants_to_be_alone_takes_the_place_of_lesser_ones() -> None:
    world = World()
    world.create(CLASSES, {"metadata": {"name": "high"}, "value": 1000})
    for name in "abc":
        made = asking(name, affinity=apart("x"))
        made["metadata"]["labels"] = {"run": "x"}
        world.create(PODS, made)
    world.advance(2)
    alone = asking("vip", affinity=apart("x"), priorityClassName="high")
    world.create(PODS, alone)
    world.advance(40)
    assert {one["metadata"]["name"] for one in world.pods()} > {"vip"}
    assert len(world.pods()) == 3


def test_a_gate_holds_a_pod_until_it_opens() -> None:
    world = World()
    world.create(PODS, asking("p", schedulingGates=[{"name": "example.com/wait"}]))
    world.advance(5)
    held = world.objects.get(PODS, "default", "p")
    assert held is not None
    assert held["status"]["conditions"][0]["reason"] == "SchedulingGated"
    assert world.events("p") == []
    world.objects.patch(PODS, "default", "p", lambda new: new["spec"].update(schedulingGates=[]))
    world.advance(2)
    assert world.objects.get(PODS, "default", "p")["spec"]["nodeName"]  # type: ignore[index]


def test_somebody_elses_pod_is_left_alone() -> None:
    world = World()
    world.create(PODS, asking("p", schedulerName="mine"))
    world.advance(5)
    assert world.events("p") == []
    assert "nodeName" not in world.pods()[0]["spec"]


def test_a_claim_for_one_pod_keeps_the_second_waiting() -> None:
    world = World()
    spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOncePod"], "hostPath": {"path": "/d"}}
    world.create(VOLUMES, {"metadata": {"name": "v"}, "spec": spec})
    wanted = {"accessModes": ["ReadWriteOncePod"], "resources": {"requests": {"storage": "1Gi"}}}
    world.create(CLAIMS, {"metadata": {"name": "c", "namespace": "default"}, "spec": wanted})
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}]
    world.create(PODS, asking("one", volumes=volumes))
    world.advance(20)
    world.create(PODS, asking("two", volumes=volumes))
    world.advance(2)
    assert refusal(world, "two").startswith("0/3 nodes are available: 3 node(s) unavailable due to "
        "PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod.")  # fmt: skip
    world.objects.delete(PODS, "default", "one", grace=0)
    world.advance(2)
    assert world.objects.get(PODS, "default", "two")["spec"]["nodeName"]  # type: ignore[index]

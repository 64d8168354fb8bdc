"""Replica sets: what a scale-down picks, what a refusal leaves behind."""

from __future__ import annotations

from typing import Any

from app.cluster.control.pods import deletion_order
from tests.cluster.worlds import DEPLOYMENTS, World, deployment

NOW = 1795413600.0
REPLICA_SETS, QUOTAS = ("apps", "replicasets"), ("", "resourcequotas")


def pod(name: str, node: str = "n", phase: str = "Running", ready: str = "2026-11-23T05:00:00Z", **more: Any) -> Any:
    conditions = [{"type": "Ready", "status": "True", "lastTransitionTime": ready}] if ready else []
    annotations = {"controller.kubernetes.io/pod-deletion-cost": str(more["cost"])} if "cost" in more else {}
    return {
        "metadata": {"name": name, "uid": name, "creationTimestamp": "2026-11-23T05:00:00Z",
                     "annotations": annotations},
        "spec": {"nodeName": node},
        "status": {"phase": phase, "conditions": conditions,
                   "containerStatuses": [{"restartCount": more.get("restarts", 0)}]},
    }  # fmt: skip


def order(*pods: Any, **on_node: int) -> list[str]:
    return [one["metadata"]["name"] for one in deletion_order(pods, on_node, NOW)]


def test_pods_without_a_node_then_pending_then_unready_ones_go_first() -> None:
    free, pending = pod("free", node="", phase="Pending", ready=""), pod("pending", phase="Pending", ready="")
    assert order(pod("ready"), pod("unready", ready=""), pending, free) == ["free", "pending", "unready", "ready"]


def test_the_cost_of_a_deletion_counts_before_the_crowd_on_a_node() -> None:
    assert order(pod("dear", node="full", cost=5), pod("cheap", node="empty", cost=-5), full=3, empty=1) == [
        "cheap", "dear"]  # fmt: skip
    assert order(pod("a", node="empty"), pod("b", node="full"), full=3, empty=1) == ["b", "a"]


def test_pods_of_about_the_same_age_are_not_told_apart() -> None:
    assert order(pod("z", ready="2026-11-23T05:00:00Z"), pod("a", ready="2026-11-23T05:01:00Z")) == ["a", "z"]
    assert order(pod("a", ready="2026-11-23T05:00:00Z"), pod("z", ready="2026-11-23T05:59:50Z")) == ["z", "a"]


def test_more_restarts_go_first() -> None:
    assert order(pod("a", restarts=1), pod("b", restarts=4)) == ["b", "a"]


def test_a_quota_stops_the_creations_and_says_so() -> None:
    world = World()
    world.create(QUOTAS, {"metadata": {"name": "q", "namespace": "default"}, "spec": {"hard": {"pods": "2"}}})
    world.advance(1)
    world.create(DEPLOYMENTS, deployment("web", "nginx", 5))
    world.advance(3)
    made = next(iter(world.objects.list(REPLICA_SETS)))
    (failure,) = made["status"]["conditions"]
    assert (failure["type"], failure["reason"]) == ("ReplicaFailure", "FailedCreate")
    name = failure["message"].split('"')[1]
    text = f'pods "{name}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2'
    assert failure["message"] == text
    owner = world.objects.get(DEPLOYMENTS, "default", "web")
    assert owner is not None
    reasons = {one["type"]: one["reason"] for one in owner["status"]["conditions"]}
    assert reasons == {"Available": "MinimumReplicasUnavailable", "ReplicaFailure": "FailedCreate",
                       "Progressing": "ReplicaSetUpdated"}  # fmt: skip
    world.objects.patch(QUOTAS, "default", "q", lambda new: new["spec"].update(hard={"pods": "10"}))
    world.advance(60)
    made = next(iter(world.objects.list(REPLICA_SETS)))
    assert made["status"]["readyReplicas"] == 5
    assert "conditions" not in made["status"]

"""Daemon sets: surge, at most so many missing, failed pods, nodes that go."""

from __future__ import annotations

from typing import Any

from tests.cluster.worlds import PODS, World

DAEMON_SETS, NODES = ("apps", "daemonsets"), ("", "nodes")


def daemon_set(**spec: Any) -> Any:
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{"name": "c", "image": "fluentd:1"}]}}
    return {"metadata": {"name": "a", "namespace": "default"},
            "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": template, **spec}}  # fmt: skip


def update(world: World, image: str) -> None:
    def change(new: Any) -> None:
        new["spec"]["template"]["spec"]["containers"][0]["image"] = image

    world.objects.patch(DAEMON_SETS, "default", "a", change)


def rolling(**limits: Any) -> Any:
    return {"type": "RollingUpdate", "rollingUpdate": limits}


def test_a_surge_makes_the_new_pod_before_the_old_one_goes() -> None:
    world = World()
    world.create(DAEMON_SETS, daemon_set(updateStrategy=rolling(maxSurge=1, maxUnavailable=0)))
    world.advance(5)
    update(world, "fluentd:2")
    world.advance(0.05)
    pods = world.pods()
    assert [sum(one["spec"]["containers"][0]["image"] == image for one in pods) for image in ("fluentd:1", "fluentd:2")
            ] == [3, 1]  # fmt: skip
    ready = []
    for _ in range(40):
        world.advance(0.5)
        found = world.objects.get(DAEMON_SETS, "default", "a")
        assert found is not None
        ready.append(found["status"]["numberAvailable"])
    assert min(ready) == 3
    assert {one["spec"]["containers"][0]["image"] for one in world.pods()} == {"fluentd:2"}
    assert len(world.pods()) == 3


def test_at_most_so_many_are_missing() -> None:
    world = World()
    world.create(DAEMON_SETS, daemon_set(updateStrategy=rolling(maxUnavailable="50%")))
    world.advance(5)
    update(world, "fluentd:2")
    world.advance(0.05)
    assert sum("deletionTimestamp" in one["metadata"] for one in world.pods()) == 2


def test_on_delete_leaves_pods_until_they_are_deleted() -> None:
    world = World()
    world.create(DAEMON_SETS, daemon_set(updateStrategy={"type": "OnDelete"}))
    world.advance(5)
    update(world, "fluentd:2")
    world.advance(10)
    assert {one["spec"]["containers"][0]["image"] for one in world.pods()} == {"fluentd:1"}
    world.objects.delete(PODS, "default", world.pods()[0]["metadata"]["name"])
    world.advance(10)
    assert sorted(one["spec"]["containers"][0]["image"] for one in world.pods()) == [
        "fluentd:1", "fluentd:1", "fluentd:2"]  # fmt: skip


def test_a_failed_pod_is_replaced_and_told_of() -> None:
    world = World()
    world.create(DAEMON_SETS, daemon_set())
    world.advance(5)
    name = world.pods()[0]["metadata"]["name"]
    node = world.pods()[0]["spec"]["nodeName"]
    world.objects.patch(PODS, "default", name, lambda new: new["status"].update(phase="Failed"), subresource="status")
    world.advance(5)
    message = f"Found failed daemon pod default/{name} on node {node}, will try to kill it"
    assert ("Warning", "FailedDaemonPod", message, 1) in world.events("a")
    assert len(world.pods()) == 3


def test_every_daemon_pod_tolerates_what_befalls_nodes() -> None:
    world = World()
    world.create(DAEMON_SETS, daemon_set())
    world.advance(1)
    assert [(one["key"].rpartition("/")[2], one["effect"]) for one in world.pods()[0]["spec"]["tolerations"]] == [
        ("not-ready", "NoExecute"),
        ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
    ]

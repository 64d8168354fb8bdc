"""Stateful sets: order, stuck rollouts, how many at a time, whose the claims are."""

from __future__ import annotations

from typing import Any

from tests.cluster.worlds import PODS, World

STATEFUL_SETS, CLAIMS, VOLUMES = ("apps", "statefulsets"), ("", "persistentvolumeclaims"), ("", "persistentvolumes")


def stateful_set(replicas: int = 3, **spec: Any) -> Any:
    template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]}}
    return {"metadata": {"name": "db", "namespace": "default"},
            "spec": {"serviceName": "db", "replicas": replicas, "selector": {"matchLabels": {"app": "db"}},
                     "template": template, **spec}}  # fmt: skip


def with_volumes(count: int) -> World:
    """A world with so many volumes to claim."""
    world = World()
    for number in range(count):
        spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/d"}}
        world.create(VOLUMES, {"metadata": {"name": f"v{number}"}, "spec": spec})
    return world


def images(world: World) -> dict[str, str]:
    return {one["metadata"]["name"]: one["spec"]["containers"][0]["image"] for one in world.pods()}


def change(world: World, **template: Any) -> None:
    def update(new: Any) -> None:
        new["spec"]["template"]["spec"]["containers"][0].update(template)

    world.objects.patch(STATEFUL_SETS, "default", "db", update)


def scale(world: World, replicas: int) -> None:
    world.objects.patch(STATEFUL_SETS, "default", "db", lambda new: new["spec"].update(replicas=replicas))


def test_a_first_ordinal_counts_for_the_partition() -> None:
    world = World()
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}
    world.create(STATEFUL_SETS, stateful_set(2, ordinals={"start": 5}, updateStrategy=strategy))
    world.advance(6)
    change(world, image="nginx:1.26")
    world.advance(6)
    assert images(world) == {"db-5": "nginx:1.25", "db-6": "nginx:1.26"}


def test_a_rollout_that_is_stuck_stays_so_until_the_pod_is_deleted() -> None:
    world = World()
    world.create(STATEFUL_SETS, stateful_set(2))
    world.advance(6)
    change(world, command=["false"])
    world.advance(30)
    change(world, command=["sleep", "3600"])
    world.advance(40)
    broken = {one["metadata"]["name"]: one["spec"]["containers"][0].get("command") for one in world.pods()}
    assert broken == {"db-0": None, "db-1": ["false"]}
    world.objects.delete(PODS, "default", "db-1")
    world.advance(20)
    fixed = {one["metadata"]["name"]: one["spec"]["containers"][0].get("command") for one in world.pods()}
    assert fixed == {"db-0": ["sleep", "3600"], "db-1": ["sleep", "3600"]}


def test_several_pods_may_be_missing_at_once() -> None:
    world = World()
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "50%"}}
    world.create(STATEFUL_SETS, stateful_set(4, podManagementPolicy="Parallel", updateStrategy=strategy))
    world.advance(6)
    change(world, image="nginx:1.26")
    world.advance(0.05)
    going = [one["metadata"]["name"] for one in world.pods() if "deletionTimestamp" in one["metadata"]]
    assert going == ["db-2", "db-3"]
    world.advance(20)
    assert set(images(world).values()) == {"nginx:1.26"}


def test_pods_that_ended_are_made_anew() -> None:
    world = World()
    world.create(STATEFUL_SETS, stateful_set(1))
    world.advance(6)
    before = world.pods()[0]["metadata"]["uid"]
    world.objects.patch(PODS, "default", "db-0", lambda new: new["status"].update(phase="Failed"), subresource="status")
    world.advance(6)
    assert world.pods()[0]["metadata"]["uid"] != before
    assert world.reasons("db")[-2:] == ["SuccessfulDelete", "SuccessfulCreate"]


def test_claims_may_go_when_their_pod_is_scaled_away() -> None:
    world = with_volumes(3)
    claim = {"metadata": {"name": "data"},
             "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}  # fmt: skip
    policy = {"whenDeleted": "Retain", "whenScaled": "Delete"}
    world.create(STATEFUL_SETS, stateful_set(2, volumeClaimTemplates=[claim],
                                             persistentVolumeClaimRetentionPolicy=policy))  # fmt: skip
    world.advance(40)
    assert [one["metadata"]["name"] for one in world.objects.list(CLAIMS, "default")] == ["data-db-0", "data-db-1"]
    scale(world, 1)
    world.advance(0.1)
    held = world.objects.get(CLAIMS, "default", "data-db-1")
    assert held is not None
    assert [one["kind"] for one in held["metadata"]["ownerReferences"]] == ["Pod"]
    world.advance(40)
    assert [one["metadata"]["name"] for one in world.objects.list(CLAIMS, "default")] == ["data-db-0"]
    scale(world, 2)
    world.advance(40)
    assert [one["metadata"]["name"] for one in world.objects.list(CLAIMS, "default")] == ["data-db-0", "data-db-1"]


def test_all_claims_may_go_with_the_set() -> None:
    world = with_volumes(3)
    claim = {"metadata": {"name": "data"},
             "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}  # fmt: skip
    policy = {"whenDeleted": "Delete", "whenScaled": "Retain"}
    world.create(STATEFUL_SETS, stateful_set(2, volumeClaimTemplates=[claim],
                                             persistentVolumeClaimRetentionPolicy=policy))  # fmt: skip
    world.advance(40)
    world.objects.delete(STATEFUL_SETS, "default", "db", propagation="Background")
    world.advance(90)
    assert list(world.objects.list(CLAIMS, "default")) == []


def test_the_highest_pods_go_first_and_one_by_one() -> None:
    world = World()
    world.create(STATEFUL_SETS, stateful_set(3))
    world.advance(10)
    scale(world, 0)
    world.advance(20)
    deleted = [message for _, reason, message, _ in world.events("db") if reason == "SuccessfulDelete"]
    assert deleted == [f"Delete Pod db-{n} in StatefulSet db successful" for n in (2, 1, 0)]


def test_a_name_that_is_taken_is_waited_for() -> None:
    world = World()
    world.create(STATEFUL_SETS, stateful_set(2))
    world.advance(10)
    world.objects.patch(PODS, "default", "db-1", lambda new: new["metadata"].update(labels={"free": "yes"}))
    world.advance(10)
    assert "ownerReferences" not in world.objects.get(PODS, "default", "db-1")["metadata"]  # type: ignore[index]
    world.objects.delete(PODS, "default", "db-1", grace=0)
    world.advance(60)
    taken = world.objects.get(PODS, "default", "db-1")
    assert taken is not None
    assert taken["metadata"]["labels"]["app"] == "db"

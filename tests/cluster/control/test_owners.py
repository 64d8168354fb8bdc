"""Owners and dependents: who goes with whom, who is left, and what is said of references that cannot be.

Follows kubernetes pkg/controller/garbagecollector.
"""

from __future__ import annotations

import pytest

from tests.cluster.worlds import DEPLOYMENTS, PODS, World, config_map, deployment

CONFIG_MAPS, REPLICA_SETS = ("", "configmaps"), ("apps", "replicasets")


def test_dependents_go_with_their_owner() -> None:
    world = World()
    owner = world.create(CONFIG_MAPS, config_map("owner"))
    world.create(CONFIG_MAPS, config_map("child", owner))
    world.objects.delete(CONFIG_MAPS, "default", "owner")
    world.advance(1)
    assert world.objects.get(CONFIG_MAPS, "default", "child") is None


def test_dependents_of_nobody_go_at_once() -> None:
    world = World()
    owner = world.create(CONFIG_MAPS, config_map("owner"))
    world.objects.delete(CONFIG_MAPS, "default", "owner")
    world.create(CONFIG_MAPS, config_map("child", owner))
    world.advance(1)
    assert world.objects.get(CONFIG_MAPS, "default", "child") is None


def test_an_owner_given_later_must_be_there_too() -> None:
    world = World()
    owner = world.create(CONFIG_MAPS, config_map("owner"))
    world.create(CONFIG_MAPS, config_map("child"))
    missing = {**config_map("x", owner)["metadata"]["ownerReferences"][0], "uid": "nobody"}
    world.objects.patch(CONFIG_MAPS, "default", "child", lambda new: new["metadata"].update(ownerReferences=[missing]))
    world.advance(1)
    assert world.objects.get(CONFIG_MAPS, "default", "child") is None


def test_owners_of_unknown_kinds_are_not_missed() -> None:
    world = World()
    stranger = {"apiVersion": "ex.io/v1", "kind": "Thing", "metadata": {"name": "t", "uid": "u"}}
    world.create(CONFIG_MAPS, config_map("child", stranger))
    world.advance(60)
    assert world.objects.get(CONFIG_MAPS, "default", "child") is not None


def test_owners_in_other_namespaces() -> None:
    world = World()
    owner = world.create(CONFIG_MAPS, config_map("owner"))
    uid = owner["metadata"]["uid"]
    world.create(CONFIG_MAPS, config_map("child", owner, namespace="kube-public"))
    volume = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/d"}}
    meta = {"name": "disk", "ownerReferences": config_map("x", owner)["metadata"]["ownerReferences"]}
    world.create(
        ("", "persistentvolumes"), {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": meta, "spec": volume}
    )
    world.advance(1)
    for name, namespace in (("child", "kube-public"), ("disk", "")):
        shown = f"[v1/ConfigMap, namespace: {namespace}, name: owner, uid: {uid}]"
        message = f'ownerRef {shown} does not exist in namespace "{namespace}"'
        assert world.events(name) == [("Warning", "OwnerRefInvalidNamespace", message, 1)]
    assert world.objects.get(CONFIG_MAPS, "kube-public", "child") is None
    world.objects.delete(CONFIG_MAPS, "default", "owner")
    world.advance(5)
    assert world.objects.get(("", "persistentvolumes"), "", "disk") is not None


@pytest.mark.parametrize(("policy", "sets", "pods"), [("Background", 0, 0), ("Foreground", 0, 0), ("Orphan", 1, 2)])
def test_deletion_policies(policy: str, sets: int, pods: int) -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 2))
    world.advance(2)
    world.objects.delete(DEPLOYMENTS, "default", "web", propagation=policy)
    world.advance(4)
    assert world.objects.get(DEPLOYMENTS, "default", "web") is None
    assert (len(list(world.objects.list(REPLICA_SETS))), len(world.pods())) == (sets, pods)


def test_the_foreground_waits_for_the_pods() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 2))
    world.advance(2)
    world.objects.delete(DEPLOYMENTS, "default", "web", propagation="Foreground")
    world.advance(0.1)
    found = world.objects.get(DEPLOYMENTS, "default", "web")
    assert found is not None
    assert found["metadata"]["finalizers"] == ["foregroundDeletion"]


def test_a_deletion_goes_on_in_a_world_that_is_restored() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 2))
    world.advance(3)
    world.objects.delete(DEPLOYMENTS, "default", "web", propagation="Background")
    again = world.restored()
    again.advance(10)
    assert list(again.objects.list(REPLICA_SETS)) == []
    assert again.pods() == []


def test_a_replica_set_adopts_and_releases() -> None:
    world = World()
    world.create(PODS, {"metadata": {"name": "stray", "namespace": "default", "labels": {"app": "w"}},
                        "spec": {"containers": [{"name": "c", "image": "nginx"}]}})  # fmt: skip
    template = {"metadata": {"labels": {"app": "w"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    spec = {"replicas": 1, "selector": {"matchLabels": {"app": "w"}}, "template": template}
    world.create(REPLICA_SETS, {"metadata": {"name": "w", "namespace": "default"}, "spec": spec})
    world.advance(2)
    assert [one["metadata"]["ownerReferences"][0]["name"] for one in world.pods()] == ["w"]
    world.objects.patch(PODS, "default", "stray", lambda new: new["metadata"].update(labels={"app": "free"}))
    world.advance(2)
    assert len(world.pods()) == 2
    stray = world.objects.get(PODS, "default", "stray")
    assert stray is not None
    assert "ownerReferences" not in stray["metadata"]

"""Claims and the volumes that they name, get by default, or have made for a pod.

Follows kubernetes pkg/controller/volume/persistentvolume/pv_controller.go and pkg/controller/volume/ephemeral.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.worlds import PODS, World, pod

VOLUMES, CLAIMS, CLASSES = (
    ("", "persistentvolumes"),
    ("", "persistentvolumeclaims"),
    ("storage.k8s.io", "storageclasses"),
)
Object = dict[str, Any]


@pytest.fixture
def world() -> World:
    return World("bare")


def volume(name: str = "disk", **spec: Any) -> Object:
    made = {"capacity": {"storage": "5Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/d"}, **spec}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": made}


def claim(name: str = "data", size: str = "1Gi", **spec: Any) -> Object:
    made = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec}
    meta = {"name": name, "namespace": "default"}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": meta, "spec": made}


def storage_class(provisioner: str, *, mode: str = "Immediate", default: bool = False) -> Object:
    meta: Object = {"name": "std"}
    if default:
        meta["annotations"] = {"storageclass.kubernetes.io/is-default-class": "true"}
    return {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": meta, "provisioner": provisioner,
            "volumeBindingMode": mode}  # fmt: skip


def stored(world: World, name: str = "data") -> Object:
    found = world.objects.get(CLAIMS, "default", name)
    assert found is not None
    return found


def told(world: World, about: str = "data") -> list[tuple[str, str]]:
    """(reason, message) of the events, each once."""
    return list(dict.fromkeys((reason, message) for _, reason, message, _ in world.events(about)))


@pytest.mark.parametrize(
    ("has", "wants", "problem"),
    [
        ({}, {"size": "9Gi"}, "requested PV is too small"),
        ({"storageClassName": "gold"}, {}, "storageClassName does not match"),
        ({"volumeMode": "Block"}, {}, "incompatible volumeMode"),
        ({"accessModes": ["ReadOnlyMany"]}, {}, "incompatible accessMode"),
    ],
)
def test_a_volume_asked_for_by_name_must_suit(world: World, has: Object, wants: Object, problem: str) -> None:
    world.create(VOLUMES, volume(**has))
    world.create(CLAIMS, claim(volumeName="disk", **wants))
    world.advance(20)
    assert told(world) == [("VolumeMismatch", f'Cannot bind to requested volume "disk": {problem}')]
    assert stored(world)["status"] == {"phase": "Pending"}


def test_a_volume_asked_for_by_name_may_come_later(world: World) -> None:
    world.create(CLAIMS, claim(volumeName="disk"))
    world.advance(5)
    world.create(VOLUMES, volume())
    world.advance(16)
    assert stored(world)["status"]["phase"] == "Bound"
    assert told(world) == []


def test_a_volume_of_somebody_else(world: World) -> None:
    world.create(VOLUMES, volume(claimRef={"namespace": "default", "name": "other"}))
    world.create(CLAIMS, claim(volumeName="disk"))
    world.advance(2)
    assert told(world) == [("FailedBinding", 'volume "disk" already bound to a different claim.')]


def test_a_reserved_volume_is_bound_before_any_pod_comes(world: World) -> None:
    world.create(CLASSES, storage_class("kubernetes.io/no-provisioner", mode="WaitForFirstConsumer"))
    reserved = {"namespace": "default", "name": "data"}
    world.create(VOLUMES, volume(storageClassName="std", claimRef=reserved))
    world.create(CLAIMS, claim(storageClassName="std"))
    world.create(CLAIMS, claim("waits", storageClassName="std"))
    world.advance(2)
    assert (stored(world)["status"]["phase"], told(world)) == ("Bound", [])
    assert told(world, "waits") == [("WaitForFirstConsumer", "waiting for first consumer to be created before binding")]


def test_a_claim_without_a_class_gets_the_default_one_when_there_is_one(world: World) -> None:
    world.create(CLAIMS, claim())
    world.create(CLAIMS, claim("none", storageClassName=""))
    world.advance(2)
    world.create(CLASSES, storage_class("kubernetes.io/no-provisioner", default=True))
    world.advance(16)
    assert stored(world)["spec"]["storageClassName"] == "std"
    assert stored(world, "none")["spec"]["storageClassName"] == ""
    assert told(world) == [
        ("FailedBinding", "no persistent volumes available for this claim and no storage class is set"),
        ("ProvisioningFailed", "no volume plugin matched name: kubernetes.io/no-provisioner"),
    ]


def test_provisioners_of_old_are_the_drivers_that_took_over(world: World) -> None:
    world.create(CLASSES, storage_class("kubernetes.io/gce-pd"))
    world.create(CLAIMS, claim(storageClassName="std"))
    world.advance(2)
    assert stored(world)["metadata"]["annotations"] == {
        "volume.beta.kubernetes.io/storage-provisioner": "pd.csi.storage.gke.io",
        "volume.kubernetes.io/storage-provisioner": "pd.csi.storage.gke.io",
    }


def test_a_claim_loses_its_volume(world: World) -> None:
    world.create(VOLUMES, volume())
    world.create(CLAIMS, claim())
    world.advance(2)
    world.objects.patch(VOLUMES, "", "disk", lambda new: new["metadata"].update(finalizers=[]))
    world.objects.delete(VOLUMES, "", "disk")
    world.advance(2)
    assert stored(world)["status"] == {"phase": "Lost"}
    assert told(world) == [("ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!")]
    world.create(PODS, pod("web", volumes=[{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]))
    world.advance(2)
    (event,) = world.events("web")
    assert event[2].startswith(
        '0/3 nodes are available: persistentvolumeclaim "data" bound to non-existent persistentvolume "disk". '
    )


def test_a_volume_that_forgot_its_claim_is_bound_again(world: World) -> None:
    world.create(VOLUMES, volume())
    world.create(CLAIMS, claim())
    world.advance(2)
    world.objects.patch(VOLUMES, "", "disk", lambda new: new["spec"].update(claimRef=None))
    world.advance(16)
    again = world.objects.get(VOLUMES, "", "disk")
    assert again is not None
    assert (again["spec"]["claimRef"]["name"], again["status"]["phase"]) == ("data", "Bound")


def ephemeral(name: str) -> Object:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": claim()["spec"]}
    return pod(name, volumes=[{"name": "d", "ephemeral": {"volumeClaimTemplate": template}}])


def test_a_pod_has_a_claim_made_that_goes_with_it(world: World) -> None:
    world.create(VOLUMES, volume())
    owner = world.create(PODS, ephemeral("web"))["metadata"]["uid"]
    world.advance(20)
    made = stored(world, "web-d")
    assert made["metadata"]["labels"] == {"a": "b"}
    assert made["metadata"]["ownerReferences"] == [
        {"apiVersion": "v1", "kind": "Pod", "name": "web", "uid": owner, "controller": True, "blockOwnerDeletion": True}
    ]
    (found,) = world.pods()
    assert found["status"]["phase"] == "Running"
    world.objects.delete(CLAIMS, "default", "web-d")
    world.advance(2)
    assert "deletionTimestamp" in stored(world, "web-d")["metadata"]
    world.objects.delete(PODS, "default", "web")
    world.advance(40)
    assert world.objects.get(CLAIMS, "default", "web-d") is None


def test_a_claim_of_that_name_is_somebody_elses(world: World) -> None:
    world.create(CLAIMS, claim("web-d"))
    world.create(PODS, ephemeral("web"))
    world.advance(2)
    problem = "PVC default/web-d was not created for pod default/web (pod is not owner)"
    assert ("FailedBinding", f"ephemeral volume d: {problem}") in told(world, "web")
    assert any(message.startswith(f"0/3 nodes are available: {problem}. ") for _, message in told(world, "web"))


def test_attributes_stay_as_long_as_a_claim_has_them(world: World) -> None:
    key = ("storage.k8s.io", "volumeattributesclasses")
    made = {"apiVersion": "storage.k8s.io/v1", "kind": "VolumeAttributesClass", "metadata": {"name": "gold"},
            "driverName": "csi.example.com", "parameters": {"iops": "1000"}}  # fmt: skip
    assert world.create(key, made)["metadata"]["finalizers"] == ["kubernetes.io/vac-protection"]
    world.create(CLAIMS, claim(volumeAttributesClassName="gold"))
    world.objects.delete(key, "", "gold")
    world.advance(2)
    assert world.objects.get(key, "", "gold") is not None
    world.objects.delete(CLAIMS, "default", "data")
    world.advance(2)
    assert world.objects.get(key, "", "gold") is None


def local(name: str, node: str, size: str) -> Object:
    term = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}]}
    capacity = {"storage": size}
    return volume(
        name, storageClassName="std", capacity=capacity, nodeAffinity={"required": {"nodeSelectorTerms": [term]}}
    )


def test_a_claim_that_waited_gets_a_volume_of_its_pods_node(world: World) -> None:
    world.create(CLASSES, storage_class("kubernetes.io/no-provisioner", mode="WaitForFirstConsumer"))
    world.create(VOLUMES, local("small", "node01", "1Gi"))
    world.create(CLAIMS, claim(storageClassName="std"))
    mount = {"name": "d", "persistentVolumeClaim": {"claimName": "data"}}
    world.create(PODS, pod("web", volumes=[mount], nodeSelector={"kubernetes.io/hostname": "node02"}))
    world.advance(5)
    world.create(VOLUMES, local("large", "node02", "5Gi"))
    world.advance(20)
    (found,) = world.pods()
    assert (found["status"]["phase"], found["spec"]["nodeName"]) == ("Running", "node02")
    assert stored(world)["spec"]["volumeName"] == "large"
    assert stored(world)["metadata"]["annotations"] == {
        "pv.kubernetes.io/bind-completed": "yes",
        "pv.kubernetes.io/bound-by-controller": "yes",
    }


def test_a_volume_reserved_for_nobody(world: World) -> None:
    world.create(VOLUMES, volume(claimRef={}))
    world.advance(1)
    world.objects.patch(VOLUMES, "", "disk", lambda new: new["spec"].update(claimRef=None))
    world.advance(20)
    again = world.objects.get(VOLUMES, "", "disk")
    assert again is not None
    assert again["status"]["phase"] == "Available"

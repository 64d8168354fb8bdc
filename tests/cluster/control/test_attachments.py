"""Volumes of CSI drivers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.worlds import PODS, World, pod

VOLUMES, CLAIMS = ("", "persistentvolumes"), ("", "persistentvolumeclaims")
DRIVERS, ATTACHMENTS = ("storage.k8s.io", "csidrivers"), ("storage.k8s.io", "volumeattachments")


@pytest.fixture
def world() -> World:
    """A claim that is bound to a volume of a driver that nobody installed, and a pod on node01 that uses it."""
    world = World("lesson")
    spec = {
        "capacity": {"storage": "1Gi"},
        "accessModes": ["ReadWriteOnce"],
        "csi": {"driver": "disks.example.com", "volumeHandle": "vol-1"},
    }
    world.create(VOLUMES, {"metadata": {"name": "pv"}, "spec": spec})
    return world


def claim(world: World, **spec: Any) -> None:
    wanted = {"accessModes": ["ReadWriteOnce"], "storageClassName": "", "resources": {"requests": {"storage": "1Gi"}}}
    world.create(CLAIMS, {"metadata": {"name": "c", "namespace": "default"}, "spec": {**wanted, **spec}})
    world.advance(20)


def use(world: World, field: str = "volumeMounts", **spec: Any) -> None:
    made = pod("p", image="nginx:1.25", **(spec or {"nodeName": "node01"}),
               volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}])  # fmt: skip
    made["spec"]["containers"][0][field] = [
        {"name": "v", "mountPath": "/d"} if field == "volumeMounts" else {"name": "v", "devicePath": "/dev/x"}
    ]
    world.create(PODS, made)


def messages(world: World) -> list[tuple[str, str, str]]:
    return [event[:3] for event in world.events("p")]


def test_a_volume_waits_for_its_driver(world: World) -> None:
    claim(world)
    use(world)
    world.advance(125)
    (made,) = world.objects.list(ATTACHMENTS)
    assert made["spec"] == {
        "attacher": "disks.example.com", "nodeName": "node01", "source": {"persistentVolumeName": "pv"}}  # fmt: skip
    assert made["metadata"]["name"] == "csi-44d505fe1ee38c8fa49700ec13edd3f3c18e89d0087214ee058173b35e0de5b8"
    why = "timed out waiting for external-attacher of disks.example.com CSI driver to attach volume vol-1"
    assert messages(world) == [
        ("Warning", "FailedAttachVolume", f'AttachVolume.Attach failed for volume "pv" : {why}')]  # fmt: skip
    world.objects.patch(ATTACHMENTS, "", made["metadata"]["name"], attach, subresource="status")
    world.advance(6)
    unknown = "driver name disks.example.com not found in the list of registered CSI drivers"
    why = f"kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: {unknown}"
    assert messages(world)[1:3] == [
        ("Normal", "SuccessfulAttachVolume", 'AttachVolume.Attach succeeded for volume "pv" '),
        ("Warning", "FailedMount", f'MountVolume.MountDevice failed for volume "pv" : {why}'),
    ]
    world.objects.delete(PODS, "default", "p")
    world.advance(40)
    assert list(world.objects.list(ATTACHMENTS)) == []


def attach(new: Any) -> None:
    new["status"] = {"attached": True}


def test_a_driver_may_need_no_attaching(world: World) -> None:
    world.create(DRIVERS, {"metadata": {"name": "disks.example.com"}, "spec": {"attachRequired": False}})
    claim(world)
    use(world)
    world.advance(5)
    assert list(world.objects.list(ATTACHMENTS)) == []
    assert messages(world)[0][2].endswith(
        ": driver name disks.example.com not found in the list of registered CSI drivers"
    )


def test_a_volume_is_used_as_what_it_is(world: World) -> None:
    claim(world)
    use(world, "volumeDevices")
    world.advance(5)
    why = "volume v has volumeMode Filesystem, but is specified in volumeDevices"
    where = "unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]"
    assert ("Warning", "FailedMount", f"Unable to attach or mount volumes: {where}: {why}") in messages(world)


def test_directories_are_no_block_devices(world: World) -> None:
    claim(world, volumeMode="Block", storageClassName="local-path")
    use(world, "volumeDevices", hostname="p")
    world.advance(30)
    events = [event[:3] for event in world.events("c")]
    assert (
        "Warning",
        "ProvisioningFailed",
        "rancher.io/local-path does not support block volume provisioning",
    ) in events

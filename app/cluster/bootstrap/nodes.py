"""Node objects as their kubelets register them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from app.cluster.node.thresholds import USUAL
from app.sim.clock import rfc3339
from app.sim.machine import DISK, memory_total
from app.sim.quantity import parse

if TYPE_CHECKING:
    from app.cluster.cluster import NodeSpec
    from app.cluster.releases.release import Release

Object = dict[str, Any]
_CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)
# What kubelets of 1.36 say that they can do. Follows kubernetes component-helpers/nodedeclaredfeatures.
DECLARED = (
    "ExtendWebSocketsToKubelet", "InPlacePodLevelResourcesVerticalScaling", "InPlacePodVerticalScalingInitContainers",
    "RestartAllContainersOnContainerExits",
)  # fmt: skip
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


def _identity(name: str, salt: str) -> str:
    return hashlib.md5(f"{salt}/{name}".encode(), usedforsecurity=False).hexdigest()


def node_object(release: Release, spec: NodeSpec, index: int, address: str, now: float) -> Object:
    """A ready Node; `index` counts from 0 and names the pod network 10.244.INDEX.0/24."""
    labels = {"kubernetes.io/arch": "amd64", "kubernetes.io/hostname": spec.name, "kubernetes.io/os": "linux"}
    labels = {"beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux", **labels}
    if not release.modern:
        labels = {
            key: labels[key] for key in ("beta.kubernetes.io/arch", "beta.kubernetes.io/os", "kubernetes.io/hostname")
        }
    elif spec.role == "control-plane":
        labels |= {CONTROL_PLANE: "", "node.kubernetes.io/exclude-from-external-load-balancers": ""}
    block = (244 << 8) + index
    cidr = f"{10 + (block >> 16)}.{block >> 8 & 255}.{block & 255}.0/24"
    node_spec: Object = {"podCIDR": cidr, "podCIDRs": [cidr]} if release.modern else {"externalID": spec.name}
    if spec.taints:
        node_spec["taints"] = [dict(taint) for taint in spec.taints]
    annotations = {
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
    }
    return {
        "kind": "Node",
        "apiVersion": "v1",
        "metadata": {"name": spec.name, "labels": labels, "annotations": annotations},
        "spec": node_spec,
        "status": _status(release, spec, address, now),
    }


def _status(release: Release, spec: NodeSpec, address: str, now: float) -> Object:
    moment = rfc3339(now)
    capacity, allocatable = resources(spec, modern=release.modern)
    conditions = [
        {
            "type": kind,
            "status": status,
            "lastHeartbeatTime": moment,
            "lastTransitionTime": moment,
            "reason": reason,
            "message": message,
        }
        for kind, status, reason, message in _CONDITIONS
    ]
    return {
        "capacity": capacity,
        "allocatable": allocatable,
        "conditions": conditions,
        "addresses": [
            {"type": "InternalIP", "address": address},
            {"type": "Hostname", "address": spec.name},
        ],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": _node_info(release, spec.name),
        **({"declaredFeatures": list(DECLARED)} if release.modern else {}),
    }


def resources(spec: NodeSpec, *, modern: bool) -> tuple[dict[str, str], dict[str, str]]:
    """What the machine has, and what of it pods may ask for.

    Follows kubernetes pkg/kubelet/cm/node_container_manager_linux.go: GetNodeAllocatableReservation, with the hard
    eviction thresholds that a kubelet has by default.
    """
    memory = memory_total(parse(spec.memory).value() >> 10)
    capacity = {"cpu": spec.cpu, "memory": f"{memory}Ki", "pods": "110"}
    if not modern:
        return capacity, dict(capacity)
    pages = {"hugepages-1Gi": "0", "hugepages-2Mi": "0"}
    disk = DISK << 10
    capacity = {"cpu": spec.cpu, "ephemeral-storage": f"{DISK}Ki", **pages, "memory": f"{memory}Ki", "pods": "110"}
    kept = {one.signal: one.value for one in USUAL.thresholds}
    left = {
        "ephemeral-storage": str(disk - kept["nodefs.available"].of(disk)),
        "memory": f"{memory - (kept['memory.available'].of(memory << 10) >> 10)}Ki",
    }
    return capacity, {**capacity, **left}


def _node_info(release: Release, name: str) -> Object:
    machine = _identity(name, "machine")
    boot = _identity(name, "boot")
    modern = release.modern
    version = release.version["gitVersion"]
    return {
        "machineID": machine,
        "systemUUID": f"{machine[:8]}-{machine[8:12]}-{machine[12:16]}-{machine[16:20]}-{machine[20:]}",
        "bootID": f"{boot[:8]}-{boot[8:12]}-{boot[12:16]}-{boot[16:20]}-{boot[20:]}",
        "kernelVersion": "6.8.0-51-generic" if modern else "4.4.0-62-generic",
        "osImage": "Ubuntu 24.04.3 LTS" if modern else "Ubuntu 16.04.2 LTS",
        "containerRuntimeVersion": "containerd://2.1.4" if modern else "docker://1.12.6",
        "kubeletVersion": version,
        "kubeProxyVersion": "" if modern else version,
        "operatingSystem": "linux",
        "architecture": "amd64",
    }

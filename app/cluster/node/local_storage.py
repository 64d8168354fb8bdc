"""What pods have written to their node's disk: container layers, logs, emptyDirs; and who has written too much.

Follows kubernetes pkg/kubelet/eviction/eviction_manager.go: localStorageEviction, and helpers.go: podDiskUsage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cluster.control.resources import Object
from app.cluster.node.pulls import PRELOADED
from app.cluster.node.records import MAIN, Record
from app.cluster.scheduler.requirements import amount
from app.sim.machine import DISK, DISK_USED
from app.sim.quantity import BINARY_SI, Quantity

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet
    from app.cluster.node.pod_worker import PodWorker

KIBIBYTE = 1 << 10
LAYER = 24 * KIBIBYTE  # what a container's layer and log take before anything is written: directories
BLOCK = 4 * KIBIBYTE
INODES = DISK // 8  # as `df -i` has it
INODES_USED = DISK_USED // 80 + 1


@dataclass(frozen=True)
class Filesystem:
    """A node's root file system, which has the images as well; in bytes."""

    capacity: int
    available: int
    inodes: int = INODES
    inodes_free: int = INODES - INODES_USED


@dataclass(frozen=True)
class Usage:
    """Bytes that a pod takes: of each container's layer and log, and of each emptyDir on the disk."""

    containers: dict[str, int]
    volumes: dict[str, int]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.containers.values()) + sum(self.volumes.values())


def filesystem(kubelet: Kubelet) -> Filesystem:
    """A node's disk as it is now."""
    capacity = DISK * KIBIBYTE
    return Filesystem(capacity, max(0, capacity - used(kubelet)))


def used(kubelet: Kubelet) -> int:
    """Bytes on a node's disk: what came with the machine, images, and what learners and pods wrote."""
    images = sum(one.size for name, one in kubelet.pulls.present.items() if not name.startswith(PRELOADED))
    pods = sum(usage(worker).total for worker in kubelet.workers.values() if not worker.torn_down)
    return DISK_USED * KIBIBYTE + kubelet.plane.runtime.node_written(kubelet.name) + images + pods


def usage(worker: PodWorker) -> Usage:
    """What a pod takes now."""
    running = [(one.name, one.running) for one in worker.records if one.running is not None and one.ended is None]
    containers = {name: LAYER + _blocks(container.written()) for name, container in running}
    volumes = {}
    for volume in worker.pod["spec"].get("volumes") or ():
        source = volume.get("emptyDir")
        if source is not None and source.get("medium") != "Memory":
            volumes[volume["name"]] = _volume_size(worker, volume["name"])
    return Usage(containers, volumes)


def _volume_size(worker: PodWorker, name: str) -> int:
    return worker.plane.runtime.volume_size(f"pod {worker.uid} {name}")


def _blocks(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def has_limits(pod: Object) -> bool:
    """Whether a pod says how much it may write."""
    spec = pod["spec"]
    if any((volume.get("emptyDir") or {}).get("sizeLimit") for volume in spec.get("volumes") or ()):
        return True
    containers = spec.get("containers") or ()
    return any("ephemeral-storage" in ((one.get("resources") or {}).get("limits") or {}) for one in containers)


def exceeded(worker: PodWorker) -> str | None:
    """What a pod's eviction says, or None when it keeps to its limits."""
    for volume in worker.pod["spec"].get("volumes") or ():
        limit = (volume.get("emptyDir") or {}).get("sizeLimit")
        if limit and 0 < amount("memory", limit) < _volume_size(worker, volume["name"]):
            return f'Usage of EmptyDir volume "{volume["name"]}" exceeds the limit "{limit}". '
    found = usage(worker)
    limits = {one.name: _limit(one) for one in worker.records if one.kind == MAIN}
    if limits and all(limits.values()):
        most = sum(amount("memory", limit) for limit in limits.values())
        if found.total > most:
            return f"Pod ephemeral local storage usage exceeds the total limit of containers {shown(most)}. "
    for name, limit in limits.items():
        if limit and found.containers.get(name, 0) > amount("memory", limit):
            return f'Container {name} exceeded its local ephemeral storage limit "{limit}". '
    return None


def _limit(record: Record) -> str:
    return str((record.resources.get("limits") or {}).get("ephemeral-storage", ""))


def shown(size: int) -> str:
    """Bytes as the kubelet words them: 100Mi."""
    return str(Quantity(size, 0, BINARY_SI))

"""What a node has left of what evictions are about, and what its pods take of it.

Follows kubernetes pkg/kubelet/eviction/helpers.go: makeSignalObservations, rankMemoryPressure, rankDiskPressureFunc,
rankPIDPressure, evictionMessage.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.cluster.control.resources import NODES
from app.cluster.metrics import readings
from app.cluster.node import local_storage
from app.cluster.node.local_storage import shown
from app.cluster.node.records import MAIN, Record
from app.cluster.node.thresholds import INODES, MEMORY, PIDS, STORAGE
from app.cluster.scheduler.requirements import amount, pod_requests

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet
    from app.cluster.node.pod_worker import PodWorker

MOST_PROCESSES, OWN_PROCESSES, PER_CONTAINER = 30_152, 180, 2


@dataclass(frozen=True)
class Observation:
    """How much there is of something, and how much of it is left; less than nothing when memory runs out."""

    available: int
    capacity: int


def observe(kubelet: Kubelet, conditions: Collection[str]) -> dict[str, Observation]:
    """By signal, of the signals that are about these conditions."""
    found: dict[str, Observation] = {}
    if "MemoryPressure" in conditions and (capacity := memory_capacity(kubelet)):
        found["memory.available"] = Observation(capacity - memory_used(kubelet), capacity)
    if "DiskPressure" in conditions:
        disk = local_storage.filesystem(kubelet)
        for name in ("nodefs", "imagefs"):
            found[f"{name}.available"] = Observation(disk.available, disk.capacity)
            found[f"{name}.inodesFree"] = Observation(disk.inodes_free, disk.inodes)
    if "PIDPressure" in conditions:
        running = sum(one.is_running for worker in kubelet.workers.values() for one in worker.records)
        found["pid.available"] = Observation(MOST_PROCESSES - OWN_PROCESSES - PER_CONTAINER * running, MOST_PROCESSES)
    return found


# Memory


def memory_capacity(kubelet: Kubelet) -> int:
    """Bytes that the machine has."""
    node = kubelet.plane.objects.get(NODES, "", kubelet.name) or {}
    return amount("memory", ((node.get("status") or {}).get("capacity") or {}).get("memory", "0"))


def memory_used(kubelet: Kubelet) -> int:
    """Bytes that the system and all pods use."""
    workers = list(kubelet.workers.values())
    system = readings.system_memory(memory_capacity(kubelet)) + readings.MEMORY_PER_POD * len(workers)
    return system + sum(_memory(worker) for worker in workers)


def container_memory(record: Record) -> int:
    """Bytes that a container uses."""
    return record.running.usage(0.0, 0.0)[1] if record.running is not None and record.ended is None else 0


def _memory(worker: PodWorker) -> int:
    return sum(container_memory(record) for record in worker.records)


# Pods


def rank(resource: str, workers: list[PodWorker]) -> list[PodWorker]:
    """Who is to go first: who takes more than it asked for, is of low priority, takes most above its request."""

    def priority(worker: PodWorker) -> int:
        return int(worker.pod["spec"].get("priority", 0))

    if resource == PIDS:
        return sorted(workers, key=lambda one: (priority(one), -sum(record.is_running for record in one.records)))
    if resource == INODES:
        return sorted(workers, key=priority)
    above = {one.uid: _above(resource, one) for one in workers}
    return sorted(workers, key=lambda one: (above[one.uid] <= 0, priority(one), -above[one.uid]))


def _above(resource: str, worker: PodWorker) -> int:
    taken = _memory(worker) if resource == MEMORY else local_storage.usage(worker).total
    return taken - pod_requests(worker.pod["spec"])[0].get(resource, 0)


def message(resource: str, worker: PodWorker, quantity: int, available: int) -> str:
    """Why a pod is evicted."""
    fine: Callable[[int], str] = str if resource in (INODES, PIDS) else shown
    text = f"The node was low on resource: {resource}. Threshold quantity: {fine(quantity)}, " \
           f"available: {fine(available)}. "  # fmt: skip
    taken = _taken(resource, worker)
    for record in worker.records:
        request: Any = (record.resources.get("requests") or {}).get(resource, "0")
        if record.kind == MAIN and record.name in taken and taken[record.name] > amount(resource, request):
            what = f"Container {record.name} was using {shown(taken[record.name])}, request is {request}"
            text += f"{what}, has larger consumption of {resource}. "
    return text


def _taken(resource: str, worker: PodWorker) -> dict[str, int]:
    """Bytes by container."""
    if resource == STORAGE:
        return local_storage.usage(worker).containers
    if resource == MEMORY:
        return {one.name: container_memory(one) >> 10 << 10 for one in worker.records if one.is_running}
    return {}

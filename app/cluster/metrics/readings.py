"""What nodes and containers use, worked out when somebody asks: nothing measures while nobody looks.

A scrape is a moment every fifteen seconds; CPU is the average between two of them.
Follows kubernetes-sigs metrics-server pkg/storage: a container counts when it is older than ten seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cluster.control.resources import NODES, Object, condition
from app.cluster.images.meter import SLOT
from app.cluster.scheduler.requirements import amount

if TYPE_CHECKING:
    from app.cluster.control.plane import Plane

YOUNG = 10.0  # seconds of age below which a container is left out
MEBIBYTE = 1 << 20
# Of a machine itself: its system, kubelet and container runtime.
SYSTEM_CORES, SYSTEM_MEMORY = 0.038, 420 * MEBIBYTE
CORES_PER_POD, MEMORY_PER_POD = 0.0012, 3 * MEBIBYTE


@dataclass(frozen=True)
class Reading:
    """Cores on average and bytes of memory, at a moment, over so many seconds before it."""

    cores: float
    memory: int
    at: float
    window: float = SLOT


def system_memory(capacity: int) -> int:
    """Bytes that a machine's own programs use: small machines have small systems."""
    return min(SYSTEM_MEMORY, capacity // 8)


def scrape(now: float) -> float:
    """The moment of the last scrape."""
    return now // SLOT * SLOT


def node(plane: Plane, obj: Object, at: float) -> Reading | None:
    """What a node uses as of a scrape; None when its kubelet does not answer."""
    name = obj["metadata"]["name"]
    ready = condition(obj, "Ready")
    if plane.usage is None or ready is None or ready["status"] != "True":
        return None
    capacity = (obj.get("status") or {}).get("capacity") or {}
    cores, memory = SYSTEM_CORES, system_memory(_offered(capacity, "memory"))
    for found in _running(plane, name, at):
        cores += CORES_PER_POD + sum(one.cores for one in found.values())
        memory += MEMORY_PER_POD + sum(one.memory for one in found.values())
    return Reading(min(cores, _offered(capacity, "cpu") / 1000), min(memory, _offered(capacity, "memory")), at)


def pod(plane: Plane, obj: Object, at: float, *, share: float | None = None) -> dict[str, Reading] | None:
    """What a pod's containers use as of a scrape, by name; None when one of them is too young, or none runs."""
    found = _measured(plane, obj, at)
    if found is None or (obj.get("status") or {}).get("phase") != "Running":
        return None
    factor = contention(plane, obj["spec"]["nodeName"], at) if share is None else share
    return {name: Reading(one.cores * factor, one.memory, at) for name, one in found.items()}


def contention(plane: Plane, name: str, at: float) -> float:
    """The share of the CPU they want that a node's containers get: 1 as long as there is enough for all."""
    obj = plane.objects.get(NODES, "", name)
    if obj is None:
        return 1.0
    wanted = sum(sum(one.cores for one in found.values()) for found in _running(plane, name, at))
    offered = _offered((obj.get("status") or {}).get("capacity") or {}, "cpu") / 1000 - SYSTEM_CORES
    return 1.0 if wanted <= offered else offered / wanted


def _running(plane: Plane, name: str, at: float) -> Iterator[dict[str, Reading]]:
    for one in plane.objects.by_node(name):
        found = _measured(plane, one, at, young=True)
        if found is not None:
            yield found


def _measured(plane: Plane, obj: Object, at: float, *, young: bool = False) -> dict[str, Reading] | None:
    found = plane.usage(obj, at - SLOT, at) if plane.usage is not None else None
    if not found or (not young and any(at - one.began < YOUNG for one in found.values())):
        return None
    return {name: Reading(one.cores, one.memory, at) for name, one in found.items()}


def _offered(amounts: dict[str, str], name: str) -> int:
    return amount(name, amounts[name]) if name in amounts else 0

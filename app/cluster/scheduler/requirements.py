"""What a pod asks of a node, worked out once per shape of pod.

Follows kubernetes pkg/scheduler/framework/types.go: calculateResource, and component-helpers/resource.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

import orjson

from app.cluster.control.resources import Object, owner_uid
from app.cluster.control.volume_matching import claim_name
from app.sim import quantity

DEFAULT_CPU = 100  # millicores that scoring assumes where a container requests none
DEFAULT_MEMORY = 200 * 1024 * 1024
Resources = dict[str, int]  # cpu in millicores, everything else in whole units


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Requirements:
    """All that decides on which nodes a pod fits; pods of equal `shape` are interchangeable for the scheduler."""

    requests: Resources
    nonzero: tuple[int, int]  # (cpu, memory) as scoring sees them
    ports: frozenset[tuple[str, int, str]]  # (protocol, port, address) on the node
    node_selector: dict[str, str]
    affinity: Object
    tolerations: list[Object]
    spread: list[Object]
    images: tuple[str, ...]
    owner: str  # the controlling owner's UID
    node_name: str
    claims: tuple[str, ...]  # names of the persistent volume claims
    shape: bytes = b""
    pod_affinity: bool = field(default=False)

    @property
    def local(self) -> bool:
        """Whether a node can be judged by itself, without looking at pods elsewhere."""
        return not self.pod_affinity and not self.spread and not self.claims


def requirements(pod: Object) -> Requirements:
    """What this pod asks for."""
    spec = pod["spec"]
    affinity = spec.get("affinity") or {}
    requests, nonzero = pod_requests(spec)
    ports = frozenset(
        (port.get("protocol", "TCP"), port["hostPort"], port.get("hostIP", "0.0.0.0"))
        for container in spec.get("containers") or ()
        for port in container.get("ports") or ()
        if port.get("hostPort")
    )
    images = tuple(container.get("image", "") for container in spec.get("containers") or ())
    claims = [name for volume in spec.get("volumes") or () if (name := claim_name(pod, volume))]
    made: dict[str, Any] = {
        "requests": requests,
        "nonzero": nonzero,
        "node_selector": spec.get("nodeSelector") or {},
        "affinity": affinity,
        "tolerations": spec.get("tolerations") or [],
        "spread": spec.get("topologySpreadConstraints") or [],
        "images": images,
        "owner": owner_uid(pod),
        "node_name": spec.get("nodeName", ""),
        "claims": tuple(claims),
    }
    namespace = pod["metadata"].get("namespace", "")
    labels = pod["metadata"].get("labels") if made["spread"] or _between_pods(affinity) else None
    shape = orjson.dumps([made, sorted(ports), namespace, labels], option=orjson.OPT_SORT_KEYS)
    found = _shared.get(shape)
    if found is None:
        shape = bytes(memoryview(shape))  # without the encoder's spare room
        found = Requirements(**made, ports=ports, shape=shape, pod_affinity=_between_pods(affinity))
        _shared[shape] = found
    return found


# Replicas ask for the same: one object for all of them saves five kilobytes a pod.
_shared: WeakValueDictionary[bytes, Requirements] = WeakValueDictionary()


def _between_pods(affinity: Object) -> bool:
    return bool(affinity.get("podAffinity") or affinity.get("podAntiAffinity"))


def amount(name: str, text: Any) -> int:
    """A quantity as an integer: millicores of cpu, whole units of everything else."""
    return _amount(name == "cpu", str(text))


@lru_cache(maxsize=4096)
def _amount(milli: bool, text: str) -> int:
    parsed = quantity.parse(text)
    return parsed.milli_value() if milli else parsed.value()


def pod_requests(spec: Object) -> tuple[Resources, tuple[int, int]]:
    """(requests, (cpu, memory) for scoring): the containers' sum or the largest init container, with sidecars."""
    total: Resources = {}
    cpu = memory = 0
    for container in spec.get("containers") or ():
        requests = container_requests(container)
        _add(total, requests)
        cpu += requests.get("cpu", DEFAULT_CPU)
        memory += requests.get("memory", DEFAULT_MEMORY)
    sidecars: Resources = {}
    peak: Resources = {}
    for container in spec.get("initContainers") or ():
        requests = container_requests(container)
        if container.get("restartPolicy") == "Always":
            _add(total, requests)
            _add(sidecars, requests)
            now = dict(sidecars)
        else:
            now = dict(sidecars)
            _add(now, requests)
        for name, value in now.items():
            peak[name] = max(peak.get(name, 0), value)
    for name, value in peak.items():
        total[name] = max(total.get(name, 0), value)
    for name, value in ((spec.get("resources") or {}).get("requests") or {}).items():
        total[name] = amount(name, value)
    _add(total, {name: amount(name, value) for name, value in (spec.get("overhead") or {}).items()})
    return total, (max(cpu, total.get("cpu", 0)), max(memory, total.get("memory", 0)))


def container_requests(container: Object) -> Resources:
    """The requests of one container."""
    found = (container.get("resources") or {}).get("requests") or {}
    return {name: amount(name, value) for name, value in found.items()}


def _add(total: Resources, more: Resources) -> None:
    for name, value in more.items():
        total[name] = total.get(name, 0) + value

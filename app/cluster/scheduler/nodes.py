"""What the scheduler knows about each node, kept up to date as pods come and go."""

from __future__ import annotations

from typing import Any

from app.cluster.control.resources import Object, labels_of
from app.cluster.scheduler.requirements import Requirements, Resources, amount

UNSCHEDULABLE_TAINT = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


class NodeInfo:
    """One node: what it offers, what is taken, and which pods took it. `version` grows with every change."""

    __slots__ = ("allocatable", "images", "labels", "limit", "name", "node", "nonzero", "offered", "owners", "pods",
                 "ports", "requested", "taints", "unschedulable", "version")  # fmt: skip

    def __init__(self, node: Object) -> None:
        self.name = str(node["metadata"]["name"])
        self.pods: dict[str, tuple[Object, Requirements]] = {}  # by UID
        self.requested: Resources = {}
        self.nonzero = [0, 0]
        self.ports: set[tuple[str, int, str]] = set()
        self.owners: dict[str, int] = {}  # pods of each controlling owner
        self.version = 0
        self.update(node)

    def update(self, node: Object) -> None:
        """Take over the Node object."""
        self.node = node
        self.labels = labels_of(node)
        status, spec = node.get("status", {}), node.get("spec", {})
        offered: dict[str, Any] = status.get("allocatable") or status.get("capacity") or {}
        self.allocatable: Resources = {name: amount(name, value) for name, value in offered.items()}
        self.limit = self.allocatable.get("pods", 110)
        self.offered = (self.allocatable.get("cpu", 0), self.allocatable.get("memory", 0))
        self.taints: list[Object] = list(spec.get("taints") or ())
        self.unschedulable = bool(spec.get("unschedulable"))
        self.images = {name for image in status.get("images") or () for name in image.get("names") or ()}
        self.version += 1

    def add(self, pod: Object, needs: Requirements) -> None:
        """A pod takes its share."""
        uid = pod["metadata"]["uid"]
        if uid in self.pods:
            return
        self.pods[uid] = (pod, needs)
        for name, value in needs.requests.items():
            self.requested[name] = self.requested.get(name, 0) + value
        self.nonzero[0] += needs.nonzero[0]
        self.nonzero[1] += needs.nonzero[1]
        self.ports |= needs.ports
        if needs.owner:
            self.owners[needs.owner] = self.owners.get(needs.owner, 0) + 1
        self.version += 1

    def remove(self, uid: str) -> bool:
        """A pod's share is free again; False when it had none."""
        found = self.pods.pop(uid, None)
        if found is None:
            return False
        needs = found[1]
        for name, value in needs.requests.items():
            self.requested[name] -= value
        self.nonzero[0] -= needs.nonzero[0]
        self.nonzero[1] -= needs.nonzero[1]
        if needs.ports:
            self.ports = {port for _, other in self.pods.values() for port in other.ports}
        if needs.owner:
            self.owners[needs.owner] -= 1
            if not self.owners[needs.owner]:
                del self.owners[needs.owner]
        self.version += 1
        return True

    def without(self, uids: set[str]) -> NodeInfo:
        """A copy as it would be without some pods, for trying out preemption."""
        copy = NodeInfo(self.node)
        for uid, (pod, needs) in self.pods.items():
            if uid not in uids:
                copy.add(pod, needs)
        return copy

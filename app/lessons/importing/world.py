"""Which machines a scenario's environment becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.lessons.importing.found import Notes

HOST, NODE = "controlplane", "node01"
ADDRESSES = {HOST: "172.30.1.2", "host01": "172.30.1.2", NODE: "172.30.2.2"}
TWO_NODES = ("2node", "cluster-running", "kubernetes-cluster", "multi-node")
KUBERNETES = ("kube", "k3s", "k8s", "minikube", "kind")


@dataclass(frozen=True)
class Machines:
    """The nodes of a lesson, as lesson.yaml has them."""

    nodes: tuple[Any, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names; the first is the learner's."""
        return tuple(node if isinstance(node, str) else node["name"] for node in self.nodes)

    def of(self, machine: str) -> str:
        """The node that a scenario calls `host02` or `node01`; the learner's host for all else."""
        return (
            NODE if machine.lower() in ("host02", "host2", "node01", "node1") and NODE in self.names else self.names[0]
        )


def machines(imageid: str, notes: Notes, *, classic: bool = False) -> Machines:
    """The machines of an environment's name; the classic release has one of its own."""
    if classic:
        notes.add("index.json", 1, "`kubectl run` makes a Deployment here", "the lesson is for release 1.8")
        return Machines(("host01",))
    two = any(part in imageid for part in TWO_NODES)
    if imageid and not any(part in imageid for part in KUBERNETES):
        notes.add("index.json", 1, f"the environment {imageid!r} became a node of a cluster", "Kubernetes is there too")
    host: dict[str, Any] = {"name": HOST, "role": "control-plane", "memory": "2Gi"}
    return Machines((host, {"name": NODE, "memory": "2Gi"}) if two else (host,))

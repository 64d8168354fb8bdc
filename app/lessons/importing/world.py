"""Which machines a scenario's environment becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.lessons.importing.found import Notes

HOST, NODE = "controlplane", "node01"
ADDRESSES = {HOST: "172.30.1.2", "host01": "172.30.1.2", "ubuntu": "172.30.1.2", NODE: "172.30.2.2"}
TWO_NODES = ("2node", "cluster-running", "kubernetes-cluster", "multi-node")
KUBERNETES = ("kube", "k3s", "k8s", "minikube", "kind")


@dataclass(frozen=True)
class Machines:
    """The nodes of a lesson as lesson.yaml has them, who made its cluster, and the learner's machine."""

    nodes: tuple[Any, ...] = ()
    cluster: str = "kubeadm"
    host: str = HOST

    @property
    def names(self) -> tuple[str, ...]:
        """The machines' names; the first is the learner's."""
        return (self.host, *(node["name"] for node in self.nodes[1:]))

    def of(self, machine: str) -> str:
        """The machine that a scenario calls `host02` or `node01`; the learner's for all else."""
        other = machine.lower() in ("host02", "host2", "node01", "node1") and NODE in self.names
        return NODE if other else self.host


def machines(imageid: str, notes: Notes, *, classic: bool = False, text: str = "kubectl") -> Machines:
    """The machines of an environment's name; `text` is all that a scenario says and runs.

    The classic release has a machine of its own. Where no environment brings Kubernetes, a text that never speaks of
    kubectl, or starts its own minikube, gets none.
    """
    if classic:
        notes.add("index.json", 1, "`kubectl run` makes a Deployment here", "the lesson is for release 1.8")
        return Machines(({"name": "host01"},), host="host01")
    starts = "minikube start" in text
    if "minikube" in imageid:
        running = "running" in imageid or not starts
        return Machines(cluster="minikube" if running else "absent", host="ubuntu")
    brings = any(part in imageid for part in KUBERNETES) or not imageid
    if not brings and (starts or "kubectl" not in text):
        return Machines(cluster="absent", host="ubuntu")
    if not brings:
        notes.add("index.json", 1, f"the environment {imageid!r} became a node of a cluster", "Kubernetes is there too")
    host: dict[str, Any] = {"name": HOST, "role": "control-plane", "memory": "2Gi"}
    two = any(part in imageid for part in TWO_NODES)
    return Machines((host, {"name": NODE, "memory": "2Gi"}) if two else (host,))

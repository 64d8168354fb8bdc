"""The minikube preset: kubeadm's kube-system with what that tool changes.

Follows minikube pkg/minikube/bootstrapper/kubeadm (labels, one DNS server) and its two default addons.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.cluster.bootstrap import lesson
from app.cluster.bootstrap.nodes import CONTROL_PLANE
from app.cluster.published import minikube

if TYPE_CHECKING:
    from app.cluster.bootstrap import Template
    from app.cluster.cluster import Cluster, NodeSpec

Object = dict[str, Any]
DEPLOYMENTS = ("apps", "deployments")


def templates(cluster: Cluster) -> Iterable[Template]:
    """As kubeadm, without a storage class of another tool."""
    return (one for one in lesson.templates(cluster) if one[0][1] != "storageclasses")


def build(cluster: Cluster) -> None:
    """As kubeadm; one DNS server is enough."""
    lesson.build(cluster)
    if (found := cluster.api.objects.get(DEPLOYMENTS, "kube-system", "coredns")) is not None:

        def one(obj: Object) -> None:
            obj["spec"]["replicas"] = 1

        cluster.api.objects.patch(DEPLOYMENTS, "kube-system", found["metadata"]["name"], one, manager="kubeadm")


def mark(cluster: Cluster, node: Object, spec: NodeSpec) -> None:
    """minikube's labels, its image's operating system and container runtime."""
    meta, info = node["metadata"], node["status"]["nodeInfo"]
    first = cluster.spec.nodes[0].name
    made = datetime.fromtimestamp(cluster.clock.now, UTC).strftime("%Y_%m_%dT%H_%M_%S_0700")
    if not cluster.api.release.modern:
        return
    meta["labels"] |= {
        "minikube.k8s.io/commit": minikube.COMMIT, "minikube.k8s.io/name": first,
        "minikube.k8s.io/primary": "true" if meta["name"] == first else "false",
        "minikube.k8s.io/updated_at": made, "minikube.k8s.io/version": minikube.VERSION,
    }  # fmt: skip
    if meta["name"] == first:
        meta["labels"][CONTROL_PLANE] = ""
    runtime = next((one.runtime for one in cluster.spec.nodes if one.name == meta["name"]), "")
    node["status"]["allocatable"] = dict(node["status"]["capacity"])  # it sets other eviction thresholds
    info["osImage"] = "Debian GNU/Linux 12 (bookworm)"
    info["containerRuntimeVersion"] = runtime or "docker://29.2.1"

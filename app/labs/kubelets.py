"""The kubelets of a lab's cluster, whether they run or not."""

from __future__ import annotations

from app.cluster.cluster import Cluster
from app.cluster.control.machinery import Machinery
from app.cluster.node.kubelet import Kubelet


def kubelet_of(cluster: Cluster, node: str) -> Kubelet | None:
    """A node's kubelet; None when nothing has been there yet."""
    control = cluster.control
    return control.kubelets.get(node) if isinstance(control, Machinery) else None

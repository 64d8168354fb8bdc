"""The lesson preset: a kube-system as kubeadm leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cluster.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Add the control plane's pods, DNS and kube-proxy."""

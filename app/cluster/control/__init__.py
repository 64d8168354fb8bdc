"""The living part of a cluster: control loops over the store, the scheduler, the kubelets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cluster.control.machinery import Machinery

if TYPE_CHECKING:
    from app.cluster.cluster import Cluster


def start(cluster: Cluster, state: Any = None) -> Machinery:
    """Start everything that acts in `cluster`; `state` is what `Machinery.snapshot` gave, to go on from there."""
    return Machinery(cluster, state)

"""The living part of a cluster: control loops over the store, the scheduler, the kubelets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.cluster.cluster import Cluster
    from app.cluster.control.machinery import Machinery


def start(cluster: Cluster, state: Any = None) -> Machinery:
    """Start everything that acts in `cluster`; `state` is what `Machinery.snapshot` gave, to go on from there."""
    # The machinery knows scheduler and kubelets, which know the small modules of this package.
    from app.cluster.control.machinery import Machinery  # noqa: PLC0415

    return Machinery(cluster, state)

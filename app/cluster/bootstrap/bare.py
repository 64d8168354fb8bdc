"""The bare preset: nothing in kube-system."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cluster.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Add nothing."""

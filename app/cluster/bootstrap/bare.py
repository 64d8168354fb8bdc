"""The bare preset: nothing in kube-system."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cluster.bootstrap import Template
    from app.cluster.cluster import Cluster


def templates(cluster: Cluster) -> Iterable[Template]:
    """None of its own."""
    return ()


def build(cluster: Cluster) -> None:
    """Add nothing."""

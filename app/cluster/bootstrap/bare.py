"""The bare preset: nothing in kube-system."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.cluster.bootstrap import Template
    from app.cluster.cluster import Cluster, NodeSpec


def templates(cluster: Cluster) -> Iterable[Template]:
    """None of its own."""
    return ()


def build(cluster: Cluster) -> None:
    """Add nothing."""


def mark(cluster: Cluster, node: dict[str, Any], spec: NodeSpec) -> None:
    """Its nodes are hollow, without a machine below: they have what they are told, and all of it is for pods."""
    told = {"cpu": spec.cpu, "ephemeral-storage": "20Gi", "memory": spec.memory, "pods": "110"}
    node["status"] |= {"capacity": told, "allocatable": dict(told)}

"""Keeps a ReplicationController's pods."""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.replicas import ReplicaControl, ReplicaKind
from app.cluster.control.resources import REPLICATION_CONTROLLERS
from app.sim.label_selectors import LabelSelector


def register(plane: Plane) -> None:
    """Start the replication controller."""
    kind = ReplicaKind(
        REPLICATION_CONTROLLERS,
        "ReplicationController",
        "replication-controller",
        lambda obj: LabelSelector.of_labels(obj["spec"].get("selector")),
    )
    ReplicaControl(plane, kind)

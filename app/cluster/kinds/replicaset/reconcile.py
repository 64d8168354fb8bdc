"""Keeps a ReplicaSet's pods."""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.replicas import ReplicaControl, ReplicaKind
from app.cluster.control.resources import REPLICA_SETS
from app.sim.label_selectors import LabelSelector


def register(plane: Plane) -> None:
    """Start the replica set controller."""
    kind = ReplicaKind(
        REPLICA_SETS, "ReplicaSet", "replicaset-controller", lambda obj: LabelSelector.of(obj["spec"].get("selector"))
    )
    ReplicaControl(plane, kind)

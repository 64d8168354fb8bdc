"""The processors and memory of a node's machine: what the cluster was told of it."""

from __future__ import annotations

from dataclasses import replace

from app.cluster.cluster import Cluster
from app.host.spec import HostSpec
from app.sim.quantity import parse


def fitted(spec: HostSpec, cluster: Cluster, node: str) -> HostSpec:
    """The machine with what the node of that name has."""
    told = next((one for one in cluster.spec.nodes if one.name == node), None)
    if told is None:
        return spec
    return replace(spec, cores=parse(told.cpu).value(), memory=parse(told.memory).value() >> 20)

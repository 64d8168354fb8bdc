"""A node's disk: what its own programs, its containers and its kubelet write is on the same one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.cluster.cluster import Cluster
from app.cluster.node import local_storage
from app.host.host import Host
from app.host.space import Space, own_space
from app.labs.disks import Disks
from app.labs.kubelets import kubelet_of
from app.sim.machine import DISK

Find = Callable[[str], Host | None]


def follow(cluster: Cluster, disks: Disks, host: Find, made: Find) -> None:
    """Have containers write to their nodes' disks."""
    disks.node_host, disks.node_made = host, made
    disks.space = partial(_space, cluster)
    disks.grown = partial(_grown, cluster)


def show(cluster: Cluster, host: Host, node: str) -> None:
    """Have `df` tell of all that is on it, and the kubelet hear of it when the learner fills it."""
    host.space = partial(_space, cluster, node, host)
    host.files.grown = partial(_grown, cluster, node)


def _space(cluster: Cluster, node: str, host: Host | None = None) -> Space:
    kubelet = kubelet_of(cluster, node)
    if kubelet is None:
        return own_space(host) if host is not None else Space()
    return Space(DISK, min(DISK, local_storage.used(kubelet) >> 10))


def _grown(cluster: Cluster, node: str) -> None:
    if (kubelet := kubelet_of(cluster, node)) is not None:
        kubelet.pressure.disk_grew()

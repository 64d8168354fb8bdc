"""The processes of a node's containers, as its own `ps` shows them."""

from __future__ import annotations

from functools import partial

from app.cluster.cluster import Cluster
from app.host.host import Host
from app.host.processes import Process
from app.labs.containers import HostedContainer
from app.labs.kubelets import kubelet_of

FIRST, SPAN = 1200, 900  # numbers between the services' and those of what the learner starts


def show(cluster: Cluster, host: Host, node: str) -> None:
    """Have the table show them."""
    host.processes.contained = partial(_found, cluster, node)


def _found(cluster: Cluster, node: str) -> list[Process]:
    kubelet = kubelet_of(cluster, node)
    found: dict[int, Process] = {}
    for worker in kubelet.workers.values() if kubelet is not None else ():
        for record in worker.records:
            if not record.is_running or not isinstance(record.running, HostedContainer):
                continue
            process = record.running.process
            pid = FIRST + int(record.id[:8] or "0", 16) % SPAN
            while pid in found:
                pid += 1
            found[pid] = Process(pid, 684, tuple(process.argv), record.began, signal=record.running.signal,
                                 memory=int(process.memory) or 4 << 20)  # fmt: skip
    return list(found.values())

"""The processes of a node's containers, as its own `ps` shows them."""

from __future__ import annotations

from functools import partial

from app.cluster.cluster import Cluster
from app.host.host import Host
from app.host.processes import Process
from app.labs.containers import HostedContainer
from app.labs.insides import identity, image_of, processes
from app.labs.kubelets import kubelet_of
from app.labs.node.kernel_files import surroundings

FIRST, SPAN = 1200, 900  # numbers between the services' and those of what the learner starts


def show(cluster: Cluster, host: Host, node: str) -> None:
    """Have the table show them."""
    host.processes.contained = partial(_found, cluster, node, host.spec.memory << 20)


def _found(cluster: Cluster, node: str, memory: int) -> list[Process]:
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
            spec = process.spec
            owner = identity(spec, image_of(spec)[0])
            found[pid] = Process(
                pid, 684, processes(tuple(process.argv))[0][1], record.began, signal=record.running.signal,
                memory=int(process.memory) or 4 << 20, env=process.env,
                surroundings=surroundings(spec, memory, owner),
            )  # fmt: skip
    return list(found.values())

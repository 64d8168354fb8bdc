"""How long storms of pods take, and what a pod costs where there are many."""

from __future__ import annotations

import gc
import time
import tracemalloc
from dataclasses import dataclass

import pytest
from measure import DEPLOYMENTS, Row, fresh_cluster, resident

from app.cluster.cluster import Cluster

PODS = 5_000  # whose memory is measured


@dataclass(frozen=True)
class Storm:
    """What it took until all pods were Ready."""

    cpu: float
    wall: float
    simulated: float
    megabytes: float  # that the process has grown by

    def __str__(self) -> str:
        return f"{self.wall:.2f} s   ({self.cpu:.2f} s CPU, {self.simulated:.1f} s simulated)"


def storm(cluster: Cluster, pods: int, deployments: int) -> Storm:
    """Ask for so many pods at once and wait for them."""
    clock = cluster.clock
    gc.collect()
    begun, cpu, start, memory = time.perf_counter(), time.process_time(), clock.now, resident()
    for index in range(deployments):
        labels = {"app": f"web{index}"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx:1.26"}]}}
        wanted = {"replicas": pods // deployments, "selector": {"matchLabels": labels}, "template": template}
        made = {"metadata": {"name": f"web{index}", "namespace": "default"}, "spec": wanted}
        cluster.api.objects.create(DEPLOYMENTS, made)
    while ready(cluster) < pods and clock.now < start + 600:
        clock.advance(clock.now + 0.25)
    assert ready(cluster) == pods
    wall, cpu, simulated = time.perf_counter() - begun, time.process_time() - cpu, clock.now - start
    clock.advance(clock.now + 300)  # the history for watches forgets how it came about
    gc.collect()
    return Storm(cpu, wall, simulated, resident() - memory)


def ready(cluster: Cluster) -> int:
    return sum(one.get("status", {}).get("readyReplicas", 0) for one in cluster.api.objects.list(DEPLOYMENTS))


@pytest.fixture(autouse=True)
def patient_collector() -> None:
    """As a process that holds many objects sets it."""
    gc.set_threshold(200_000, 50, 1000)


@pytest.mark.bench
def test_700_replicas(table: Row) -> None:
    cluster = fresh_cluster(10, cpu="64", memory="256Gi")
    table("700 replicas Ready on 10 nodes", "1 s", str(storm(cluster, 700, 1)))


@pytest.mark.bench
def test_5000_nodes_and_10000_pods(table: Row) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    cluster = fresh_cluster(5_000, cpu="64", memory="256Gi")
    took = f"{time.perf_counter() - began:.2f} s   ({time.process_time() - cpu:.2f} s CPU)"
    table("5,000 nodes Ready", "5 s", took)
    table("10,000 pods Ready on them", "6 s", str(storm(cluster, 10_000, 20)))


@pytest.mark.bench
@pytest.mark.parametrize("pods", [10_000, 100_000])
def test_cost_of_a_pod(table: Row, pods: int) -> None:
    nodes = pods // 100
    few = storm(fresh_cluster(10, cpu="256", memory="1024Gi"), 1_000, 2)
    many = storm(fresh_cluster(nodes, cpu="256", memory="1024Gi"), pods, pods // 500)
    table(f"{pods:,} pods Ready on {nodes:,} nodes", "", str(many))
    ratio = (many.cpu / pods) / (few.cpu / 1_000)
    cost = f"{many.cpu / pods * 1e3:.2f} ms, {few.cpu:.2f} ms at 1,000: {ratio:.2f}x"
    table("  CPU time of a pod against 1,000 pods", "1.5x", cost)
    table("  memory of a pod with its four events", "", f"{many.megabytes * 1e3 / pods:.1f} KB resident")


@pytest.mark.bench
def test_memory_of_a_pod(table: Row) -> None:
    """Events go after an hour; allocated bytes, because a process does not shrink again."""
    storm(fresh_cluster(1), 10, 1)  # what all clusters share
    tracemalloc.start()
    cluster = fresh_cluster(50, cpu="256", memory="1024Gi")
    before = tracemalloc.get_traced_memory()[0]

    def taken() -> str:
        cluster.api.store.compact()
        gc.collect()
        return f"{(tracemalloc.get_traced_memory()[0] - before) / PODS / 1e3:.1f} KB"

    storm(cluster, PODS, 10)
    table("memory of a pod with its four events, allocated", "", taken())
    cluster.clock.advance(cluster.clock.now + 3_700)
    table("memory of a pod without events: its object, its kubelet's part, all indexes", "10 KB", taken())
    tracemalloc.stop()

"""How long storms of pods take. Measures and prints; run with `pytest tests/bench -m bench -s`."""

from __future__ import annotations

import gc
import time

import pytest

from app.cluster.cluster import Cluster, ClusterSpec, NodeSpec
from app.cluster.images.runtime import ImageRuntime
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

DEPLOYMENTS = ("apps", "deployments")


def storm(pods: int, nodes: int, deployments: int = 1) -> tuple[float, float, float]:
    """(CPU seconds, wall seconds, simulated seconds) until all pods are Ready."""
    gc.set_threshold(200_000, 50, 1000)  # as a server that holds many objects does
    clock = Clock(1795413600.0)
    randomness, network = Randomness(1), Network(clock)
    runtime = ImageRuntime(clock, network, randomness, bare=True)
    names = [f"n{index}" for index in range(nodes)]
    spec = ClusterSpec("1.36", tuple(NodeSpec(name, cpu="64", memory="256Gi") for name in names), "bare")
    cluster = Cluster(clock, randomness, network, runtime, spec)
    clock.advance(clock.now + 5)
    begun, cpu, start = time.perf_counter(), time.process_time(), clock.now
    for index in range(deployments):
        labels = {"app": f"web{index}"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx:1.26"}]}}
        wanted = {"replicas": pods // deployments, "selector": {"matchLabels": labels}, "template": template}
        cluster.api.objects.create(
            DEPLOYMENTS, {"metadata": {"name": f"web{index}", "namespace": "default"}, "spec": wanted}
        )
    while ready(cluster) < pods and clock.now < start + 120:
        clock.advance(clock.now + 0.25)
    assert ready(cluster) == pods
    return time.process_time() - cpu, time.perf_counter() - begun, clock.now - start


def ready(cluster: Cluster) -> int:
    return sum(one.get("status", {}).get("readyReplicas", 0) for one in cluster.api.objects.list(DEPLOYMENTS))


@pytest.mark.bench
@pytest.mark.parametrize(("pods", "nodes", "deployments"), [(700, 10, 1), (10_000, 5_000, 20)])
def test_storm(pods: int, nodes: int, deployments: int) -> None:
    cpu, wall, simulated = storm(pods, nodes, deployments)
    print(f"\n{pods} pods on {nodes} nodes: {cpu:.2f} s CPU, {wall:.2f} s wall, {simulated:.1f} s simulated")  # noqa: T201

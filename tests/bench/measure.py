"""What the measurements share: worlds to measure, and ways to measure them."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cluster.cluster import Cluster, ClusterSpec, NodeSpec
from app.cluster.images.runtime import ImageRuntime
from app.labs.warming import THRESHOLDS
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

Row = Callable[[str, str, str], None]  # what, target, measured: adds a row to the table
BEGINS = 1795413600.0
DEPLOYMENTS = ("apps", "deployments")
LESSON_NODES = (NodeSpec("controlplane", "control-plane"), NodeSpec("node01"))


def fresh_cluster(nodes: int, seed: int = 1, **size: str) -> Cluster:
    """A bare cluster whose nodes are ready."""
    names = tuple(NodeSpec(f"n{index}", **size) for index in range(nodes))
    cluster = _cluster(names, "bare", seed, BEGINS)
    cluster.clock.advance(BEGINS + 5)
    return cluster


def lesson_cluster(seed: int = 1) -> Cluster:
    """What a lab of a lesson holds: two nodes, kube-system, up for ten minutes."""
    cluster = _cluster(LESSON_NODES, "lesson", seed, BEGINS - 600)
    cluster.clock.advance(BEGINS)
    return cluster


def _cluster(nodes: tuple[NodeSpec, ...], preset: str, seed: int, now: float) -> Cluster:
    clock = Clock(now)
    randomness, network = Randomness(seed), Network(clock)
    runtime = ImageRuntime(clock, network, randomness, bare=preset == "bare")
    return Cluster(clock, randomness, network, runtime, ClusterSpec("1.36", nodes, preset))


def resident() -> float:
    """Megabytes of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def as_a_server() -> Iterator[None]:
    """The garbage collector as `app.labs.warming` leaves it."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def timed(act: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Seconds of each of so many calls."""
    found = []
    for _ in range(times):
        began = clock()
        act()
        found.append(clock() - began)
    return found


def milliseconds(times: list[float]) -> str:
    """The middle one, the 95th of a hundred, and the worst."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered) * 1000:.1f} ms   p95 {high * 1000:.1f}   worst {ordered[-1] * 1000:.1f}"

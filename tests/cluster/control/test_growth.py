"""A cluster that runs for days does not grow: what is over is forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.cluster import Cluster, ClusterSpec, NodeSpec
from app.cluster.images.runtime import ImageRuntime
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.limits import LIMITS
from app.sim.randomness import Randomness

DAY = 86_400.0


def pod(command: list[str], restart: str) -> dict[str, Any]:
    container = {"name": "c", "image": "busybox:1.28", "command": command}
    return {"spec": {"containers": [container], "restartPolicy": restart}}


def busy_cluster(crashing: bool) -> Cluster:
    """Jobs every hour, and perhaps a pod that crashes again and again."""
    clock = Clock(1795413600.0)
    network, randomness = Network(clock), Randomness(1)
    runtime = ImageRuntime(clock, network, randomness, bare=True)
    spec = ClusterSpec("1.36", (NodeSpec("controlplane", "control-plane"), NodeSpec("node01")), "bare")
    cluster = Cluster(clock, randomness, network, runtime, spec)
    job = {"spec": {"template": pod(["date"], "OnFailure")}}
    for name, schedule in (("hourly", "0 * * * *"), ("later", "7 * * * *")):
        wanted = {"schedule": schedule, "jobTemplate": job}
        meta = {"name": name, "namespace": "default"}
        cluster.api.objects.create(("batch", "cronjobs"), {"metadata": meta, "spec": wanted})
    crash = {"metadata": {"name": "crash", "namespace": "default"}, **pod(["sh", "-c", "exit 1"], "Always")}
    if crashing:
        cluster.api.objects.create(("", "pods"), {"apiVersion": "v1", "kind": "Pod", **crash})
    return cluster


def counts(cluster: Cluster) -> dict[str, int]:
    """How much there is of what could grow."""
    api, control = cluster.api, cluster.control
    recorder = control.plane.events  # type: ignore[union-attr]
    return {
        "objects": api.store.count,
        "events": api.store.size(("", "events")),
        "jobs": api.store.size(("batch", "jobs")),
        "pods": api.store.size(("", "pods")),
        "watch history": sum(len(shelf.history) for shelf in api.store._shelves.values()),
        "untidy": len(api.untidy),
        "owners": len(api.owners._by_uid),
        "owned": len(api.store._owned),
        "counted events": len(recorder),
        "timers": len(cluster.clock._due),
        "workers": sum(len(one.workers) for one in control.kubelets.values()),  # type: ignore[union-attr]
        "interfaces": len(cluster.network.interfaces),
    }


@pytest.mark.parametrize(("crashing", "short", "long"), [(False, DAY, 7 * DAY), (True, DAY / 4, DAY)])
def test_days_leave_no_more_behind_than_hours(crashing: bool, short: float, long: float) -> None:
    cluster = busy_cluster(crashing)
    start = cluster.clock.now
    cluster.clock.advance(start + short)
    before = counts(cluster)
    cluster.clock.advance(start + long)
    after = counts(cluster)
    assert {name: (before[name], found) for name, found in after.items() if found > before[name] * 2 + 10} == {}
    assert after["jobs"] == 6  # three of each
    assert after["events"] < 100
    assert all(len(shelf.history) <= LIMITS.watch_history for shelf in cluster.api.store._shelves.values())

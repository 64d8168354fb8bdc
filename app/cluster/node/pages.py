"""What a kubelet says about resource usage: a summary as JSON, and metrics as Prometheus reads them.

Follows kubernetes pkg/kubelet/server/stats/summary.go and pkg/kubelet/metrics/collectors/resource_metrics.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.cluster.control.resources import NODES, Object
from app.cluster.images.meter import SLOT
from app.cluster.metrics import readings
from app.cluster.node.pod_worker import PodWorker
from app.cluster.node.records import Record
from app.sim.clock import parse_rfc3339, rfc3339

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet

LONGEST = 6  # digits before the point; larger numbers get an exponent
Sample = tuple[str, str, str, float]  # container, namespace, pod, value
# name -> (stability, kind, help); as sorted as a registry gives them
FAMILIES = {
    "container_cpu_usage_seconds_total": (
        "STABLE", "counter", "Cumulative cpu time consumed by the container in core-seconds"),
    "container_memory_working_set_bytes": ("STABLE", "gauge", "Current working set of the container in bytes"),
    "container_start_time_seconds": ("STABLE", "gauge", "Start time of the container since unix epoch in seconds"),
    "container_swap_limit_bytes": (
        "ALPHA", "gauge", "Current amount of the container swap limit in bytes. Reported only on non-windows systems"),
    "container_swap_usage_bytes": (
        "ALPHA", "gauge", "Current amount of the container swap usage in bytes. Reported only on non-windows systems"),
    "node_cpu_usage_seconds_total": (
        "STABLE", "counter", "Cumulative cpu time consumed by the node in core-seconds"),
    "node_memory_working_set_bytes": ("STABLE", "gauge", "Current working set of the node in bytes"),
    "node_swap_usage_bytes": (
        "ALPHA", "gauge", "Current swap usage of the node in bytes. Reported only on non-windows systems"),
    "pod_cpu_usage_seconds_total": ("STABLE", "counter", "Cumulative cpu time consumed by the pod in core-seconds"),
    "pod_memory_working_set_bytes": ("STABLE", "gauge", "Current working set of the pod in bytes"),
    "pod_swap_usage_bytes": (
        "ALPHA", "gauge", "Current amount of the pod swap usage in bytes. Reported only on non-windows systems"),
    "resource_scrape_error": (
        "STABLE", "gauge", "1 if there was an error while getting container metrics, 0 otherwise"),
    "scrape_error": (
        "ALPHA", "gauge",
        "(Deprecated since 1.29.0) 1 if there was an error while getting container metrics, 0 otherwise"),
}  # fmt: skip


def summary(kubelet: Kubelet) -> Object:
    """CPU (nanocores) and memory (bytes) of every running container."""
    pods = []
    end = kubelet.now // SLOT * SLOT
    for worker in kubelet.workers.values():
        found = []
        for record, cores, memory in _running(worker, end):
            found.append({"name": record.name, "cpu": {"usageNanoCores": int(cores * 1e9)},
                          "memory": {"workingSetBytes": memory}})  # fmt: skip
        namespace, name = worker.key
        pods.append({"podRef": {"name": name, "namespace": namespace, "uid": worker.uid}, "containers": found})
    node: Object = {"nodeName": kubelet.name}
    obj = kubelet.plane.objects.get(NODES, "", kubelet.name)
    reading = readings.node(kubelet.plane, obj, end) if obj is not None else None
    if reading is not None:
        at = rfc3339(reading.at)
        node["cpu"] = {"time": at, "usageNanoCores": int(reading.cores * 1e9)}
        node["memory"] = {"time": at, "workingSetBytes": reading.memory}
    return {"node": node, "pods": pods}


def _running(worker: PodWorker, end: float) -> Iterator[tuple[Record, float, int]]:
    for record in worker.records:
        if record.running is not None and record.ended is None:
            yield record, *record.running.usage(end - SLOT, end)


def own_metrics(kubelet: Kubelet) -> bytes:
    """What a kubelet counts of itself. Follows pkg/kubelet/metrics/metrics.go."""
    records = [record for worker in kubelet.workers.values() for record in worker.records]
    running = sum(record.is_running for record in records)
    exited = sum(record.ended is not None for record in records)
    pods = sum(worker.sandbox for worker in kubelet.workers.values())
    states = [(state, count) for state, count in (("exited", exited), ("running", running)) if count]
    lines = [
        "# HELP kubelet_node_name [ALPHA] The node's name. The count is always 1.",
        "# TYPE kubelet_node_name gauge",
        f'kubelet_node_name{{node="{kubelet.name}"}} 1',
        "# HELP kubelet_running_containers [ALPHA] Number of containers currently running",
        "# TYPE kubelet_running_containers gauge",
        *(f'kubelet_running_containers{{container_state="{state}"}} {count}' for state, count in states),
        "# HELP kubelet_running_pods [ALPHA] Number of pods that have a running pod sandbox",
        "# TYPE kubelet_running_pods gauge",
        f"kubelet_running_pods {pods}",
    ]
    return ("\n".join(lines) + "\n").encode()


def resource_metrics(kubelet: Kubelet) -> bytes:
    """The page that a metrics server reads."""
    end = kubelet.now // SLOT * SLOT
    families: dict[str, list[Sample]] = {name: [] for name in FAMILIES}
    total = 0.0
    for worker in kubelet.workers.values():
        total += _pod_samples(families, worker, end)
    obj = kubelet.plane.objects.get(NODES, "", kubelet.name)
    reading = readings.node(kubelet.plane, obj, end) if obj is not None else None
    if reading is not None and obj is not None:
        # A machine's own programs have used their share since it was started.
        age = max(0.0, end - parse_rfc3339(obj["metadata"]["creationTimestamp"]))
        own = readings.SYSTEM_CORES + readings.CORES_PER_POD * len(kubelet.workers)
        families["node_cpu_usage_seconds_total"].append(("", "", "", int((total + own * age) * 1e9) / 1e9))
        families["node_memory_working_set_bytes"].append(("", "", "", reading.memory))
        families["node_swap_usage_bytes"].append(("", "", "", 0))
    for name in ("resource_scrape_error", "scrape_error"):
        families[name].append(("", "", "", 0))
    return "".join(_family(name, samples, end) for name, samples in families.items() if samples).encode()


def _pod_samples(families: dict[str, list[Sample]], worker: PodWorker, end: float) -> float:
    """Add a pod's samples; the CPU seconds that its containers have used."""
    namespace, pod = worker.key
    seconds, memory = 0.0, 0
    for record, _, used in _running(worker, end):
        assert record.running is not None
        spent = int(record.running.cpu_seconds() * 1e9) / 1e9
        values = {"cpu_usage_seconds_total": spent, "memory_working_set_bytes": used,
                  "start_time_seconds": record.began, "swap_limit_bytes": 0, "swap_usage_bytes": 0}  # fmt: skip
        for name, value in values.items():
            families[f"container_{name}"].append((record.name, namespace, pod, value))
        seconds, memory = seconds + spent, memory + used
    if worker.sandbox:
        values = {"cpu_usage_seconds_total": seconds, "memory_working_set_bytes": memory, "swap_usage_bytes": 0}
        for name, value in values.items():
            families[f"pod_{name}"].append(("", namespace, pod, value))
    return seconds


def _family(name: str, samples: list[Sample], at: float) -> str:
    stability, kind, text = FAMILIES[name]
    lines = [f"# HELP {name} [{stability}] {text}", f"# TYPE {name} {kind}"]
    stamp = "" if name.endswith(("scrape_error", "start_time_seconds")) else f" {int(at * 1000)}"
    for container, namespace, pod, value in sorted(samples):
        labels = {"container": container, "namespace": namespace, "pod": pod}
        shown = ",".join(f'{key}="{label}"' for key, label in labels.items() if label)
        lines.append(f"{name}{{{shown}}} {number(value)}{stamp}" if shown else f"{name} {number(value)}{stamp}")
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """As Go's strconv.FormatFloat(value, 'g', -1, 64) writes a number that is not negative."""
    places = int(f"{value:e}".partition("e")[2])
    digits = repr(float(value)).partition("e")[0].replace(".", "").strip("0") or "0"
    if value == 0 or -4 <= places < LONGEST:
        return f"{value:.{max(0, len(digits) - 1 - places)}f}"
    head = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{head}e{'-' if places < 0 else '+'}{abs(places):02d}"

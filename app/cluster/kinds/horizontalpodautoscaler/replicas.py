"""How many replicas a metric asks for: pure arithmetic over pods and what they use.

Follows kubernetes pkg/controller/podautoscaler/replica_calculator.go and metrics/utilization.go.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from app.cluster.control.resources import condition, is_deleting
from app.cluster.metrics.client import MetricsError, Sample
from app.sim.clock import parse_rfc3339
from app.sim.quantity import parse

Object = dict[str, Any]
Samples = dict[str, Sample]
CPU_INITIALIZATION = 300.0  # --horizontal-pod-autoscaler-cpu-initialization-period
INITIAL_READINESS_DELAY = 30.0  # --horizontal-pod-autoscaler-initial-readiness-delay
TOLERANCE = 0.1  # --horizontal-pod-autoscaler-tolerance
NO_PODS = "no pods returned by selector while calculating replica count"
NOT_RECEIVED = "did not receive metrics for targeted pods (pods might be unready)"


@dataclass(frozen=True)
class Tolerances:
    """How far usage may be off its target, as a share of it, before anything is scaled."""

    down: float = TOLERANCE
    up: float = TOLERANCE

    def cover(self, ratio: float) -> bool:
        """Whether a ratio is near enough to 1."""
        return 1.0 - self.down <= ratio <= 1.0 + self.up


@dataclass
class Groups:
    """Pods by what is known of them."""

    ready: int = 0
    unready: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)


def group_pods(pods: list[Object], samples: Samples, resource: str, now: float) -> Groups:
    """Which pods count."""
    groups = Groups()
    for pod in pods:
        name, phase = pod["metadata"]["name"], (pod.get("status") or {}).get("phase")
        if is_deleting(pod) or phase == "Failed":
            groups.ignored.add(name)
        elif phase == "Pending":
            groups.unready.add(name)
        elif name not in samples:
            groups.missing.add(name)
        elif resource == "cpu" and _is_unready(pod, samples[name], now):
            groups.unready.add(name)
        else:
            groups.ready += 1
    return groups


def _is_unready(pod: Object, sample: Sample, now: float) -> bool:
    """Whether a pod's CPU use says nothing yet: it is only just starting."""
    ready, started = condition(pod, "Ready"), (pod.get("status") or {}).get("startTime")
    if ready is None or not started:
        return True
    begin, since = parse_rfc3339(started), parse_rfc3339(ready["lastTransitionTime"])
    if begin + CPU_INITIALIZATION > now:
        return bool(ready["status"] == "False" or sample.at < since + sample.window)
    return bool(ready["status"] == "False" and begin + INITIAL_READINESS_DELAY > since)


def requests_of(pods: list[Object], container: str, resource: str) -> dict[str, int]:
    """What each pod requests of a resource, in thousandths; MetricsError when a container says nothing."""
    return {pod["metadata"]["name"]: _request(pod, container, resource) for pod in pods}


def _request(pod: Object, container: str, resource: str) -> int:
    spec, name = pod["spec"], pod["metadata"]["name"]
    whole = ((spec.get("resources") or {}).get("requests") or {}).get(resource)
    if not container and whole is not None:
        return parse(str(whole)).milli_value()
    sidecars = [one for one in spec.get("initContainers") or () if one.get("restartPolicy") == "Always"]
    total = 0
    for one in (*(spec.get("containers") or ()), *sidecars):
        if container not in {"", one["name"]}:
            continue
        request = ((one.get("resources") or {}).get("requests") or {}).get(resource)
        if request is None:
            raise MetricsError(f"missing request for {resource} in container {one['name']} of Pod {name}")
        total += parse(str(request)).milli_value()
        if container:
            return total
    if container:
        raise MetricsError(f"container {container} not found in Pod {name}")
    return total


@dataclass(frozen=True)
class Usage:
    """Usage relative to its target, in percent of requests (None for plain values), and on average per pod."""

    ratio: float
    percent: int | None
    average: int


def utilization(samples: Samples, requests: dict[str, int], target: int) -> Usage:
    """Of those pods whose requests are known."""
    found = [(sample.value, requests[name]) for name, sample in samples.items() if name in requests]
    used, requested = sum(value for value, _ in found), sum(request for _, request in found)
    if not requested:
        raise MetricsError("no metrics returned matched known pods")
    percent = used * 100 // requested
    return Usage(percent / target, percent, used // len(found))


def plain(samples: Samples, target: int) -> Usage:
    """Of values per pod."""
    average = sum(sample.value for sample in samples.values()) // len(samples)
    return Usage(average / target, None, average)


@dataclass(frozen=True)
class Question:
    """What is to be found out: `target` is a percentage with `requests`, thousandths per pod without."""

    current: int
    target: int
    tolerances: Tolerances
    requests: dict[str, int] | None = None


def propose(question: Question, samples: Samples, groups: Groups) -> tuple[int, Usage]:
    """(replicas, usage as measured). Takes what is known of ready pods, and assumes the worst of the others."""
    current, within = question.current, question.tolerances.cover
    samples = {name: one for name, one in samples.items() if name not in groups.ignored | groups.unready}
    if not samples:
        raise MetricsError(NOT_RECEIVED)
    usage = _usage(question, samples)
    with_unready = bool(groups.unready) and usage.ratio > 1.0
    if not with_unready and not groups.missing:
        return (current if within(usage.ratio) else math.ceil(usage.ratio * groups.ready)), usage
    if usage.ratio < 1.0:
        samples |= {name: Sample(_assumed(question, name)) for name in groups.missing}
    elif usage.ratio > 1.0:
        samples |= dict.fromkeys(groups.missing, Sample(0))
    if with_unready:
        samples |= dict.fromkeys(groups.unready, Sample(0))
    ratio = _usage(question, samples).ratio
    if within(ratio) or (usage.ratio < 1.0 < ratio) or (ratio < 1.0 < usage.ratio):
        return current, usage
    wanted = math.ceil(ratio * len(samples))
    turned = (ratio < 1.0 and wanted > current) or (ratio > 1.0 and wanted < current)
    return (current if turned else wanted), usage


def _usage(question: Question, samples: Samples) -> Usage:
    if question.requests is None:
        return plain(samples, question.target)
    return utilization(samples, question.requests, question.target)


def _assumed(question: Question, name: str) -> int:
    """What a pod without metrics is taken to use when the others would let it go."""
    if question.requests is None:
        return question.target
    return question.requests.get(name, 0) * max(100, question.target) // 100

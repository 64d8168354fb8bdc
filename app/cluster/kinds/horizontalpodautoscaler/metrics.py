"""What each metric of an autoscaler says: how many replicas, in which words, and what is shown of it.

Follows kubernetes pkg/controller/podautoscaler/horizontal.go: computeReplicasForMetric and what it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.cluster.control.plane import Plane
from app.cluster.control.resources import PODS
from app.cluster.kinds.horizontalpodautoscaler import replicas
from app.cluster.kinds.horizontalpodautoscaler.replicas import Question, Tolerances, Usage
from app.cluster.metrics.client import NO_CUSTOM, MetricsError, resource_metric
from app.sim.label_selectors import LabelSelector
from app.sim.quantity import milli, parse

Object = dict[str, Any]
NO_TARGET = (
    "invalid resource metric source: neither an average utilization target nor an average value (usage) target was set"
)


class MetricError(Exception):
    """A metric that says nothing: `reason` and the message of its event, and the whole story for the sum of all."""

    def __init__(self, reason: str, message: str, whole: str) -> None:
        super().__init__(whole)
        self.reason, self.message = reason, message


@dataclass(frozen=True)
class Target:
    """What is scaled: its namespace, the pods' selector, and how many there are to be now."""

    namespace: str
    selector: LabelSelector
    current: int
    tolerances: Tolerances


@dataclass(frozen=True)
class Proposal:
    """How many replicas a metric asks for, what it calls itself, and its place in currentMetrics."""

    replicas: int
    name: str
    status: Object


def propose(plane: Plane, metric: Object, target: Target) -> Proposal:
    """What one metric says; MetricError."""
    return _SOURCES[metric["type"]](plane, metric, target)


def _resource(plane: Plane, metric: Object, target: Target) -> Proposal:
    source = metric["resource"]
    name = source["name"]
    try:
        wanted, label, current = _measured(plane, source, target, "")
    except MetricsError as problem:
        whole = f"failed to get {name} resource metric value: {problem}"
        raise MetricError("FailedGetResourceMetric", str(problem), whole) from None
    return Proposal(wanted, label, {"type": "Resource", "resource": {"name": name, "current": current}})


def _container_resource(plane: Plane, metric: Object, target: Target) -> Proposal:
    source = metric["containerResource"]
    name, container = source["name"], source["container"]
    try:
        wanted, label, current = _measured(plane, source, target, container)
    except MetricsError as problem:
        whole = f"failed to get {container} container metric value: {problem}"
        raise MetricError("FailedGetContainerResourceMetric", str(problem), whole) from None
    status = {"name": name, "container": container, "current": current}
    return Proposal(wanted, label, {"type": "ContainerResource", "containerResource": status})


def _measured(plane: Plane, source: Object, target: Target, container: str) -> tuple[int, str, Object]:
    """(replicas, the metric's name in events, its current values)."""
    name, goal = source["name"], source["target"]
    try:
        if goal.get("averageValue") is not None:
            wanted = parse(str(goal["averageValue"])).milli_value()
            count, usage = _calculated(plane, target, name, container, wanted, share=False)
            return count, f"{name} resource", {"averageValue": str(milli(usage.average))}
        if goal.get("averageUtilization") is None:
            raise MetricsError(NO_TARGET)
        count, usage = _calculated(plane, target, name, container, int(goal["averageUtilization"]), share=True)
    except MetricsError as problem:
        if str(problem) == NO_TARGET:
            raise
        what = "usage" if goal.get("averageValue") is not None else "utilization"
        raise MetricsError(f"failed to get {name} {what}: {problem}") from None
    kind = "container resource" if container else "resource"
    current = {"averageUtilization": usage.percent, "averageValue": str(milli(usage.average))}
    return count, f"{name} {kind} utilization (percentage of request)", current


def _calculated(plane: Plane, target: Target, resource: str, container: str, wanted: int, *,
                share: bool) -> tuple[int, Usage]:  # fmt: skip
    try:
        samples = resource_metric(plane.api, resource, target.namespace, target.selector, container)
    except MetricsError as problem:
        raise MetricsError(f"unable to get metrics for resource {resource}: {problem}") from None
    pods = plane.select(PODS, target.namespace, target.selector)
    if not pods:
        raise MetricsError(replicas.NO_PODS)
    groups = replicas.group_pods(pods, samples, resource, plane.clock.now)
    if not set(samples) - groups.ignored - groups.unready:
        raise MetricsError(replicas.NOT_RECEIVED)
    requests = replicas.requests_of(pods, container, resource) if share else None
    return replicas.propose(Question(target.current, wanted, target.tolerances, requests), samples, groups)


# Custom and external metrics: adapters serve them, and there is none.


def _pods(plane: Plane, metric: Object, target: Target) -> Proposal:
    message = f"unable to get metric {metric['pods']['metric']['name']}: {NO_CUSTOM}"
    raise MetricError("FailedGetPodsMetric", message, f"failed to get pods metric value: {message}")


def _object(plane: Plane, metric: Object, target: Target) -> Proposal:
    source = metric["object"]
    name, described = source["metric"]["name"], source["describedObject"]
    # Upstream's own order of words: the format has the error where it passes the kind.
    message = f"unable to get metric {name}: {described['kind']} on {target.namespace} {described['name']}/{NO_CUSTOM}"
    outer = f"failed to get {name} object metric: {message}" if source["target"]["type"] == "AverageValue" else message
    raise MetricError("FailedGetObjectMetric", message, f"failed to get object metric value: {outer}")


def _external(plane: Plane, metric: Object, target: Target) -> Proposal:
    source = metric["external"]
    name, selector = source["metric"]["name"], _go_selector(source["metric"].get("selector"))
    why = f"the server could not find the requested resource (get {name}.external.metrics.k8s.io)"
    message = f"unable to get external metric {target.namespace}/{name}/{selector}: unable to fetch metrics from " \
              f"external metrics API: {why}"  # fmt: skip
    average = source["target"].get("averageValue") is not None
    outer = f"failed to get {name} external metric: " if average else f"failed to get external metric {name}: "
    whole = f"failed to get {name} external metric value: {outer}{message}"
    raise MetricError("FailedGetExternalMetric", message, whole)


def _go_selector(selector: Object | None) -> str:
    """A LabelSelector as Go's generated String() has it."""
    if selector is None:
        return "nil"
    labels = "".join(f"{key}: {value}," for key, value in sorted((selector.get("matchLabels") or {}).items()))
    expressions = "".join(
        f"LabelSelectorRequirement{{Key:{one['key']},Operator:{one['operator']},"
        f"Values:[{' '.join(one.get('values') or ())}],}},"
        for one in selector.get("matchExpressions") or ()
    )
    return (
        f"&LabelSelector{{MatchLabels:map[string]string{{{labels}}},"
        f"MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )


_SOURCES: dict[str, Callable[[Plane, Object, Target], Proposal]] = {
    "Resource": _resource,
    "ContainerResource": _container_resource,
    "Pods": _pods,
    "Object": _object,
    "External": _external,
}

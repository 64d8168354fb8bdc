"""Scales workloads by what their pods use.

Follows kubernetes pkg/controller/podautoscaler/{horizontal,replica_calculator}.go, for CPU and memory of pods.
"""

from __future__ import annotations

import math
from typing import Any

from app.cluster.api.label_selectors import LabelSelector
from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_finished, is_ready
from app.cluster.control.resources import HORIZONTAL_POD_AUTOSCALERS, PODS, Name, Object, ResourceKey, is_deleting
from app.cluster.scheduler.requirements import amount

COMPONENT, MANAGER = "horizontal-pod-autoscaler", "kube-controller-manager"
PERIOD = 15.0
TOLERANCE = 0.1
STABILISATION = 300.0  # seconds that scaling down waits for a higher recommendation to be forgotten
NO_METRICS = (
    "unable to get metrics for resource {name}: unable to fetch metrics from resource metrics API: the server could "
    "not find the requested resource (get pods.metrics.k8s.io)"
)


class MetricsError(Exception):
    """A metric that cannot be read."""


def register(plane: Plane) -> None:
    """Start the autoscaler."""
    AutoscalerControl(plane)


class AutoscalerControl:
    """Looks after HorizontalPodAutoscalers."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("horizontalpodautoscaler", self.reconcile)
        self._wanted: dict[str, list[tuple[float, int]]] = {}  # recommendations by UID
        plane.watch(HORIZONTAL_POD_AUTOSCALERS, self.queue)

    def reconcile(self, item: Name) -> float | None:
        """One pass over one autoscaler, every 15 seconds."""
        autoscaler = self.plane.objects.get(HORIZONTAL_POD_AUTOSCALERS, *item)
        if autoscaler is None or is_deleting(autoscaler):
            return None
        status: Object = {**(autoscaler.get("status") or {})}
        status.setdefault("desiredReplicas", 0)
        status.setdefault("currentMetrics", None)
        conditions = _Conditions(status, self.plane.now())
        try:
            self._scale(autoscaler, status, conditions)
        except MetricsError:
            pass
        finally:
            stored = self.plane.objects.get(HORIZONTAL_POD_AUTOSCALERS, *item)
            if stored is not None:
                self.plane.write_status(HORIZONTAL_POD_AUTOSCALERS, stored, status, MANAGER)
        self.queue.add(item, PERIOD, periodic=True)
        return None

    def _scale(self, autoscaler: Object, status: Object, conditions: _Conditions) -> None:
        spec = autoscaler["spec"]
        reference = spec["scaleTargetRef"]
        key, target = self._target(autoscaler, reference)
        if key is None or target is None:
            message = f"the HPA controller was unable to get the target's current scale: {_missing(reference)}"
            conditions.set("AbleToScale", "False", "FailedGetScale", message)
            self._event(autoscaler, "Warning", "FailedGetScale", _missing(reference))
            return
        conditions.set("AbleToScale", "True", "SucceededGetScale",
                       "the HPA controller was able to get the target's current scale")  # fmt: skip
        current = int(target["spec"].get("replicas", 1))
        status["currentReplicas"] = current
        low, high = int(spec.get("minReplicas", 1)), int(spec["maxReplicas"])
        if current == 0:
            conditions.set("ScalingActive", "False", "ScalingDisabled",
                           "scaling is disabled since the replica count of the target is zero")  # fmt: skip
            return
        if current > high or current < low:
            wanted = min(max(current, low), high)
            why = "Current number of replicas above Spec.MaxReplicas" if current > high else (
                "Current number of replicas below Spec.MinReplicas")  # fmt: skip
        else:
            wanted, why = self._measure(autoscaler, target, current, status, conditions)
            wanted = self._stabilise(autoscaler, current, wanted, conditions)
            wanted = _limit(conditions, wanted, low, high)
        status["desiredReplicas"] = wanted
        if wanted != current:
            self._resize(autoscaler, key, target, wanted, why)
            status["lastScaleTime"] = self.plane.now()

    def _target(self, autoscaler: Object, reference: Object) -> tuple[ResourceKey | None, Object | None]:
        group = reference.get("apiVersion", "").rpartition("/")[0]
        resource = self.plane.api.resources.of_kind(group, reference["kind"])
        if resource is None:
            return None, None
        key = resource.kind.key
        return key, self.plane.objects.get(key, autoscaler["metadata"]["namespace"], reference["name"])

    def _event(self, autoscaler: Object, kind: str, reason: str, message: str) -> None:
        self.plane.events.event(autoscaler, kind, reason, message, COMPONENT)

    def _resize(self, autoscaler: Object, key: ResourceKey, target: Object, wanted: int, why: str) -> None:
        def resize(new: Object) -> None:
            new["spec"]["replicas"] = wanted

        meta = target["metadata"]
        self.plane.objects.patch(key, meta["namespace"], meta["name"], resize, manager=MANAGER)
        self._event(autoscaler, "Normal", "SuccessfulRescale", f"New size: {wanted}; reason: {why}")

    # Metrics

    def _measure(self, autoscaler: Object, target: Object, current: int, status: Object,
                 conditions: _Conditions) -> tuple[int, str]:  # fmt: skip
        """(wanted replicas, the reason in words); MetricsError when nothing can be measured."""
        selector = LabelSelector.of(target["spec"].get("selector"))
        pods = [pod for pod in self.plane.select(PODS, autoscaler["metadata"]["namespace"], selector)
                if not is_finished(pod) and not is_deleting(pod)]  # fmt: skip
        best, why, shown = 0, "All metrics below target", []
        for metric in autoscaler["spec"].get("metrics") or ():
            if metric.get("type") != "Resource":
                continue
            source = metric["resource"]
            name, goal = source["name"], source["target"]
            try:
                ratio, entry = self._usage(pods, name, goal)
            except MetricsError as problem:
                self._fail(autoscaler, conditions, name, goal, str(problem))
                raise
            shown.append({"type": "Resource", "resource": {"name": name, "current": entry}})
            wanted = current if abs(ratio - 1.0) <= TOLERANCE else math.ceil(ratio * max(1, len(pods)))
            if wanted > best:
                best = wanted
                if wanted > current:
                    kind = "utilization (percentage of request)" if goal["type"] == "Utilization" else ""
                    why = f"{name} resource {kind} above target".replace("  ", " ")
        status["currentMetrics"] = shown or None
        kind = "resource utilization (percentage of request)"
        names = [
            metric["resource"]["name"] for metric in autoscaler["spec"].get("metrics") or () if "resource" in metric
        ]
        conditions.set("ScalingActive", "True", "ValidMetricFound",
                       "the HPA was able to successfully calculate a replica count from "
                       f"{names[0] if names else 'cpu'} {kind}")  # fmt: skip
        return best or current, why

    def _fail(self, autoscaler: Object, conditions: _Conditions, name: str, goal: Object, problem: str) -> None:
        what = f"{name} utilization" if goal["type"] == "Utilization" else f"{name} usage"
        message = f"failed to get {what}: {problem}"
        conditions.set("ScalingActive", "False", "FailedGetResourceMetric",
                       f"the HPA was unable to compute the replica count: {message}")  # fmt: skip
        self._event(autoscaler, "Warning", "FailedGetResourceMetric", message)
        first = f"failed to get {name} resource metric value: {message}"
        whole = f"invalid metrics (1 invalid out of 1), first error is: {first}"
        self._event(autoscaler, "Warning", "FailedComputeMetricsReplicas", whole)

    def _usage(self, pods: list[Object], name: str, goal: Object) -> tuple[float, Object]:
        """(usage relative to the goal, the entry for currentMetrics)."""
        if self.plane.usage is None:
            raise MetricsError(NO_METRICS.format(name=name))
        used = requested = 0
        measured = 0
        for pod in pods:
            found = self.plane.usage(pod) if is_ready(pod) else None
            if found is None:
                continue
            measured += 1
            used += int(found[0] * 1000) if name == "cpu" else found[1]
            for container in pod["spec"].get("containers") or ():
                request = ((container.get("resources") or {}).get("requests") or {}).get(name)
                if request is None and goal["type"] == "Utilization":
                    where = f"of container {container['name']}" if len(pod["spec"]["containers"]) > 1 else (
                        f"of Pod {pod['metadata']['name']}")  # fmt: skip
                    raise MetricsError(f"missing request for {name} in container {container['name']} {where}")
                requested += amount(name, request) if request is not None else 0
        if not measured:
            raise MetricsError(
                f"unable to get metrics for resource {name}: no metrics returned from resource metrics API"
            )
        average = used // measured
        value = f"{average}m" if name == "cpu" else str(average)
        if goal["type"] == "Utilization":
            percent = used * 100 // requested if requested else 0
            return percent / goal["averageUtilization"], {"averageUtilization": percent, "averageValue": value}
        wanted = amount(name, goal.get("averageValue", "1"))
        return average / wanted if wanted else 1.0, {"averageValue": value}

    def _stabilise(self, autoscaler: Object, current: int, wanted: int, conditions: _Conditions) -> int:
        """Scaling down follows the highest recommendation of the last minutes."""
        uid, now = autoscaler["metadata"]["uid"], self.plane.clock.now
        down = (autoscaler["spec"].get("behavior") or {}).get("scaleDown") or {}
        window = float(down.get("stabilizationWindowSeconds") or STABILISATION)
        kept = [entry for entry in self._wanted.get(uid, [(now, current)]) if now - entry[0] <= window]
        self._wanted[uid] = [*kept, (now, wanted)]
        highest = max(value for _, value in self._wanted[uid])
        if wanted < current and highest > wanted:
            conditions.set("AbleToScale", "True", "ScaleDownStabilized",
                           "recent recommendations were higher than current one, applying the highest recent "
                           "recommendation")  # fmt: skip
            return min(current, highest)
        if wanted == current:
            conditions.set("AbleToScale", "True", "ReadyForNewScale",
                           "recommended size matches current size")  # fmt: skip
        else:
            conditions.set("AbleToScale", "True", "SucceededRescale",
                           f"the HPA controller was able to update the target scale to {wanted}")  # fmt: skip
        return wanted


class _Conditions:
    """The conditions of a status that is being made; the newest first, as the controller puts them."""

    def __init__(self, status: Object, now: str) -> None:
        self._status, self._now = status, now

    def set(self, kind: str, status: str, reason: str, message: str) -> None:
        """Set one condition."""
        old: list[Any] = self._status.get("conditions") or []
        made = {"type": kind, "status": status, "lastTransitionTime": self._now, "reason": reason, "message": message}
        found = [one for one in old if one["type"] == kind]
        if found and found[0]["status"] == status:
            made["lastTransitionTime"] = found[0]["lastTransitionTime"]
        self._status["conditions"] = [made if one["type"] == kind else one for one in old] + ([] if found else [made])


def _limit(conditions: _Conditions, wanted: int, low: int, high: int) -> int:
    if wanted > high:
        conditions.set("ScalingLimited", "True", "TooManyReplicas",
                       "the desired replica count is more than the maximum replica count")  # fmt: skip
        return high
    if wanted < low:
        conditions.set("ScalingLimited", "True", "TooFewReplicas",
                       "the desired replica count is less than the minimum replica count")  # fmt: skip
        return low
    conditions.set("ScalingLimited", "False", "DesiredWithinRange",
                   "the desired count is within the acceptable range")  # fmt: skip
    return wanted


def _missing(reference: Object) -> str:
    plural = reference["kind"].lower() + "s"
    group = reference.get("apiVersion", "").rpartition("/")[0]
    return f'{plural}{"." + group if group else ""} "{reference["name"]}" not found'

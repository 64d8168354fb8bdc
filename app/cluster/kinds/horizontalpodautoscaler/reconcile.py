"""Scales workloads by what their pods use.

Follows kubernetes pkg/controller/podautoscaler/horizontal.go: reconcileAutoscaler.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import HORIZONTAL_POD_AUTOSCALERS, PODS, Name, is_deleting, labels_of
from app.cluster.kinds.horizontalpodautoscaler import metrics, scale_target
from app.cluster.kinds.horizontalpodautoscaler.behavior import Bounds, Past, normalise
from app.cluster.kinds.horizontalpodautoscaler.conditions import Conditions
from app.cluster.kinds.horizontalpodautoscaler.metrics import MetricError, Target
from app.cluster.kinds.horizontalpodautoscaler.replicas import TOLERANCE, Tolerances
from app.cluster.kinds.horizontalpodautoscaler.scale_target import ScaleError, ScaleTarget
from app.sim import label_syntax
from app.sim.label_selectors import LabelSelector
from app.sim.quantity import parse

Object = dict[str, Any]
COMPONENT, MANAGER = "horizontal-pod-autoscaler", "kube-controller-manager"
PERIOD = 15.0  # seconds between two looks, and before the first
ABOVE, BELOW = (
    "Current number of replicas above Spec.MaxReplicas",
    "Current number of replicas below Spec.MinReplicas",
)


class ComputeError(Exception):
    """Nothing can be said about the replicas; the message is that of FailedComputeMetricsReplicas."""


def register(plane: Plane) -> None:
    """Start the autoscaler."""
    AutoscalerControl(plane)


class AutoscalerControl:
    """Looks after HorizontalPodAutoscalers."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("horizontalpodautoscaler", self.reconcile)
        self._past: dict[Name, Past] = {}
        self._selectors: dict[Name, LabelSelector] = {}  # of those that have been looked at
        plane.subscribe(HORIZONTAL_POD_AUTOSCALERS, self._changed)

    def _changed(self, event: str, autoscaler: Object, old: Object | None) -> None:
        name = (autoscaler["metadata"]["namespace"], autoscaler["metadata"]["name"])
        if event == "DELETED":
            self._past.pop(name, None)
            self._selectors.pop(name, None)
        self.queue.add(name, PERIOD, periodic=True)

    def reconcile(self, item: Name) -> float | None:
        """One pass over one autoscaler."""
        autoscaler = self.plane.objects.get(HORIZONTAL_POD_AUTOSCALERS, *item)
        if autoscaler is None or is_deleting(autoscaler):
            return None
        status: Object = {**(autoscaler.get("status") or {})}
        status.setdefault("desiredReplicas", 0)
        status.setdefault("currentMetrics", None)
        conditions = Conditions(status, self.plane.now())
        failure = ""
        try:
            self._autoscale(item, autoscaler, status, conditions)
        except ComputeError as problem:
            failure = str(problem)
        stored = self.plane.objects.get(HORIZONTAL_POD_AUTOSCALERS, *item)
        if stored is not None:
            self.plane.write_status(HORIZONTAL_POD_AUTOSCALERS, stored, status, MANAGER)
        if failure:
            self._event(autoscaler, "Warning", "FailedComputeMetricsReplicas", failure)
        self.queue.add(item, PERIOD, periodic=True)
        return None

    def _event(self, autoscaler: Object, kind: str, reason: str, message: str) -> None:
        self.plane.events.event(autoscaler, kind, reason, message, COMPONENT)

    def _autoscale(self, item: Name, autoscaler: Object, status: Object, conditions: Conditions) -> None:
        spec, now = autoscaler["spec"], self.plane.clock.now
        try:
            target = scale_target.find(self.plane, item[0], spec["scaleTargetRef"])
        except ScaleError as problem:
            self._event(autoscaler, "Warning", "FailedGetScale", str(problem))
            message = f"the HPA controller was unable to get the target's current scale: {problem}"
            conditions.set("AbleToScale", "False", "FailedGetScale", message)
            return
        message = "the HPA controller was able to get the target's current scale"
        conditions.set("AbleToScale", "True", "SucceededGetScale", message)
        current = target.replicas
        past = self._past.setdefault(item, Past([(now, current)]))
        bounds = Bounds(int(spec.get("minReplicas", 1)), int(spec["maxReplicas"]), current)
        shown: list[Object] | None = None
        wanted, why = current, ""
        if current == 0 and bounds.least != 0:
            wanted = 0
            message = "scaling is disabled since the replica count of the target is zero"
            conditions.set("ScalingActive", "False", "ScalingDisabled", message)
        elif current > bounds.most:
            wanted, why = bounds.most, ABOVE
        elif current < bounds.least:
            wanted, why = bounds.least, BELOW
        else:
            status["currentReplicas"] = current
            asked, name, shown = self._measure(item, autoscaler, target, conditions)
            why = f"{name} above target" if asked > current else "All metrics below target"
            wanted = normalise(spec.get("behavior"), past, bounds, asked, conditions, now)
        if wanted != current:
            if not self._rescale(autoscaler, target, wanted, why, conditions):
                status["currentReplicas"] = current
                return
            past.note(spec.get("behavior"), current, wanted, now)
        status.update(currentReplicas=current, desiredReplicas=wanted, currentMetrics=shown)
        if wanted != current:
            status["lastScaleTime"] = self.plane.now()

    def _rescale(self, autoscaler: Object, target: ScaleTarget, wanted: int, why: str, conditions: Conditions) -> bool:
        try:
            target.resize(self.plane, wanted, MANAGER)
        except ApiError as problem:
            self._event(autoscaler, "Warning", "FailedRescale", f"New size: {wanted}; reason: {why}; error: {problem}")
            message = f"the HPA controller was unable to update the target scale: {problem}"
            conditions.set("AbleToScale", "False", "FailedUpdateScale", message)
            return False
        message = f"the HPA controller was able to update the target scale to {wanted}"
        conditions.set("AbleToScale", "True", "SucceededRescale", message)
        self._event(autoscaler, "Normal", "SuccessfulRescale", f"New size: {wanted}; reason: {why}")
        return True

    def _measure(self, item: Name, autoscaler: Object, target: ScaleTarget,
                 conditions: Conditions) -> tuple[int, str, list[Object]]:  # fmt: skip
        """(replicas, the metric that wants most, currentMetrics); ComputeError when that cannot be said."""
        selector = self._selector(item, autoscaler, target, conditions)
        rules = autoscaler["spec"].get("behavior") or {}
        tolerances = Tolerances(_tolerance(rules.get("scaleDown")), _tolerance(rules.get("scaleUp")))
        asked = Target(item[0], selector, target.replicas, tolerances)
        best, name = 0, ""
        shown: list[Object] = []
        failures: list[MetricError] = []
        sources = autoscaler["spec"].get("metrics") or ()
        for source in sources:
            try:
                proposal = metrics.propose(self.plane, source, asked)
            except MetricError as failure:
                self._event(autoscaler, "Warning", failure.reason, failure.message)
                failures.append(failure)
                shown.append({"type": ""})
                continue
            shown.append(proposal.status)
            if best == 0 or proposal.replicas > best:
                best, name = proposal.replicas, proposal.name
        whole = ""
        if failures:
            count = f"{len(failures)} invalid out of {len(sources)}"
            whole = f"invalid metrics ({count}), first error is: {failures[0]}"
        if len(failures) >= len(sources) or (failures and best < target.replicas):
            message = f"the HPA was unable to compute the replica count: {failures[0].message}" if failures else ""
            if failures:
                conditions.set("ScalingActive", "False", failures[0].reason, message)
            raise ComputeError(whole)
        message = f"the HPA was able to successfully calculate a replica count from {name}"
        conditions.set("ScalingActive", "True", "ValidMetricFound", message)
        return best, name, shown

    def _selector(self, item: Name, autoscaler: Object, target: ScaleTarget, conditions: Conditions) -> LabelSelector:
        """The selector of the target's pods; ComputeError when it is missing, wrong, or somebody else's too."""
        if not target.selector:
            self._event(autoscaler, "Warning", "SelectorRequired", "selector is required")
            message = "the HPA target's scale is missing a selector"
            conditions.set("ScalingActive", "False", "InvalidSelector", message)
            raise ComputeError("selector is required")
        try:
            selector = label_syntax.parse(target.selector)
        except label_syntax.SelectorError as problem:
            message = f"couldn't convert selector into a corresponding internal selector object: {problem}"
            self._event(autoscaler, "Warning", "InvalidSelector", message)
            conditions.set("ScalingActive", "False", "InvalidSelector", message)
            raise ComputeError(message) from None
        self._selectors[item] = selector
        rivals = {name for pod in self.plane.select(PODS, item[0], selector) for name in self._selecting(pod)}
        if len(rivals) > 1:
            keys = " ".join(f"{namespace}/{name}" for namespace, name in sorted(rivals))
            message = f"pods by selector {target.selector} are controlled by multiple HPAs: [{keys}]"
            self._event(autoscaler, "Warning", "AmbiguousSelector", message)
            conditions.set("ScalingActive", "False", "AmbiguousSelector", message)
            raise ComputeError(message)
        return selector

    def _selecting(self, pod: Object) -> list[Name]:
        namespace, labels = pod["metadata"]["namespace"], labels_of(pod)
        return [name for name, one in self._selectors.items() if name[0] == namespace and one.matches(labels)]


def _tolerance(rules: Object | None) -> float:
    given = (rules or {}).get("tolerance")
    return TOLERANCE if given is None else float(parse(str(given)))

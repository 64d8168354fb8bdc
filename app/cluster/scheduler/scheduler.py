"""The scheduling loop: takes waiting pods by priority, finds each a node, or says why there is none.

Follows kubernetes pkg/scheduler/{schedule_one,scheduler}.go and backend/queue.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_finished
from app.cluster.control.resources import (
    CSI_NODES,
    NAMESPACES,
    NODES,
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    POD_DISRUPTION_BUDGETS,
    PODS,
    STORAGE_CLASSES,
    Name,
    Object,
    is_deleting,
    labels_of,
    name_of,
)
from app.cluster.scheduler import hints, preemption, volume_limits, volumes
from app.cluster.scheduler.filters import Refusal, refuse
from app.cluster.scheduler.hints import Failure
from app.cluster.scheduler.messages import classic_failed_scheduling, failed_scheduling
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.placement import Placement, Shape
from app.cluster.scheduler.requirements import Requirements, requirements
from app.cluster.scheduler.topology import Surroundings
from app.cluster.scheduler.waiting import WaitingPods
from app.sim.label_selectors import LabelSelector

COMPONENT = "default-scheduler"
CLAIMS_NOTE = "no new claims to deallocate, "


@dataclass(frozen=True)
class _Verdict:
    """A node, or why there is none."""

    node: str | None
    refused: dict[str, Refusal]
    problem: str = ""
    claims: volumes.Claims | None = None


class Scheduler:
    """Binds pods to nodes."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.placement = Placement(plane.randomness)
        self.waiting = WaitingPods(plane, self.placement, self._schedule)
        self._nominated: dict[str, tuple[Name, str]] = {}  # pod UID -> (pod, node)
        plane.subscribe(NODES, self._node_changed)
        plane.subscribe(PODS, self._pod_changed)  # spec changes count here as well
        for resource in (PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, STORAGE_CLASSES, CSI_NODES):
            plane.subscribe(resource, lambda event, obj, old: self.waiting.happened(hints.STORAGE))

    # What happens

    def _node_changed(self, event: str, node: Object, old: Object | None) -> None:
        if event == "DELETED":
            self.placement.remove_node(node["metadata"]["name"])
            self.waiting.happened(hints.NODE, node["metadata"]["name"])
        elif self.placement.set_node(node):
            for pod in self.plane.objects.by_node(node["metadata"]["name"]) if event == "ADDED" else ():
                if not is_finished(pod):
                    self.placement.add_pod(pod)
            self.waiting.happened(hints.NODE, node["metadata"]["name"])

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        uid, name = pod["metadata"]["uid"], name_of(pod)
        if event == "DELETED" or is_finished(pod):
            self.waiting.forget(name)
            self._nominated.pop(uid, None)
            if self.placement.remove_pod(uid):
                self.waiting.happened(hints.POD_REMOVED)
        elif pod["spec"].get("nodeName"):
            self.waiting.forget(name)
            self._nominated.pop(uid, None)
            if uid not in self.placement.bound:
                self.placement.add_pod(pod)
                self.waiting.happened(hints.POD_ADDED, pod=pod)
            elif old is not None:
                self.placement.refresh_pod(pod)  # always: whoever keeps an old version keeps its memory
                if _stands_out(pod) != _stands_out(old):
                    self.waiting.happened(hints.POD_ADDED, pod=pod)
        elif pod["spec"].get("schedulerName", COMPONENT) == COMPONENT and not pod["spec"].get("schedulingGates"):
            if is_deleting(pod):
                self.waiting.forget(name)
            elif name not in self.waiting or (old is not None and old["spec"] != pod["spec"]):
                self.waiting.add(pod)

    # One pod

    def _schedule(self, name: Name) -> None:
        pod = self.plane.objects.get(PODS, *name)
        if pod is None or pod["spec"].get("nodeName") or is_deleting(pod):
            self.waiting.forget(name)
            return
        self.waiting.attempt(name)
        needs = self.placement.needs(pod)
        verdict = self._find(pod, needs)
        if verdict.node is None:
            self._fail(pod, needs, verdict)
        elif verdict.claims is None or volumes.select_node(
            self.plane, verdict.claims, self.placement.nodes[verdict.node]
        ):
            self._bind(pod, verdict.node)
        else:  # its volumes are being bound to that node: their change wakes it
            self.waiting.failed(name, Failure.of(needs, (), self.plane.clock.now))

    def _find(self, pod: Object, needs: Requirements) -> _Verdict:
        claims = None
        if needs.claims:
            claims = volumes.look_up(self.plane, pod, needs.claims)
            if claims.problem:
                return _Verdict(None, {}, claims.problem)
        shape = self.placement.shape(needs)
        if needs.local and not self.placement.picky and not self._nominated:
            return _Verdict(self.placement.best(shape), shape.refused)
        return self._search(pod, needs, shape, claims)

    def _search(self, pod: Object, needs: Requirements, shape: Shape, claims: volumes.Claims | None) -> _Verdict:
        """Look at every node that does by itself, for what depends on pods and volumes elsewhere."""
        refused = dict(shape.refused)
        around = self._surroundings(pod, needs)
        fitting: list[tuple[float, int, str]] = []
        for rank, name in enumerate(self.placement.feasible(shape)):
            info = self.placement.nodes[name]
            reason = volume_limits.refuse(self.plane, pod, needs.claims, claims, info) if claims else None
            reason = reason or around.refuse(info)
            if reason is not None:
                refused[name] = Refusal([reason], hopeless=reason not in _PREEMPTABLE)
            elif (taken := self._taken_by_nominated(pod, needs, name)) is not None:
                refused[name] = taken
            else:
                fitting.append((rank - around.preference(info), rank, name))
        return _Verdict(min(fitting)[2] if fitting else None, refused, claims=claims)

    def _surroundings(self, pod: Object, needs: Requirements) -> Surroundings:
        namespaces = {one["metadata"]["name"]: labels_of(one) for one in self.plane.objects.list(NAMESPACES)}
        return Surroundings(pod, needs, self.placement, namespaces)

    def _taken_by_nominated(self, pod: Object, needs: Requirements, node: str) -> Refusal | None:
        """Room that preemption made for a pod of higher or equal priority is that pod's."""
        trial = None
        for uid, (name, where) in self._nominated.items():
            other = self.plane.objects.get(PODS, *name)
            if where != node or other is None or uid == pod["metadata"]["uid"]:
                continue
            if preemption.priority(other) >= preemption.priority(pod):
                trial = trial or self.placement.nodes[node].without(set())
                trial.add(other, requirements(other))
        return refuse(needs, trial) if trial is not None else None

    def _bind(self, pod: Object, node: str) -> None:
        namespace, name = name_of(pod)
        try:
            self.plane.objects.bind(namespace, name, node)
        except ApiError:
            return
        bound = self.plane.objects.get(PODS, namespace, name) or pod
        target = name if self.plane.classic else f"{namespace}/{name}"
        self._event(bound, "Normal", "Scheduled", "Binding", f"Successfully assigned {target} to {node}")

    def _event(self, pod: Object, kind: str, reason: str, action: str, message: str) -> None:
        if self.plane.classic:
            self.plane.events.event(pod, kind, reason, message, COMPONENT)
        else:
            instance = f"{COMPONENT}-{next(iter(self.placement.nodes), 'controlplane')}"
            self.plane.events.series(pod, kind, reason, action, message, COMPONENT, instance)

    # When there is no node

    def _fail(self, pod: Object, needs: Requirements, verdict: _Verdict) -> None:
        reasons = [reason for refusal in verdict.refused.values() for reason in refusal]
        self.waiting.failed(name_of(pod), Failure.of(needs, reasons, self.plane.clock.now))
        total = len(self.placement.nodes)
        if not total:
            message = "no nodes available to schedule pods"
        else:
            after, nominated = self._preempt(pod, needs, verdict, total)
            if self.plane.classic:
                message = verdict.problem or classic_failed_scheduling(pod["metadata"]["name"], reasons)
            else:
                message = failed_scheduling(total, reasons, verdict.problem, "" if nominated else after)
            if nominated:
                self._nominate(pod, nominated)
        self._event(pod, "Warning", "FailedScheduling", "Scheduling", message)
        self._note(pod, message)

    def _preempt(self, pod: Object, needs: Requirements, verdict: _Verdict, total: int) -> tuple[str, str]:
        """(the end of the message, the node where pods were evicted or "")."""
        if verdict.problem:
            return f"{CLAIMS_NOTE}preemption: {preemption.explain({}, total, total)}", ""
        if pod["spec"].get("preemptionPolicy") == "Never":
            return f"{CLAIMS_NOTE}preemption: {preemption.NEVER}", ""
        before = self._nominated.get(pod["metadata"]["uid"])
        if before is not None and self._terminating_on(before[1], pod):
            return f"{CLAIMS_NOTE}preemption: {preemption.TERMINATING}", ""
        nodes = [self.placement.nodes[name] for name, one in verdict.refused.items() if not one.hopeless]
        found = preemption.candidates(pod, nodes, lambda info: self._would_fit(pod, needs, info), self._protected)
        if not found:
            return f"{CLAIMS_NOTE}preemption: {preemption.explain(verdict.refused, total)}", ""
        chosen = preemption.choose(found)
        for victim in chosen.victims:
            self._evict(pod, victim, chosen.node)
        return "", chosen.node

    def _would_fit(self, pod: Object, needs: Requirements, trial: NodeInfo) -> bool:
        """Whether the pod could run on a node if that were like this."""
        if refuse(needs, trial) is not None:
            return False
        if needs.claims and volume_limits.exceeded(self.plane, pod, needs.claims, trial):
            return False
        if needs.local and not self.placement.picky:
            return True
        with self.placement.pretending(trial):
            return self._surroundings(pod, needs).refuse(trial) is None

    def _terminating_on(self, node: str, pod: Object) -> bool:
        lower = preemption.priority(pod)
        return any(is_deleting(one) and preemption.priority(one) < lower for one in self.plane.objects.by_node(node))

    def _protected(self, pods: list[Object]) -> set[str]:
        found = set()
        for budget in self.plane.objects.list(POD_DISRUPTION_BUDGETS):
            allowed = budget.get("status", {}).get("disruptionsAllowed", 0)
            selector = LabelSelector.of(budget["spec"].get("selector"))
            for pod in pods:
                same = pod["metadata"]["namespace"] == budget["metadata"]["namespace"]
                if same and selector.matches(labels_of(pod)):
                    allowed -= 1
                    if allowed < 0:
                        found.add(pod["metadata"]["uid"])
        return found

    def _evict(self, pod: Object, victim: Object, node: str) -> None:
        if not is_deleting(victim):
            self._mark_disrupted(victim)
            self.plane.delete(PODS, victim)
        uid = pod["metadata"]["uid"]
        self._event(victim, "Normal", "Preempted", "Preempting", f"Preempted by pod {uid} on node {node}")

    def _mark_disrupted(self, victim: Object) -> None:
        now = self.plane.now()

        def mark(new: Object) -> None:
            conditions = [one for one in new["status"].get("conditions") or () if one["type"] != "DisruptionTarget"]
            made = {"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler",
                    "message": f"{COMPONENT}: preempting to accommodate a higher priority pod",
                    "lastProbeTime": None, "lastTransitionTime": now}  # fmt: skip
            new["status"]["conditions"] = [*conditions, made]

        self.plane.objects.patch(PODS, *name_of(victim), mark, subresource="status", manager="kube-scheduler")

    def _nominate(self, pod: Object, node: str) -> None:
        self._nominated[pod["metadata"]["uid"]] = (name_of(pod), node)

    def _note(self, pod: Object, message: str) -> None:
        """The pod's PodScheduled condition says why it waits."""
        now = self.plane.now()
        nominated = self._nominated.get(pod["metadata"]["uid"])

        def note(new: Object) -> None:
            status = new.setdefault("status", {})
            if nominated:
                status["nominatedNodeName"] = nominated[1]
            conditions = status.get("conditions") or []
            current = next((one for one in conditions if one["type"] == "PodScheduled"), None)
            if current is not None and current["status"] == "False" and current.get("message") == message:
                return
            made: Object = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message,
                            "lastProbeTime": None, "lastTransitionTime": now}  # fmt: skip
            if current is not None and current["status"] == "False":
                made["lastTransitionTime"] = current["lastTransitionTime"]
            if not self.plane.classic:
                made["observedGeneration"] = new["metadata"].get("generation", 1)
            status["conditions"] = [one for one in conditions if one["type"] != "PodScheduled"] + [made]

        self.plane.objects.patch(PODS, *name_of(pod), note, subresource="status", manager="kube-scheduler")


def _stands_out(pod: Object) -> tuple[object, bool]:
    """What other pods' affinities and constraints see of a pod."""
    return pod["metadata"].get("labels"), is_deleting(pod)


_PREEMPTABLE = frozenset(
    {
        volume_limits.TOO_MANY,
        "node(s) didn't match pod anti-affinity rules",
        "node(s) didn't satisfy existing pods anti-affinity rules",
        "node(s) didn't match pod topology spread constraints",
    }
)

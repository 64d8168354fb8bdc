"""The status of disruption budgets: how many pods may go.

Follows kubernetes pkg/controller/disruption/disruption.go.
"""

from __future__ import annotations

from app.cluster.api.label_selectors import LabelSelector
from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_ready
from app.cluster.control.resources import (
    POD_DISRUPTION_BUDGETS,
    PODS,
    Name,
    Object,
    condition,
    controller_of,
    is_deleting,
    labels_of,
    name_of,
)
from app.sim.clock import parse_rfc3339

DELETION_TIMEOUT = 120.0  # seconds that an eviction counts although its pod is still there
MANAGER = "kube-controller-manager"


def register(plane: Plane) -> None:
    """Start the disruption controller."""
    DisruptionControl(plane)


class DisruptionControl:
    """Looks after PodDisruptionBudgets."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("disruption", self.reconcile)
        plane.watch(POD_DISRUPTION_BUDGETS, self.queue)
        plane.pods.relevant(self._pod_changed)

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        if not self.plane.api.store.size(POD_DISRUPTION_BUDGETS):
            return
        for budget in self.plane.objects.list(POD_DISRUPTION_BUDGETS, pod["metadata"]["namespace"]):
            selector = LabelSelector.of(budget["spec"].get("selector"))
            if selector.matches(labels_of(pod)) or (old is not None and selector.matches(labels_of(old))):
                self.queue.add(name_of(budget))

    def reconcile(self, item: Name) -> float | None:
        """One pass over one budget."""
        budget = self.plane.objects.get(POD_DISRUPTION_BUDGETS, *item)
        if budget is None:
            return None
        pods = self.plane.select(PODS, item[0], LabelSelector.of(budget["spec"].get("selector")))
        if not pods:
            self.plane.events.event(budget, "Normal", "NoPods", "No matching pods found", "controllermanager")
        expected, desired = self._expected(budget, pods)
        disrupted = self._disrupted(budget, pods)
        healthy = sum(1 for pod in pods if is_ready(pod) and not is_deleting(pod)
                      and pod["metadata"]["name"] not in disrupted)  # fmt: skip
        allowed = max(0, healthy - desired) if expected > 0 else 0
        status: Object = {
            "observedGeneration": budget["metadata"].get("generation", 1),
            "disruptionsAllowed": allowed,
            "currentHealthy": healthy,
            "desiredHealthy": desired,
            "expectedPods": expected,
            "conditions": [self._condition(budget, allowed)],
        }
        if disrupted:
            status["disruptedPods"] = disrupted
        self.plane.write_status(POD_DISRUPTION_BUDGETS, budget, status, MANAGER)
        return DELETION_TIMEOUT if disrupted else None

    def _expected(self, budget: Object, pods: list[Object]) -> tuple[int, int]:
        """(how many pods there should be, how many of them healthy)."""
        spec = budget["spec"]
        if "maxUnavailable" in spec:
            expected = self._scale(pods)
            return expected, max(0, expected - _share(spec["maxUnavailable"], expected))
        wanted = spec.get("minAvailable", 0)
        if isinstance(wanted, int):
            return len(pods), wanted
        expected = self._scale(pods)
        return expected, _share(wanted, expected)

    def _scale(self, pods: list[Object]) -> int:
        """The sum of the replicas that the pods' controllers want."""
        total, seen = 0, set()
        for pod in pods:
            owner, uid = self._top(pod)
            if owner is None:
                continue
            if uid not in seen:
                seen.add(uid)
                total += owner["spec"].get("replicas", 1)
        return total

    def _top(self, obj: Object) -> tuple[Object | None, str]:
        """The controller that has replicas: a Deployment above its replica set."""
        found: Object | None = None
        while (reference := controller_of(obj)) is not None:
            group = reference["apiVersion"].rpartition("/")[0]
            resource = self.plane.api.resources.of_kind(group, reference["kind"])
            if resource is None:
                break
            owner = self.plane.objects.get(resource.kind.key, obj["metadata"]["namespace"], reference["name"])
            if owner is None:
                break
            found = obj = owner
        return found, found["metadata"]["uid"] if found is not None else ""

    def _disrupted(self, budget: Object, pods: list[Object]) -> dict[str, str]:
        """Evictions that are under way: named pods that are still there and not yet being deleted."""
        there = {pod["metadata"]["name"] for pod in pods if not is_deleting(pod)}
        limit = self.plane.clock.now - DELETION_TIMEOUT
        noted: dict[str, str] = budget.get("status", {}).get("disruptedPods") or {}
        return {name: when for name, when in noted.items() if name in there and parse_rfc3339(when) > limit}

    def _condition(self, budget: Object, allowed: int) -> Object:
        status, reason = ("True", "SufficientPods") if allowed else ("False", "InsufficientPods")
        before = condition(budget, "DisruptionAllowed")
        moment = before["lastTransitionTime"] if before and before["status"] == status else self.plane.now()
        return {
            "type": "DisruptionAllowed",
            "status": status,
            "reason": reason,
            "message": "",
            "observedGeneration": budget["metadata"].get("generation", 1),
            "lastTransitionTime": moment,
        }


def _share(value: int | str, whole: int) -> int:
    """A number, or a percentage rounded up."""
    if isinstance(value, int):
        return value
    return -(-int(value.rstrip("%")) * whole // 100)

"""The status of disruption budgets: how many pods may go.

Follows kubernetes pkg/controller/disruption/disruption.go.
"""

from __future__ import annotations

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
from app.sim.label_selectors import LabelSelector

DELETION_TIMEOUT = 120.0  # seconds that an eviction counts although its pod is still there
RETRY = 30.0
UNMANAGED = (
    "Pods selected by this PodDisruptionBudget (selector: {}) were found to be unmanaged. As a result, the status of "
    "the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please "
    'set ".spec.minAvailable" field of the PDB to an integer value.'
)
MANAGER = "kube-controller-manager"


def register(plane: Plane) -> None:
    """Start the disruption controller."""
    DisruptionControl(plane)


class NotScalableError(Exception):
    """Nobody can say how many pods there should be; the message says why."""


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
            self._event(budget, "Normal", "NoPods", "No matching pods found")
        try:
            expected, desired = self._expected(budget, pods)
        except NotScalableError as problem:
            message = f"Failed to calculate the number of expected pods: {problem}"
            self._event(budget, "Warning", "CalculateExpectedPodCountFailed", message)
            self._fail(budget, str(problem))
            return RETRY
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
            "conditions": [
                self._condition(budget, *(("True", "SufficientPods") if allowed else ("False", "InsufficientPods")), "")
            ],
        }
        if disrupted:
            status["disruptedPods"] = disrupted
        self.plane.write_status(POD_DISRUPTION_BUDGETS, budget, status, MANAGER)
        return DELETION_TIMEOUT if disrupted else None

    def _event(self, about: Object, kind: str, reason: str, message: str) -> None:
        self.plane.events.event(about, kind, reason, message, "controllermanager")

    def _fail(self, budget: Object, problem: str) -> None:
        """Rather no disruption than a wrong one. Follows disruption.go: failSafe."""
        status = {**(budget.get("status") or {}), "disruptionsAllowed": 0}
        for name in ("currentHealthy", "desiredHealthy", "expectedPods"):
            status.setdefault(name, 0)
        made = {**self._condition(budget, "False", "SyncFailed", problem),
                "observedGeneration": status.get("observedGeneration", 0)}  # fmt: skip
        if not made["observedGeneration"]:
            del made["observedGeneration"]  # nothing of this budget was ever counted
        status["conditions"] = [made]
        self.plane.write_status(POD_DISRUPTION_BUDGETS, budget, status, MANAGER)

    def _expected(self, budget: Object, pods: list[Object]) -> tuple[int, int]:
        """(how many pods there should be, how many of them healthy)."""
        spec = budget["spec"]
        if "maxUnavailable" in spec:
            expected = self._scale(budget, pods)
            return expected, max(0, expected - _share(spec["maxUnavailable"], expected))
        wanted = spec.get("minAvailable", 0)
        if isinstance(wanted, int):
            return len(pods), wanted
        expected = self._scale(budget, pods)
        return expected, _share(wanted, expected)

    def _scale(self, budget: Object, pods: list[Object]) -> int:
        """The sum of the replicas that the pods' controllers want; NotScalableError for those that have no number."""
        found: dict[str, int] = {}  # by UID of who decides
        seen: set[str] = set()
        unmanaged = False
        for pod in pods:
            reference = controller_of(pod)
            if reference is None:
                unmanaged = True
            elif reference["uid"] not in seen:
                seen.add(reference["uid"])
                found.update([self._replicas(pod, reference)])
        if unmanaged:
            self._event(budget, "Warning", "UnmanagedPods", UNMANAGED.format(_go(budget["spec"].get("selector") or {})))
        return sum(found.values())

    def _replicas(self, pod: Object, reference: Object) -> tuple[str, int]:
        """(UID of who decides, the number): a Deployment decides for its replica sets."""
        owner = self._owner(pod, reference)
        if owner is not None and owner["kind"] == "ReplicaSet" and (above := controller_of(owner)) is not None:
            deployment = self._owner(owner, above) if above["kind"] == "Deployment" else None
            owner = deployment or owner
        if owner is None:
            raise NotScalableError(f'found no controllers for pod "{pod["metadata"]["name"]}"')
        return owner["metadata"]["uid"], int(owner["spec"].get("replicas", 1))

    def _owner(self, obj: Object, reference: Object) -> Object | None:
        group = reference["apiVersion"].rpartition("/")[0]
        resource = self.plane.api.resources.of_kind(group, reference["kind"])
        if resource is None:
            return None
        owner = self.plane.objects.get(resource.kind.key, obj["metadata"]["namespace"], reference["name"])
        if owner is None or owner["metadata"]["uid"] != reference["uid"]:
            return None
        if not any(one.name == "scale" for one in resource.kind.subresources):
            name = ".".join(part for part in (resource.kind.plural, group) if part)
            raise NotScalableError(f"{name} does not implement the scale subresource")
        return owner

    def _disrupted(self, budget: Object, pods: list[Object]) -> dict[str, str]:
        """Evictions that are under way: named pods that are still there and not yet being deleted."""
        there = {pod["metadata"]["name"]: pod for pod in pods if not is_deleting(pod)}
        limit = self.plane.clock.now - DELETION_TIMEOUT
        noted: dict[str, str] = budget.get("status", {}).get("disruptedPods") or {}
        found = {}
        for name, when in noted.items():
            if name in there and parse_rfc3339(when) > limit:
                found[name] = when
            elif name in there:
                namespace = budget["metadata"]["namespace"]
                message = f"Pod was expected by PDB {namespace}/{namespace} to be deleted but it wasn't"
                self._event(there[name], "Warning", "NotDeleted", message)
        return found

    def _condition(self, budget: Object, status: str, reason: str, message: str) -> Object:
        before = condition(budget, "DisruptionAllowed")
        moment = before["lastTransitionTime"] if before and before["status"] == status else self.plane.now()
        return {
            "type": "DisruptionAllowed",
            "status": status,
            "reason": reason,
            "message": message,
            "observedGeneration": budget["metadata"].get("generation", 1),
            "lastTransitionTime": moment,
        }


def _go(selector: Object) -> str:
    """A selector as Go prints one."""
    labels = "".join(f"{name}: {value}," for name, value in sorted((selector.get("matchLabels") or {}).items()))
    rules = "".join(
        f"LabelSelectorRequirement{{Key:{one['key']},Operator:{one['operator']},"
        f"Values:[{' '.join(one.get('values') or ())}],}},"
        for one in selector.get("matchExpressions") or ()
    )
    return (f"&LabelSelector{{MatchLabels:map[string]string{{{labels}}},"
            f"MatchExpressions:[]LabelSelectorRequirement{{{rules}}},}}")  # fmt: skip


def _share(value: int | str, whole: int) -> int:
    """A number, or a percentage rounded up."""
    if isinstance(value, int):
        return value
    return -(-int(value.rstrip("%")) * whole // 100)

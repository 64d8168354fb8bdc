"""What controllers know about pods: active, ready, available, which to delete first; creating them from a template."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import (
    PODS,
    Object,
    controller_of,
    controller_reference,
    is_deleting,
    labels_of,
    name_of,
    owner_uid,
)
from app.sim.clock import parse_rfc3339
from app.sim.label_selectors import LabelSelector

FINISHED = ("Succeeded", "Failed")


def phase(pod: Object) -> str:
    """Pending, Running, Succeeded, Failed or Unknown."""
    return str(pod.get("status", {}).get("phase", ""))


def is_finished(pod: Object) -> bool:
    """Whether all containers ended for good."""
    return phase(pod) in FINISHED


def is_active(pod: Object) -> bool:
    """Whether the pod counts towards its controller's replicas. Follows pkg/controller/controller_utils.go."""
    return not is_finished(pod) and not is_deleting(pod)


def ready_since(pod: Object) -> float | None:
    """When the pod became Ready, or None while it is not."""
    for found in pod.get("status", {}).get("conditions") or ():
        if found["type"] == "Ready":
            if found["status"] != "True":
                return None
            return parse_rfc3339(found["lastTransitionTime"]) if found.get("lastTransitionTime") else 0.0
    return None


def is_ready(pod: Object) -> bool:
    """Whether the Ready condition is True."""
    for found in pod.get("status", {}).get("conditions") or ():
        if found["type"] == "Ready":
            return bool(found["status"] == "True")
    return False


def is_available(pod: Object, min_ready_seconds: int, now: float) -> bool:
    """Whether the pod has been Ready for long enough."""
    if not min_ready_seconds:
        return is_ready(pod)
    since = ready_since(pod)
    return since is not None and since + min_ready_seconds <= now


@dataclass(frozen=True)
class _Rank:
    """What a scale-down looks at: `first` decides, then times by their magnitude, restarts between them."""

    first: tuple[Any, ...]
    ready: float
    restarts: int
    created: float
    uid: str


def deletion_order(pods: Iterable[Object], related: dict[str, int], now: float) -> list[Object]:
    """The pods that a scale-down deletes first to the front. Follows controller_utils.go: ActivePodsWithRanks.

    `related` counts the pods of the same owner on each node.
    """

    def rank(pod: Object) -> _Rank:
        node, meta, status = pod["spec"].get("nodeName", ""), pod["metadata"], pod.get("status", {})
        order = {"Pending": 0, "Unknown": 1, "Running": 2}.get(phase(pod), 0)
        since = ready_since(pod)
        first = (bool(node), order, since is not None, _cost(meta), -related.get(node, 0))
        restarts = max((one.get("restartCount", 0) for one in status.get("containerStatuses") or ()), default=0)
        return _Rank(first, since or 0.0, restarts, parse_rfc3339(meta["creationTimestamp"]), meta["uid"])

    def compare(one: tuple[_Rank, Object], other: tuple[_Rank, Object]) -> int:
        a, b = one[0], other[0]
        if a.first != b.first:
            return -1 if a.first < b.first else 1
        if a.ready != b.ready:
            return _magnitude(a.ready, now) - _magnitude(b.ready, now) or (-1 if a.uid < b.uid else 1)
        if a.restarts != b.restarts:
            return b.restarts - a.restarts
        return _magnitude(a.created, now) - _magnitude(b.created, now) or (-1 if a.uid < b.uid else 1)

    return [pod for _, pod in sorted(((rank(pod), pod) for pod in pods), key=cmp_to_key(compare))]


def _cost(meta: Object) -> int:
    try:
        return int((meta.get("annotations") or {}).get("controller.kubernetes.io/pod-deletion-cost", 0))
    except ValueError:
        return 0


def _magnitude(moment: float, now: float) -> int:
    """How long ago, in powers of two: pods of about the same age are not told apart."""
    return int(math.log2((now - moment) * 1e9)) if now > moment else -1


def to_delete(plane: Plane, active: list[Object], related: Iterable[Object], count: int) -> list[Object]:
    """The `count` pods that a scale-down picks."""
    if count >= len(active):
        return active
    on_node: dict[str, int] = {}
    for pod in related:
        node = pod["spec"].get("nodeName", "")
        on_node[node] = on_node.get(node, 0) + 1
    return deletion_order(active, on_node, plane.clock.now)[:count]


def from_template(owner: Object, template: Object, *, name: str = "") -> Object:
    """A new pod of `owner`; the API makes up the name's end unless `name` is given."""
    meta = template.get("metadata") or {}
    metadata: Object = {"namespace": owner["metadata"]["namespace"], "ownerReferences": [controller_reference(owner)]}
    if name:
        metadata["name"] = name
    else:
        metadata["generateName"] = owner["metadata"]["name"] + "-"
    for field in ("labels", "annotations"):
        if meta.get(field):
            metadata[field] = dict(meta[field])
    if meta.get("finalizers"):
        metadata["finalizers"] = list(meta["finalizers"])
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


def namespace_terminates(problem: ApiError) -> bool:
    """Whether a creation was refused because the namespace is being deleted: nothing to complain about."""
    causes = (problem.status.get("details") or {}).get("causes") or ()
    return any(one.get("reason") == "NamespaceTerminating" for one in causes)


class PodControl:
    """Creates and deletes pods for a controller, with the events that go with it."""

    def __init__(self, plane: Plane, component: str) -> None:
        self._plane = plane
        self._component = component

    def create(self, owner: Object, pod: Object) -> Object:
        """Create; a refusal is recorded on the owner and raised."""
        try:
            made = self._plane.objects.create(PODS, pod, manager="kube-controller-manager")
        except ApiError as problem:
            if not namespace_terminates(problem):
                message = f"Error creating: {problem}"
                self._plane.events.event(owner, "Warning", "FailedCreate", message, self._component)
            raise
        self.record(owner, "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")
        return made

    def delete(self, owner: Object, pod: Object) -> None:
        """Delete gracefully; a pod that is gone already is fine."""
        name = pod["metadata"]["name"]
        try:
            if not self._plane.delete(PODS, pod, preconditions={"uid": pod["metadata"]["uid"]}):
                return
        except ApiError as problem:
            self._plane.events.event(owner, "Warning", "FailedDelete", f"Error deleting: {problem}", self._component)
            raise
        self.record(owner, "SuccessfulDelete", f"Deleted pod: {name}")

    def record(self, owner: Object, reason: str, message: str) -> None:
        """A Normal event about the owner."""
        self._plane.events.event(owner, "Normal", reason, message, self._component)


def claim(plane: Plane, owner: Object, selector: LabelSelector, resource: tuple[str, str], *,
          inactive: bool = True) -> list[Object]:  # fmt: skip
    """The objects that `owner` controls, after adopting matching orphans and releasing what no longer matches.

    Follows pkg/controller/controller_ref_manager.go: ClaimPods.
    """
    uid = owner["metadata"]["uid"]
    namespace = owner["metadata"]["namespace"]
    claimed: dict[str, Object] = {}
    for key, obj in plane.objects.by_owner(uid):
        if key != resource or owner_uid(obj) != uid:
            continue
        if selector.matches(labels_of(obj)):
            claimed[obj["metadata"]["name"]] = obj
        elif not is_deleting(owner):
            _release(plane, obj, uid, resource)
    if is_deleting(owner):
        return list(claimed.values())
    for obj in _matching(plane, resource, namespace, selector):
        if controller_of(obj) is None and not is_deleting(obj) and (inactive or is_active(obj)):
            claimed[obj["metadata"]["name"]] = _adopt(plane, obj, owner, resource)
    return [claimed[name] for name in sorted(claimed)]


def _matching(plane: Plane, resource: tuple[str, str], namespace: str, selector: LabelSelector) -> list[Object]:
    found = [plane.objects.get(resource, namespace, name) for name in plane.orphans.names(resource, namespace)]
    return [obj for obj in found if obj is not None and selector.matches(labels_of(obj))]


def _adopt(plane: Plane, obj: Object, owner: Object, resource: tuple[str, str]) -> Object:
    def adopt(new: Object) -> None:
        references = list(new["metadata"].get("ownerReferences") or ())
        new["metadata"]["ownerReferences"] = [*references, controller_reference(owner)]

    return plane.objects.patch(resource, *name_of(obj), adopt, manager="kube-controller-manager")


def _release(plane: Plane, obj: Object, uid: str, resource: tuple[str, str]) -> None:
    def release(new: Object) -> None:
        kept = [one for one in new["metadata"].get("ownerReferences") or () if one["uid"] != uid]
        if kept:
            new["metadata"]["ownerReferences"] = kept
        else:
            new["metadata"].pop("ownerReferences", None)

    plane.objects.patch(resource, *name_of(obj), release, manager="kube-controller-manager")

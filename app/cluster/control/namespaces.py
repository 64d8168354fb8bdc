"""Deleting a namespace: first its pods, then everything else, then itself.

Follows kubernetes pkg/controller/namespace/{namespace_controller,deletion/namespaced_resources_deleter}.go.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.cluster.api.aggregator import stale
from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import NAMESPACES, PODS, Name, Object, ResourceKey, is_deleting, name_of

GRACE = 5.0  # seconds until a deleted namespace is looked at, so that others notice first
FIRST_RETRY, LAST_RETRY = 5.0, 60.0
FINALIZER_ESTIMATE = 15  # seconds granted to objects held by finalizers
CONDITIONS = (
    ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    ("NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
    ("NamespaceDeletionContentFailure", "ContentDeleted",
     "All content successfully deleted, may be waiting on finalization"),
    ("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
    ("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
)  # fmt: skip


def register(plane: Plane) -> None:
    """Start the namespace controller."""
    NamespaceControl(plane)


@dataclass
class _Left:
    """What is still there after a pass: instances per resource and per finalizer; seconds to wait."""

    resources: dict[str, int] = field(default_factory=dict)
    finalizers: dict[str, int] = field(default_factory=dict)
    estimate: int = 0
    unknown: list[str] = field(default_factory=list)  # groups and versions whose server is away


class NamespaceControl:
    """Empties namespaces that are being deleted."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("namespace", self.reconcile)
        self.waits: dict[Name, float] = {}  # seconds until those that failed are tried again
        plane.subscribe(NAMESPACES, self._changed)

    def _changed(self, event: str, namespace: Object, old: Object | None) -> None:
        if event != "DELETED" and is_deleting(namespace):
            self.queue.add(name_of(namespace), GRACE)

    def reconcile(self, item: Name) -> float | None:
        """One pass over one namespace."""
        namespace = self.plane.objects.get(NAMESPACES, *item)
        if namespace is None or not is_deleting(namespace):
            return None
        left = self._empty(item[1])
        left.unknown = stale(self.plane.api)
        self._report(namespace, left)
        if left.unknown:
            # Nobody knows what there is: the namespace stays until somebody does.
            wait = self.waits[item] = min(self.waits.get(item, FIRST_RETRY / 2) * 2, LAST_RETRY)
            return wait
        self.waits.pop(item, None)
        if left.estimate:
            self.queue.add(item, left.estimate // 2 + 1)
            return None
        namespace = self.plane.objects.get(NAMESPACES, *item)
        if namespace is not None and namespace["spec"].get("finalizers"):
            others = [one for one in namespace["spec"]["finalizers"] if one != "kubernetes"]
            new = {**namespace, "spec": {**namespace["spec"], "finalizers": others}}
            if not others:
                new["spec"].pop("finalizers")
            self.plane.objects.update(NAMESPACES, new, subresource="finalize", manager="kube-controller-manager")
        return None

    def _empty(self, name: str) -> _Left:
        left = _Left()
        self._delete_all(PODS, name, left)
        if left.estimate:
            return left
        for key in list(self.plane.api.store.resources()):
            if key != PODS and self.plane.api.resources.canonical(key).kind.namespaced:
                self._delete_all(key, name, left)
        return left

    def _delete_all(self, key: ResourceKey, namespace: str, left: _Left) -> None:
        grace = 0
        for obj in list(self.plane.objects.list(key, namespace)):
            if key == PODS:
                seconds = obj["metadata"].get("deletionGracePeriodSeconds")
                grace = max(grace, obj["spec"].get("terminationGracePeriodSeconds", 30) if seconds is None else seconds)
            if not is_deleting(obj):
                self._delete(key, obj)
        remaining = list(self.plane.objects.list(key, namespace))
        if not remaining:
            return
        if grace:
            left.estimate = max(left.estimate, grace)
            return
        left.resources[f"{key[1]}.{key[0]}"] = len(remaining)
        for obj in remaining:
            for finalizer in obj["metadata"].get("finalizers") or ():
                left.finalizers[finalizer] = left.finalizers.get(finalizer, 0) + 1
        left.estimate = max(left.estimate, FINALIZER_ESTIMATE)

    def _delete(self, key: ResourceKey, obj: Object) -> None:
        try:
            self.plane.delete(key, obj, propagation="Background")
        except ApiError as problem:
            if problem.reason not in {"MethodNotAllowed", "Forbidden"}:
                raise

    def _report(self, namespace: Object, left: _Left) -> None:
        """The conditions that say what is left."""
        if self.plane.classic:
            return
        before = {one["type"]: one for one in namespace.get("status", {}).get("conditions") or ()}
        conditions = []
        for kind, good_reason, good_message in CONDITIONS:
            status, reason, message = _remaining(kind, left) or ("False", good_reason, good_message)
            old = before.get(kind)
            moment = old["lastTransitionTime"] if old and old["status"] == status else self.plane.now()
            conditions.append({"type": kind, "status": status, "lastTransitionTime": moment, "reason": reason,
                               "message": message})  # fmt: skip
        status_now = {**namespace.get("status", {}), "conditions": conditions}
        self.plane.write_status(NAMESPACES, namespace, status_now, "kube-controller-manager")


def _remaining(kind: str, left: _Left) -> tuple[str, str, str] | None:
    """(status, reason, message) of a condition that something keeps from being False."""
    if kind == "NamespaceDeletionDiscoveryFailure" and left.unknown:
        each = [f"{name}: stale GroupVersion discovery: {name}" for name in left.unknown]
        message = f"unable to retrieve the complete list of server APIs: {', '.join(each)}"
        return "True", "DiscoveryFailed", f"Discovery failed for some groups, {len(each)} failing: {message}"
    if kind == "NamespaceContentRemaining" and left.resources:
        each = [f"{name} has {count} resource instances" for name, count in sorted(left.resources.items())]
        return "True", "SomeResourcesRemain", f"Some resources are remaining: {', '.join(each)}"
    if kind == "NamespaceFinalizersRemaining" and left.finalizers:
        each = [f"{name} in {count} resource instances" for name, count in sorted(left.finalizers.items())]
        message = f"Some content in the namespace has finalizers remaining: {', '.join(each)}"
        return "True", "SomeFinalizersRemain", message
    return None

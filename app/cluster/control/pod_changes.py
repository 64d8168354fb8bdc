"""Changes of pods, looked at once and handed to those whom they concern.

Pods change far more often than anything else; a dozen controllers each asking "is this mine?" would cost more than the
work itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.control.resources import Object

OfOwner = Callable[[str, str], None]
"""(namespace, the owner's name): one of its pods came, went or changed in a way that counts."""
Orphan = Callable[[Object], None]
Relevant = Callable[[str, Object, "Object | None"], None]


FINISHED = frozenset({"Succeeded", "Failed"})
_METADATA = ("finalizers", "deletionTimestamp", "labels", "ownerReferences")


class PodChanges:
    """Sorts changes by the kind of the pod's controller; leaves out those that change nothing a controller sees."""

    def __init__(self) -> None:
        self._owned: dict[str, list[OfOwner]] = {}
        self._orphans: list[Orphan] = []
        self._relevant: list[Relevant] = []
        self._over: list[Relevant] = []

    def of_owner(self, kind: str, callback: OfOwner) -> None:
        """Tell of pods whose controller is of a kind, now or before the change."""
        self._owned.setdefault(kind, []).append(callback)

    def orphans(self, callback: Orphan) -> None:
        """Tell of pods that came without a controller, lost it, or changed their labels without one."""
        self._orphans.append(callback)

    def relevant(self, callback: Relevant) -> None:
        """Tell of every change of phase, readiness, address, labels, node or deletion."""
        self._relevant.append(callback)

    def over(self, callback: Relevant) -> None:
        """Tell of those of these changes that find a pod finished or gone."""
        self._over.append(callback)

    def changed(self, event: str, pod: Object, old: Object | None) -> None:
        """A pod changed."""
        if old is not None and event == "MODIFIED" and looks_alike(old, pod):
            return
        for callback in self._relevant:
            callback(event, pod, old)
        if event == "DELETED" or (pod.get("status") or {}).get("phase") in FINISHED:
            for callback in self._over:
                callback(event, pod, old)
        meta = pod["metadata"]
        namespace, now = meta["namespace"], owner(pod)
        same = old is None or old["metadata"].get("ownerReferences") is meta.get("ownerReferences")
        before = None if same or old is None else owner(old)
        for reference in (now, before if before != now else None):
            if reference is not None:
                for tell in self._owned.get(reference[0], ()):
                    tell(namespace, reference[1])
        if now is None and event != "DELETED" and meta.get("labels"):
            for orphan in self._orphans:
                orphan(pod)


def owner(pod: Object) -> tuple[str, str, str] | None:
    """(kind, name, uid) of the controller."""
    for reference in pod["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return reference["kind"], reference["name"], reference["uid"]
    return None


def looks_alike(old: Object, pod: Object) -> bool:
    """Whether nothing of a pod changed that matters to controllers."""
    meta, before = pod["metadata"], old["metadata"]
    for name in _METADATA:
        value, earlier = meta.get(name), before.get(name)
        if value is not earlier and value != earlier:
            return False
    spec, status, was = pod["spec"], pod.get("status") or {}, old.get("status") or {}
    if spec is not old["spec"] and spec.get("nodeName") != old["spec"].get("nodeName"):
        return False
    if status is was:
        return True
    if status.get("phase") != was.get("phase") or status.get("podIP") != was.get("podIP"):
        return False
    return _ready(status) == _ready(was) and _restarts(status) == _restarts(was)


def _ready(status: Object) -> Any:
    for one in status.get("conditions") or ():
        if one["type"] == "Ready":
            return one["status"], one.get("lastTransitionTime")
    return None


def _restarts(status: Object) -> int:
    return sum([one["restartCount"] for one in status.get("containerStatuses") or ()])

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


class PodChanges:
    """Sorts changes by the kind of the pod's controller; leaves out those that change nothing a controller sees."""

    def __init__(self) -> None:
        self._owned: dict[str, list[OfOwner]] = {}
        self._orphans: list[Orphan] = []
        self._relevant: list[Relevant] = []

    def of_owner(self, kind: str, callback: OfOwner) -> None:
        """Tell of pods whose controller is of a kind, now or before the change."""
        self._owned.setdefault(kind, []).append(callback)

    def orphans(self, callback: Orphan) -> None:
        """Tell of pods that came without a controller, lost it, or changed their labels without one."""
        self._orphans.append(callback)

    def relevant(self, callback: Relevant) -> None:
        """Tell of every change of phase, readiness, address, labels, node or deletion."""
        self._relevant.append(callback)

    def changed(self, event: str, pod: Object, old: Object | None) -> None:
        """A pod changed."""
        if old is not None and event == "MODIFIED" and view(old) == view(pod):
            return
        for callback in self._relevant:
            callback(event, pod, old)
        namespace = pod["metadata"]["namespace"]
        now, before = owner(pod), owner(old) if old is not None else None
        for reference in (now, before if before != now else None):
            if reference is not None:
                for tell in self._owned.get(reference[0], ()):
                    tell(namespace, reference[1])
        if now is None and event != "DELETED" and pod["metadata"].get("labels"):
            for orphan in self._orphans:
                orphan(pod)


def owner(pod: Object) -> tuple[str, str, str] | None:
    """(kind, name, uid) of the controller."""
    for reference in pod["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return reference["kind"], reference["name"], reference["uid"]
    return None


def view(pod: Object) -> tuple[Any, ...]:
    """What of a pod matters to controllers."""
    meta, status = pod["metadata"], pod.get("status") or {}
    ready: Any = None
    for one in status.get("conditions") or ():
        if one["type"] == "Ready":
            ready = one["status"], one.get("lastTransitionTime")
            break
    restarts = sum([one["restartCount"] for one in status.get("containerStatuses") or ()])
    return (status.get("phase"), ready, status.get("podIP"), meta.get("labels"), meta.get("ownerReferences"),
            meta.get("deletionTimestamp"), meta.get("finalizers"), pod["spec"].get("nodeName"), restarts)  # fmt: skip

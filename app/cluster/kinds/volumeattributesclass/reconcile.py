"""Classes of volume attributes: kept as long as a volume or a claim names them.

Follows kubernetes pkg/controller/volume/vacprotection/vac_protection_controller.go.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.resources import (
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    Name,
    Object,
    ResourceKey,
    is_deleting,
    name_of,
)

CLASSES: ResourceKey = ("storage.k8s.io", "volumeattributesclasses")
FINALIZER = "kubernetes.io/vac-protection"
MANAGER = "kube-controller-manager"


def register(plane: Plane) -> None:
    """Start the controller."""
    if not plane.classic:
        Protection(plane)


class Protection:
    """Lets classes go that nobody names any more."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self.queue = plane.queue("volumeattributesclass", self.reconcile)
        plane.watch(CLASSES, self.queue)
        plane.subscribe(PERSISTENT_VOLUMES, self._user_changed)
        plane.subscribe(PERSISTENT_VOLUME_CLAIMS, self._user_changed)

    def _user_changed(self, event: str, obj: Object, old: Object | None) -> None:
        before = named(old or obj) if event != "ADDED" else set()
        for name in before - (set() if event == "DELETED" else named(obj)):
            self.queue.add(("", name))

    def reconcile(self, item: Name) -> None:
        """One pass over one class."""
        found = self._plane.objects.get(CLASSES, *item)
        if found is None or not is_deleting(found) or self._is_used(found["metadata"]["name"]):
            return

        def release(new: Object) -> None:
            new["metadata"]["finalizers"] = [one for one in new["metadata"].get("finalizers") or () if one != FINALIZER]

        self._plane.objects.patch(CLASSES, *name_of(found), release, manager=MANAGER)

    def _is_used(self, name: str) -> bool:
        users = (PERSISTENT_VOLUMES, PERSISTENT_VOLUME_CLAIMS)
        return any(name in named(one) for key in users for one in self._plane.objects.list(key))


def named(obj: Object) -> set[str]:
    """The classes that a volume or a claim has, or is about to get."""
    status = obj.get("status") or {}
    found = {
        obj["spec"].get("volumeAttributesClassName"),
        status.get("currentVolumeAttributesClassName"),
        (status.get("modifyVolumeStatus") or {}).get("targetVolumeAttributesClassName"),
    }
    return {name for name in found if name}

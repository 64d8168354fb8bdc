"""The status of resource quotas: what is used.

Follows kubernetes pkg/controller/resourcequota/resource_quota_controller.go.
"""

from __future__ import annotations

from app.cluster.api import quota
from app.cluster.control.plane import Plane
from app.cluster.control.resources import PODS, RESOURCE_QUOTAS, Name, Object, ResourceKey, is_deleting, name_of

MANAGER = "kube-controller-manager"
DELAY = 0.05


def register(plane: Plane) -> None:
    """Start the quota controller."""
    queue = plane.queue("resourcequota", lambda item: reconcile(plane, item))
    plane.watch(RESOURCE_QUOTAS, queue)

    def changed(event: str, key: ResourceKey, obj: Object) -> None:
        if event != "DELETED" and (key != PODS or obj.get("status", {}).get("phase") not in {"Succeeded", "Failed"}):
            return
        namespace = obj["metadata"].get("namespace")
        if namespace and key != RESOURCE_QUOTAS and plane.api.store.size(RESOURCE_QUOTAS):
            for found in plane.objects.list(RESOURCE_QUOTAS, namespace):
                queue.add(name_of(found), DELAY)

    plane.api.store.on_change(changed)


def reconcile(plane: Plane, item: Name) -> float | None:
    """Count everything that one quota limits."""
    found = plane.objects.get(RESOURCE_QUOTAS, *item)
    if found is None:
        return None
    hard: dict[str, str] = found["spec"].get("hard") or {}
    used = dict.fromkeys(hard, "0")
    for key in plane.api.store.resources():
        if not plane.api.resources.canonical(key).kind.namespaced:
            continue
        for obj in plane.objects.list(key, item[0]):
            if key == PODS and is_deleting(obj) and obj["metadata"].get("deletionGracePeriodSeconds") == 0:
                continue
            amounts = quota.usage(key, obj)
            if not amounts.keys() & hard.keys() or not quota.in_scope(found, key, obj):
                continue
            for name in hard:
                if name in amounts:
                    used[name] = quota.add(used[name], amounts[name])
    plane.write_status(RESOURCE_QUOTAS, found, {"hard": dict(hard), "used": used}, MANAGER)
    return None

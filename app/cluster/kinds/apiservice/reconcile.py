"""Looks again whether an API that others serve is available when its Service or the endpoints of that change.

Follows kubernetes kube-aggregator/pkg/controllers/status/remote/remote_available_controller.go.
"""

from __future__ import annotations

from app.cluster.api.aggregator import API_SERVICES, SERVICES, SLICES
from app.cluster.control.plane import Plane
from app.cluster.control.resources import Name, Object
from app.cluster.kinds.apiservice.storage import available

SERVICE_NAME = "kubernetes.io/service-name"
PERIOD = 30.0  # seconds between two looks at an API that is somewhere else
DELAY = 0.1  # endpoints change before the servers behind them listen


def register(plane: Plane) -> None:
    """Start to look."""

    def reconcile(item: Name) -> float | None:
        found = plane.objects.get(API_SERVICES, *item)
        if found is None or not found["spec"].get("service"):
            return None
        condition = available(plane.api, found)
        others = [one for one in (found.get("status") or {}).get("conditions") or () if one["type"] != "Available"]
        plane.write_status(API_SERVICES, found, {**(found.get("status") or {}), "conditions": [*others, condition]})
        queue.add(item, PERIOD, periodic=True)
        return None

    queue = plane.queue("apiservice", reconcile)

    def of_service(namespace: str, name: str) -> None:
        for one in plane.api.store.made(API_SERVICES):
            reference = one["spec"].get("service")
            if reference and (reference.get("namespace"), reference.get("name")) == (namespace, name):
                queue.add(("", one["metadata"]["name"]), DELAY)

    def slice_changed(event: str, obj: Object, old: Object | None) -> None:
        meta = obj["metadata"]
        of_service(meta["namespace"], (meta.get("labels") or {}).get(SERVICE_NAME, ""))

    def service_changed(event: str, obj: Object, old: Object | None) -> None:
        of_service(obj["metadata"]["namespace"], obj["metadata"]["name"])

    def changed(event: str, obj: Object, old: Object | None) -> None:
        if obj["spec"].get("service"):
            queue.add(("", obj["metadata"]["name"]), DELAY)

    # Not through the plane: what is there at the start would all be made just to be looked at.
    plane.objects.subscribe(API_SERVICES, changed)
    plane.objects.subscribe(SLICES, slice_changed)
    plane.objects.subscribe(SERVICES, service_changed)
    for one in plane.api.store.made(API_SERVICES):
        changed("ADDED", one, None)

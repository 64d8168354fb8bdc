"""Claims that ask for more than they have.

Follows kubernetes pkg/controller/volume/expand/expand_controller.go: since volumes of drivers are resized by the
drivers' own controllers, all that is left is to say so. Nothing here resizes: neither do directories of nodes really.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.resources import PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, Object
from app.sim.quantity import compare, parse

COMPONENT = "volume_expand"


def register(plane: Plane) -> None:
    """Look at claims whose request grew."""
    plane.subscribe(PERSISTENT_VOLUME_CLAIMS, lambda event, claim, old: _changed(plane, claim, old))


def _changed(plane: Plane, claim: Object, old: Object | None) -> None:
    status = claim.get("status") or {}
    if old is None or status.get("phase") != "Bound" or compare(parse(_requested(claim)), parse(_requested(old))) <= 0:
        return
    volume = plane.objects.get(PERSISTENT_VOLUMES, "", claim["spec"].get("volumeName", ""))
    has = (status.get("capacity") or {}).get("storage", "0")
    if volume is None or compare(parse(_requested(claim)), parse(str(has))) <= 0:
        return
    kind = "Normal" if "csi" in volume["spec"] else "Warning"
    message = "waiting for an external controller to expand this PVC"
    plane.events.event(claim, kind, "ExternalExpanding", message, COMPONENT)


def _requested(claim: Object) -> str:
    return str(((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0"))

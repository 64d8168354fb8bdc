"""How many volumes of a CSI driver a node can have at once, as its CSINode says.

Follows kubernetes pkg/scheduler/framework/plugins/nodevolumelimits/csi.go: Filter.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.resources import (
    CSI_NODES,
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    STORAGE_CLASSES,
    Object,
)
from app.cluster.scheduler import volumes
from app.cluster.scheduler.nodes import NodeInfo

TOO_MANY = "node(s) exceed max volume count"


def refuse(plane: Plane, pod: Object, names: tuple[str, ...], claims: volumes.Claims, info: NodeInfo) -> str | None:
    """Why a pod's volumes do not allow this node, or None; the limit comes before where volumes are."""
    if not claims.in_use and exceeded(plane, pod, names, info):
        return TOO_MANY
    return volumes.refuse(plane, claims, info)


def exceeded(plane: Plane, pod: Object, names: tuple[str, ...], info: NodeInfo) -> bool:
    """Whether the node would have more volumes of a driver than it can."""
    node = plane.objects.get(CSI_NODES, "", info.name) or {}
    drivers = {one["name"]: one.get("allocatable") or {} for one in (node.get("spec") or {}).get("drivers") or ()}
    limits = {name: int(offered["count"]) for name, offered in drivers.items() if offered.get("count") is not None}
    if not limits:
        return False
    wanted = _handles(plane, pod["metadata"]["namespace"], names)
    if not wanted:
        return False
    there: dict[str, str] = {}
    for other, needs in info.pods.values():
        there |= _handles(plane, other["metadata"]["namespace"], needs.claims)
    coming = [driver for handle, driver in wanted.items() if handle not in there]
    attached = list(there.values())
    return any(attached.count(driver) + coming.count(driver) > limits[driver] for driver in coming if driver in limits)


def _handles(plane: Plane, namespace: str, names: tuple[str, ...]) -> dict[str, str]:
    """The driver of each volume behind a pod's claims, by what names the volume."""
    found: dict[str, str] = {}
    for name in names:
        claim = plane.objects.get(PERSISTENT_VOLUME_CLAIMS, namespace, name)
        if claim is None:
            continue
        volume = plane.objects.get(PERSISTENT_VOLUMES, "", claim["spec"].get("volumeName") or "")
        if volume is None:
            made = plane.objects.get(STORAGE_CLASSES, "", claim["spec"].get("storageClassName") or "") or {}
            found[f"claim {namespace}/{name}"] = str(made.get("provisioner") or "")
        elif (source := volume["spec"].get("csi")) is not None:
            found[f"{source['driver']}/{source['volumeHandle']}"] = str(source["driver"])
    return found

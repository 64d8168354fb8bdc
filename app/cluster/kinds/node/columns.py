"""Columns of nodes."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, UNKNOWN, Column, age, at, metadata_name, wide

Object = dict[str, Any]
_ROLE, _OLD_ROLE = "node-role.kubernetes.io/", "kubernetes.io/role"

COLUMNS = (
    NAME,
    Column("Status", doc="The status of the node"),
    Column("Roles", doc="The roles of the node"),
    AGE,
    Column("Version", doc=".status.nodeInfo.kubeletVersion"),
    wide("Internal-IP", ".status.addresses"),
    wide("External-IP", ".status.addresses"),
    wide("OS-Image", ".status.nodeInfo.osImage"),
    wide("Kernel-Version", ".status.nodeInfo.kernelVersion"),
    wide("Container-Runtime", ".status.nodeInfo.containerRuntimeVersion"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    info = at(obj, "status", "nodeInfo", default={})
    versions = [info.get(name) or UNKNOWN for name in ("osImage", "kernelVersion", "containerRuntimeVersion")]
    addresses = [_address(obj, "InternalIP"), _address(obj, "ExternalIP")]
    row = [status(obj), ",".join(roles(obj)) or NONE, age(obj, now), info.get("kubeletVersion", "")]
    return [metadata_name(obj), *row, *addresses, *versions]


def status(obj: Object) -> str:
    """The word or words of STATUS."""
    conditions = at(obj, "status", "conditions", default=())
    ready = next((item for item in conditions if item["type"] == "Ready"), None)
    word = "Unknown" if ready is None else "Ready" if ready["status"] == "True" else "NotReady"
    return f"{word},SchedulingDisabled" if at(obj, "spec", "unschedulable") else word


def _address(obj: Object, kind: str) -> str:
    addresses = at(obj, "status", "addresses", default=())
    return next((str(item["address"]) for item in addresses if item["type"] == kind), NONE)


def roles(obj: Object) -> list[str]:
    """The roles that a node's labels name, sorted."""
    found = set()
    for key, value in (obj["metadata"].get("labels") or {}).items():
        if key.startswith(_ROLE):
            found.add(key.removeprefix(_ROLE))
        elif key == _OLD_ROLE:
            found.add(value)
    return sorted(found - {""})

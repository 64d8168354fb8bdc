"""Columns of persistent volumes."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, UNSET, Column, access_modes, age, at, metadata_name, storage_class, wide

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Capacity", doc=".spec.capacity"),
    Column("Access Modes", doc=".spec.accessModes"),
    Column("Reclaim Policy", doc=".spec.persistentVolumeReclaimPolicy"),
    Column("Status", doc=".status.phase"),
    Column("Claim", doc=".spec.claimRef"),
    Column("StorageClass", doc="StorageClass of the pv"),
    Column("VolumeAttributesClass", doc="VolumeAttributesClass of the pv"),
    Column("Reason", doc=".status.reason"),
    AGE,
    wide("VolumeMode", ".spec.volumeMode"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    phase = "Terminating" if "deletionTimestamp" in obj["metadata"] else at(obj, "status", "phase", default="")
    claim = spec.get("claimRef")
    bound_to = f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else ""
    size = [at(spec, "capacity", "storage", default="0"), access_modes(spec.get("accessModes"))]
    policy = spec.get("persistentVolumeReclaimPolicy", "")
    classes = [storage_class(obj), spec.get("volumeAttributesClassName") or UNSET]
    reason, mode = at(obj, "status", "reason", default=""), spec.get("volumeMode") or UNSET
    return [metadata_name(obj), *size, policy, phase, bound_to, *classes, reason, age(obj, now), mode]

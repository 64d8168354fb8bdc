"""Columns of persistent volume claims."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, UNSET, Column, access_modes, age, at, metadata_name, storage_class, wide

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Status", doc=".status.phase"),
    Column("Volume", doc=".spec.volumeName"),
    Column("Capacity", doc=".status.capacity"),
    Column("Access Modes", doc=".status.accessModes"),
    Column("StorageClass", doc="StorageClass of the pvc"),
    Column("VolumeAttributesClass", doc="VolumeAttributesClass of the pvc"),
    AGE,
    wide("VolumeMode", ".spec.volumeMode"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    phase = "Terminating" if "deletionTimestamp" in obj["metadata"] else at(obj, "status", "phase", default="")
    volume = at(obj, "spec", "volumeName", default="")
    capacity = at(obj, "status", "capacity", "storage", default="0") if volume else ""
    modes = access_modes(at(obj, "status", "accessModes")) if volume else ""
    attributes = at(obj, "spec", "volumeAttributesClassName", default=UNSET)
    mode = at(obj, "spec", "volumeMode", default=UNSET)
    size = [capacity, modes, storage_class(obj), attributes]
    return [metadata_name(obj), phase, volume, *size, age(obj, now), mode]

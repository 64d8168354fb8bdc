"""Columns of storage classes."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]
_DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")

COLUMNS = (
    NAME,
    Column("Provisioner", doc=".provisioner"),
    Column("ReclaimPolicy", doc=".reclaimPolicy"),
    Column("VolumeBindingMode", doc=".volumeBindingMode"),
    Column("AllowVolumeExpansion", doc=".allowVolumeExpansion"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    name = metadata_name(obj)
    if any(at(obj, "metadata", "annotations", key) == "true" for key in _DEFAULT):
        name += " (default)"
    policy, mode = obj.get("reclaimPolicy") or "Delete", obj.get("volumeBindingMode") or "Immediate"
    return [name, obj.get("provisioner", ""), policy, mode, bool(obj.get("allowVolumeExpansion")), age(obj, now)]

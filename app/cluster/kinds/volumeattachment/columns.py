"""Columns of volume attachments."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Attacher", format="name", doc=".spec.attacher"),
    Column("PV", doc=".spec.source.persistentVolumeName"),
    Column("Node", doc=".spec.nodeName"),
    Column("Attached", "boolean", doc=".status.attached"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec = obj["spec"]
    volume = at(spec, "source", "persistentVolumeName", default="")
    attached = at(obj, "status", "attached", default=False)
    return [metadata_name(obj), spec.get("attacher", ""), volume, spec.get("nodeName", ""), attached, age(obj, now)]

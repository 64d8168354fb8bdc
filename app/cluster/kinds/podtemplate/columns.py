"""Columns of pod templates."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import NAME, Column, at, containers, labels_text, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Containers", doc="Names of each container in the template."),
    Column("Images", doc="Images referenced by each container in the template."),
    Column("Pod Labels", doc="The labels for the pod template."),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    template = obj.get("template") or {}
    return [metadata_name(obj), *containers(template.get("spec")), labels_text(at(template, "metadata", "labels"))]

"""Columns of controller revisions."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, Column, age, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Controller", doc="Controller of the object"),
    Column("Revision", doc=".revision"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    owner = next((item for item in obj["metadata"].get("ownerReferences") or () if item.get("controller")), None)
    controller = NONE
    if owner is not None:
        group, slash, _ = owner["apiVersion"].partition("/")
        kind = f"{owner['kind']}.{group}" if slash else owner["kind"]
        controller = f"{kind.lower()}/{owner['name']}"
    return [metadata_name(obj), controller, obj.get("revision", 0), age(obj, now)]

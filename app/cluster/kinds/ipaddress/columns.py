"""Columns of IP addresses."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import NAME, NONE, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("ParentRef", doc=".spec.parentRef"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    found = at(obj, "spec", "parentRef")
    parent = NONE
    if found:
        group = found.get("group", "")
        parent = f"{found['resource']}.{group}".rstrip(".").lower()
        if found.get("namespace"):
            parent += f"/{found['namespace']}"
        parent += f"/{found['name']}"
    return [metadata_name(obj), parent, age(obj, now)]

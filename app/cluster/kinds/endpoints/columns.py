"""Columns of Endpoints."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, Column, age, listed, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Endpoints", doc=".subsets"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), listed(_places(obj), 3, NONE), age(obj, now)]


def _places(obj: Object) -> list[str]:
    found = []
    for subset in obj.get("subsets") or ():
        addresses, ports = subset.get("addresses") or (), subset.get("ports") or ()
        if not ports:
            found += [item["ip"] for item in addresses]
        found += [f"{item['ip']}:{port['port']}" for port in ports for item in addresses]
    return found

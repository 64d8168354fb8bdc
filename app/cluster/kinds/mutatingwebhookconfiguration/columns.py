"""Columns of mutating webhook configurations."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, age, metadata_name, number

Object = dict[str, Any]

COLUMNS = (
    NAME,
    number("Webhooks", "Webhooks indicates the number of webhooks registered in this configuration"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    return [metadata_name(obj), len(obj.get("webhooks") or ()), age(obj, now)]

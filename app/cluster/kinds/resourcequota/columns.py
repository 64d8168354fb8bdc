"""Columns of resource quotas."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Request", doc="Request represents a minimum amount of cpu/memory that a container may consume."),
    Column(
        "Limit",
        doc="Limits control the maximum amount of cpu/memory that a container may use independent of"
        " contention on the node.",
    ),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    hard, used = at(obj, "status", "hard", default={}), at(obj, "status", "used", default={})
    texts = {name: f"{name}: {used.get(name, '0')}/{hard[name]}" for name in sorted(hard)}
    requests = ", ".join(text for name, text in texts.items() if not name.startswith("limits."))
    limits = ", ".join(text for name, text in texts.items() if name.startswith("limits."))
    return [metadata_name(obj), requests, limits, age(obj, now)]

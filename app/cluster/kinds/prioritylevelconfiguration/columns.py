"""Columns of priority level configurations."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Type", doc=".spec.type"),
    Column("NominalConcurrencyShares", doc=".spec.limited.nominalConcurrencyShares"),
    Column("Queues", doc=".spec.limited.limitResponse.queuing.queues"),
    Column("HandSize", doc=".spec.limited.limitResponse.queuing.handSize"),
    Column("QueueLengthLimit", doc=".spec.limited.limitResponse.queuing.queueLengthLimit"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    limited = at(obj, "spec", "limited", default={})
    queuing = at(limited, "limitResponse", "queuing", default={})
    row = [at(obj, "spec", "type", default=""), limited.get("nominalConcurrencyShares", NONE)]
    row += [queuing.get(name, NONE) for name in ("queues", "handSize", "queueLengthLimit")]
    return [metadata_name(obj), *row, age(obj, now)]

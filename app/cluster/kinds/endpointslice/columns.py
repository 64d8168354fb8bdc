"""Columns of endpoint slices."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, UNSET, Column, age, listed, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("AddressType", doc=".addressType"),
    Column("Ports", doc=".ports"),
    Column("Endpoints", doc=".endpoints"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    numbers = [str(item.get("port") or item.get("name") or "*") for item in obj.get("ports") or ()]
    addresses = [address for item in obj.get("endpoints") or () for address in item.get("addresses") or ()]
    row = [metadata_name(obj), obj.get("addressType", ""), listed(numbers, 3, UNSET), listed(addresses, 3, UNSET)]
    return [*row, age(obj, now)]

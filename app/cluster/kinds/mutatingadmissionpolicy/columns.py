"""Columns of mutating admission policies."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, UNSET, Column, age, at, metadata_name, number

Object = dict[str, Any]

COLUMNS = (
    NAME,
    number("Mutations", "Mutations indicates the number of mutation rules defined in this configuration"),
    Column("ParamKind", doc="ParamKind specifies the kind of resources used to parameterize this policy"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    found = at(obj, "spec", "paramKind")
    kind = f"{found['apiVersion']}/{found['kind']}" if found else UNSET
    return [metadata_name(obj), len(at(obj, "spec", "mutations", default=())), kind, age(obj, now)]

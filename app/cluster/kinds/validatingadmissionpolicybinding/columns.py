"""Columns of validating admission policy bindings."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, UNSET, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("PolicyName", doc="The policy definition this binding refers to"),
    Column("ParamRef", doc="The param used by the binding"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    found = at(obj, "spec", "paramRef", default={})
    parameter = f"{found.get('namespace') or '*'}/{found['name']}" if found.get("name") else UNSET
    return [metadata_name(obj), at(obj, "spec", "policyName", default=""), parameter, age(obj, now)]

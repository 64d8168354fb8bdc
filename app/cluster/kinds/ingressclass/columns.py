"""Columns of ingress classes."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, NONE, Column, age, at, metadata_name

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Controller", doc="Controller that is responsible for handling this class"),
    Column("Parameters", doc="A reference to a resource with additional parameters"),
    AGE,
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    found = at(obj, "spec", "parameters")
    parameters = NONE
    if found:
        kind = f"{found['kind']}.{found['apiGroup']}" if found.get("apiGroup") is not None else found["kind"]
        parameters = f"{kind}/{found['name']}"
    name = metadata_name(obj)
    if at(obj, "metadata", "annotations", "ingressclass.kubernetes.io/is-default-class") == "true":
        name += " (default)"
    return [name, at(obj, "spec", "controller", default=""), parameters, age(obj, now)]

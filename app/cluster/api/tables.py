"""Tables: what `kubectl get` prints, made by the server.

Follows kubernetes pkg/printers/tablegenerator.go; each kind's columns stand in its `columns.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from app.cluster.api import schemas
from app.cluster.api.custom.columns import custom_columns
from app.cluster.api.registry import Resource
from app.cluster.kinds.column import AGE, NAME, Column, age, metadata_name

if TYPE_CHECKING:
    from app.cluster.api.objects import Object

Cells = Callable[[Any, float], list[Any]]
Carried = Callable[[Any], Any]
META_V1 = "meta.k8s.io/v1"


@dataclass(frozen=True)
class Printer:
    """The columns of a kind, the cells of an object, and its rows' conditions."""

    columns: tuple[Column, ...]
    cells: Cells
    conditions: Callable[[Any], list[dict[str, str]]] | None = None


def _plain(obj: Object, now: float) -> list[Any]:
    return [metadata_name(obj), age(obj, now)]


PLAIN = Printer((NAME, AGE), _plain)


@cache
def _built_in(kind: str) -> Printer:
    name = f"app.cluster.kinds.{kind}.columns"
    if find_spec(name) is None:
        return PLAIN
    module = import_module(name)
    return Printer(module.COLUMNS, module.cells, getattr(module, "conditions", None))


def printer(resource: Resource) -> Printer:
    """How a resource is printed."""
    if resource.custom is not None:
        columns, cells = custom_columns(resource.custom)
        return Printer(columns, cells)
    return _built_in(resource.kind.kind.lower())


def table(resource: Resource, objects: Iterable[Object], now: float, meta: dict[str, Any], carried: Carried) -> Object:
    """The Table of canonical objects. `carried` gives what a row carries of its object, or None."""
    how = printer(resource)
    rows = [row(how, obj, now, carried) for obj in objects]
    return {
        "kind": "Table",
        "apiVersion": META_V1,
        "metadata": meta,
        "columnDefinitions": definitions(resource, how),
        "rows": rows,
    }


def row(how: Printer, obj: Object, now: float, carried: Carried) -> dict[str, Any]:
    """One row."""
    result: dict[str, Any] = {"cells": how.cells(obj, now)}
    if how.conditions is not None and (found := how.conditions(obj)):
        result["conditions"] = found
    result["object"] = carried(obj)
    return result


def partial_metadata(obj: Object) -> Object:
    """PartialObjectMetadata."""
    return {"kind": "PartialObjectMetadata", "apiVersion": META_V1, "metadata": obj["metadata"]}


def definitions(resource: Resource, how: Printer) -> list[dict[str, Any]]:
    """columnDefinitions, with the fields' documentation."""
    return [
        {
            "name": column.name,
            "type": column.type,
            "format": column.format,
            "description": _description(resource, column),
            "priority": column.priority,
        }
        for column in how.columns
    ]


def _description(resource: Resource, column: Column) -> str:
    if not column.doc.startswith("."):
        return column.doc
    return _documented(resource.kind.gvk if resource.custom is None else None, column.doc)


@cache  # the documented columns of all kinds are a few hundred
def _documented(gvk: schemas.GVK | None, field: str) -> str:
    node, path = schemas.for_kind(gvk) if gvk is not None else None, field[1:].split(".")
    if node is None and path[0] == "metadata":
        node, path = schemas.reference(schemas.OBJECT_META), path[1:]
    found = schemas.walk(node, path)
    return str(schemas.resolve(found).get("description", "")) if found else ""

"""The metrics server's own tables.

Follows kubernetes-sigs metrics-server pkg/api/table.go: a column for each measured resource, then the window.
"""

from __future__ import annotations

from app.cluster.control.resources import Object
from app.sim import quantity

NAME = {"name": "Name", "type": "string", "format": "name", "description": "Name of the resource", "priority": 0}
METADATA = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}


def table(items: list[Object]) -> Object:
    """The Table of some NodeMetrics or PodMetrics; without items it has no columns."""
    names: list[str] = []
    rows = []
    for item in items:
        used = _total(item)
        names = names or sorted(used)
        cells = [item["metadata"]["name"], *(used.get(name, "0") for name in names), item["window"]]
        rows.append({"cells": cells, "object": {**METADATA, "metadata": item["metadata"]}})
    columns = [NAME, *(_column(name, "quantity") for name in names), _column("Window", "duration")] if names else []
    return {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": {}, "columnDefinitions": columns, "rows": rows}


def _column(name: str, form: str) -> Object:
    return {"name": name, "type": "string", "format": form, "description": "", "priority": 0}


def _total(item: Object) -> dict[str, str]:
    if "usage" in item:
        return dict(item["usage"])
    total: dict[str, quantity.Quantity] = {}
    for container in item["containers"]:
        for name, value in container["usage"].items():
            parsed = quantity.parse(value)
            total[name] = total[name] + parsed if name in total else parsed
    return {name: str(value) for name, value in total.items()}

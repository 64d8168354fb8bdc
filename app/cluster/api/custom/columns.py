"""The printer columns of a custom resource.

Follows kubernetes apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.cluster.kinds.column import NAME, Column, since

Object = dict[str, Any]
_STEP = re.compile(r"\.?([A-Za-z0-9_\-/]+)|\['([^']*)'\]|\[(\d+|\*)\]|\.?\[\?\(@\.([\w.]+)\s*==\s*\"([^\"]*)\"\)\]")
_DESCRIPTION = "Custom resource definition column (in JSONPath format): "
_AGE = {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}


def custom_columns(version: Object) -> tuple[tuple[Column, ...], Callable[[Any, float], list[Any]]]:
    """(columns, cells) of a CRD's version document."""
    listed = version.get("additionalPrinterColumns") or [_AGE]
    columns = [NAME]
    for item in listed:
        doc = item.get("description") or _DESCRIPTION + item["jsonPath"]
        columns.append(Column(item["name"], item["type"], item.get("format", ""), item.get("priority", 0), doc))

    def cells(obj: Object, now: float) -> list[Any]:
        found = [_cell(item["type"], read(obj, item["jsonPath"]), now) for item in listed]
        return [obj["metadata"]["name"], *found]

    return tuple(columns), cells


def read(obj: Any, path: str) -> list[Any]:
    """What a simple JSONPath finds: names, quoted names, indexes, `[*]` and equality filters."""
    found = [obj]
    for match in _STEP.finditer(path):
        name, quoted, index, field, value = match.groups()
        found = [item for at in found for item in _step(at, name or quoted, index, (field, value))]
    return found


def _step(at: Any, name: str | None, index: str | None, condition: tuple[str | None, str | None]) -> list[Any]:
    if name is not None:
        return [at[name]] if isinstance(at, dict) and name in at else []
    if not isinstance(at, list):
        return []
    if index == "*":
        return at
    if index is not None:
        return [at[int(index)]] if int(index) < len(at) else []
    return [item for item in at if isinstance(item, dict) and str(item.get(condition[0] or "")) == condition[1]]


def _cell(kind: str, found: list[Any], now: float) -> Any:
    if not found or found[0] is None:
        return None
    value = found[0]
    if kind == "date":
        return since(value, now) if isinstance(value, str) else "<unknown>"
    if kind in {"integer", "number"}:
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    if kind == "boolean":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(_plain(item) for item in found)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ",".join(f'"{item}"' if isinstance(item, str) else _plain(item) for item in value) + "]"
    return str(value)

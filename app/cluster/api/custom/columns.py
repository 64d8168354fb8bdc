"""The printer columns of a custom resource.

Follows kubernetes apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go.
"""

from __future__ import annotations

import json
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
    """Paths are simple, so only the first find counts."""
    value = found[0] if found else None
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if value is None:
        return None
    if kind == "string":
        return _plain(value)
    if kind == "date" and isinstance(value, str):
        return _age(value, now)
    if kind == "integer" and number:
        return int(value)
    if (kind == "number" and number) or (kind == "boolean" and isinstance(value, bool)):
        return value
    return None


def _age(value: str, now: float) -> str:
    try:
        return str(since(value, now))
    except ValueError:
        return "<invalid>"


def _plain(value: Any) -> str:
    """A value as JSONPath prints it: maps and lists as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        json.dumps(value, separators=(",", ":"), ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
    )

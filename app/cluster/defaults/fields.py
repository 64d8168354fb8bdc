"""Small steps that defaulting functions are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def default(obj: dict[str, Any], key: str, value: Any) -> None:
    """Sets a field that is missing, null or empty text."""
    if obj.get(key) is None or obj[key] == "":
        obj[key] = value


def branch(obj: dict[str, Any], *path: str) -> dict[str, Any]:
    """The object at a path, made on the way where it is missing."""
    for key in path:
        if not isinstance(obj.get(key), dict):
            obj[key] = {}
        obj = obj[key]
    return obj


def each(obj: dict[str, Any] | None, key: str) -> Sequence[dict[str, Any]]:
    """The objects in a list field, or none."""
    found = obj.get(key) if obj else None
    return [item for item in found if isinstance(item, dict)] if found else ()

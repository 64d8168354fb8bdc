"""Small things about API objects."""

from __future__ import annotations

from typing import Any


def clone(value: Any) -> Any:
    """A copy of JSON data, all the way down."""
    if isinstance(value, dict):
        return {key: clone(item) for key, item in value.items()}
    return [clone(item) for item in value] if isinstance(value, list) else value

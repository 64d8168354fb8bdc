"""Fields of a mapping, declared once: reading them, their errors and their documentation come from the declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.lessons.errors import suggestion
from app.lessons.reading.source import Source, Value

Read = Callable[[Source, Value], Any]


@dataclass(frozen=True)
class Takes:
    """What may stand behind a key: `name` for the documentation, `read` for the value (it reports its own errors)."""

    name: str
    read: Read


@dataclass(frozen=True)
class Field:
    """One key of a mapping."""

    name: str
    takes: Takes
    help: str
    required: bool = False
    default: Any = None


def read_fields(source: Source, value: Value, fields: Sequence[Field], what: str) -> dict[str, Any]:
    """The values of all fields by name, with defaults; unknown and missing keys are reported."""
    found = {field.name: field.default for field in fields}
    if not value.is_mapping:
        source.wrong(value, f"{what} must be a mapping of keys to values", f"its keys are: {_names(fields)}")
        return found
    by_name = {field.name: field for field in fields}
    for key, below in value.items():
        if key not in by_name:
            source.wrong(value.key_lines[key], f"unknown key {key!r} in {what}", suggestion(key, by_name))
        else:
            found[key] = by_name[key].takes.read(source, below)
    for field in fields:
        if field.required and field.name not in value.data:
            source.wrong(value, f"{what} lacks the key {field.name!r}", f"{field.name}: {field.help}")
    return found


def _names(fields: Iterable[Field]) -> str:
    return ", ".join(field.name for field in fields)

"""Fields of a mapping, declared once: reading them, their errors and their documentation come from the declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.lessons.errors import suggestion
from app.lessons.reading.source import Source, Value

Read = Callable[[Source, Value], Any]
Schema = Mapping[str, Any]
SCALAR: Schema = {"type": ["string", "number", "boolean"]}  # a word, as YAML may take it


@dataclass(frozen=True)
class Takes:
    """What may stand behind a key: `name` for the documentation, `read` for the value (it reports its own errors).

    `schema` is what editors complete and underline by: JSON Schema, looser than `read` where it cannot say all.
    """

    name: str
    read: Read
    schema: Schema = field(default_factory=lambda: dict(SCALAR))


@dataclass(frozen=True)
class Field:
    """One key of a mapping."""

    name: str
    takes: Takes
    help: str
    required: bool = False
    default: Any = None


def schema_of(fields: Iterable[Field]) -> Schema:
    """A mapping of these keys and no others."""
    given = list(fields)
    properties = {one.name: {"description": one.help, **one.takes.schema} for one in given}
    required = [one.name for one in given if one.required]
    found: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": required} if required else {})


def read_fields(source: Source, value: Value, fields: Sequence[Field], what: str) -> dict[str, Any]:
    """The values of all fields by name, with defaults; unknown and missing keys are reported."""
    found = {one.name: one.default for one in fields}
    if not value.is_mapping:
        source.wrong(value, f"{what} must be a mapping of keys to values", f"its keys are: {_names(fields)}")
        return found
    by_name = {one.name: one for one in fields}
    for key, below in value.items():
        if key not in by_name:
            source.wrong(value.key_lines[key], f"unknown key {key!r} in {what}", suggestion(key, by_name))
        else:
            found[key] = by_name[key].takes.read(source, below)
    for one in fields:
        if one.required and one.name not in value.data:
            source.wrong(value, f"{what} lacks the key {one.name!r}", f"{one.name}: {one.help}")
    return found


def _names(fields: Iterable[Field]) -> str:
    return ", ".join(one.name for one in fields)

"""Payloads of events as frozen dataclasses: reading them from untrusted JSON, and writing them to JSON.

A field's type says what is valid: `str` with a `Text`, `int` with a `Whole`, `float` with a `Number`, `bool`, a
`Literal`, a mapping of strings to integers with an `Entries`, a list of strings with an `Items`. Messages to the
browser are ours: they are written, never read, and may nest dataclasses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class MalformedError(Exception):
    """A payload that is not of its event's shape; the text says where, for the log and the page's author."""


@dataclass(frozen=True)
class Text:
    """A string of at most `longest` bytes of UTF-8 that matches `pattern` as a whole."""

    longest: int
    pattern: str = ""


@dataclass(frozen=True)
class Whole:
    """An integer between `least` and `most`."""

    least: int
    most: int


@dataclass(frozen=True)
class Number:
    """A finite number between `least` and `most`."""

    least: float
    most: float


@dataclass(frozen=True)
class Entries:
    """An object of at most `most` entries whose keys are such texts and whose values are such integers."""

    most: int
    key: Text
    value: Whole


@dataclass(frozen=True)
class Items:
    """A list of at most `most` such texts."""

    most: int
    item: Text


Rule = Text | Whole | Number | Entries | Items


@cache
def field_types(message: Any) -> dict[str, tuple[Any, Rule | None]]:
    """By field name the bare type and the rule (None where the type says it all), class variables left out."""
    hints = get_type_hints(message, include_extras=True)
    return {field.name: _split(hints[field.name]) for field in fields(message)}


def read(message: Callable[..., T], payload: object) -> T:
    """Make the dataclass from an event's payload. Raises `MalformedError`."""
    given = {} if payload is None else payload
    if not isinstance(given, Mapping):
        raise MalformedError(f"expected an object, got {type(given).__name__}")
    types = field_types(message)
    if unknown := sorted(str(name) for name in given if name not in types):
        raise MalformedError(f"unknown field {unknown[0][:40]!r}")
    values = {name: _read_field(name, *types[name], given[name]) for name in types if name in given}
    required = [
        field.name
        for field in fields(cast(Any, message))
        if field.default is MISSING and field.default_factory is MISSING
    ]
    if missing := [name for name in required if name not in values]:
        raise MalformedError(f"field {missing[0]!r} is missing")
    return message(**values)


def _split(hint: Any) -> tuple[Any, Rule | None]:
    if get_origin(hint) is Annotated:
        bare, rule = get_args(hint)
        return bare, rule
    return hint, None


def _read_field(name: str, bare: Any, rule: Rule | None, value: object) -> object:
    match rule:
        case Text():
            return _read_text(name, rule, value)
        case Whole():
            return _read_whole(name, rule, value)
        case Number():
            return _read_number(name, rule, value)
        case Entries():
            return _read_entries(name, rule, value)
        case Items():
            return _read_items(name, rule, value)
    if bare is bool:
        if isinstance(value, bool):
            return value
        raise MalformedError(f"field {name!r} is neither true nor false")
    if get_origin(bare) is Literal:
        if isinstance(value, str) and value in get_args(bare):
            return value
        raise MalformedError(f"field {name!r} is none of {', '.join(map(repr, get_args(bare)))}")
    raise TypeError(f"field {name!r}: no rule for {bare!r}")


def _read_text(name: str, rule: Text, value: object) -> str:
    if not isinstance(value, str):
        raise MalformedError(f"field {name!r} is not a string")
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise MalformedError(f"field {name!r} is not Unicode text") from None
    if size > rule.longest:
        raise MalformedError(f"field {name!r} has {size} bytes, more than {rule.longest}")
    if rule.pattern and re.fullmatch(rule.pattern, value) is None:
        raise MalformedError(f"field {name!r} does not match {rule.pattern}")
    return value


def _read_whole(name: str, rule: Whole, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise MalformedError(f"field {name!r} is not an integer")
    if not rule.least <= value <= rule.most:
        raise MalformedError(f"field {name!r} is not between {rule.least} and {rule.most}")
    return value


def _read_number(name: str, rule: Number, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise MalformedError(f"field {name!r} is not a finite number")
    if not rule.least <= value <= rule.most:
        raise MalformedError(f"field {name!r} is not between {rule.least:g} and {rule.most:g}")
    return float(value)


def _read_entries(name: str, rule: Entries, value: object) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise MalformedError(f"field {name!r} is not an object")
    if len(value) > rule.most:
        raise MalformedError(f"field {name!r} has more than {rule.most} entries")
    return {_read_text(name, rule.key, key): _read_whole(name, rule.value, item) for key, item in value.items()}


def _read_items(name: str, rule: Items, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise MalformedError(f"field {name!r} is not a list")
    if len(value) > rule.most:
        raise MalformedError(f"field {name!r} has more than {rule.most} entries")
    return tuple(_read_text(name, rule.item, item) for item in value)

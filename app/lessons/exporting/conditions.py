"""Patterns of checks as jq conditions. What jq cannot say of them raises `CannotSayError`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any


class CannotSayError(Exception):
    """A part of a check that no script says; the text names it."""


def condition(pattern: Any, at: str = ".") -> str:
    """A jq expression that is true where the value at a path fits a pattern."""
    if isinstance(pattern, Mapping):
        parts = [_entry(str(key), value, at) for key, value in pattern.items()]
        return " and ".join(parts) if parts else f'({at} | type) == "object"'
    if isinstance(pattern, list):
        if not pattern:
            return f"(({at} // []) | length) == 0"
        return " and ".join(f"any(({at} // [])[]; {condition(entry)})" for entry in pattern)
    if pattern is None:
        return f"{at} == null"
    if isinstance(pattern, bool):
        return f"{at} == {json.dumps(pattern)}"
    return f"({at} | tostring) == {json.dumps(str(pattern))}"


def _entry(key: str, value: Any, at: str) -> str:
    if " " in key:
        if key not in _OPERATORS:
            raise CannotSayError(f"the operator `{key}`")
        return f"({_OPERATORS[key](value, at)})"
    return f"({condition(value, f'{at}[{json.dumps(key)}]')})"


def _number(sign: str) -> Callable[[Any, str], str]:
    def compared(value: Any, at: str) -> str:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise CannotSayError(f"the quantity {value!r}")
        return f"({at} // 0 | tonumber) {sign} {value}"

    return compared


def _text(function: str) -> Callable[[Any, str], str]:
    return lambda value, at: f'({at} // "" | tostring) | {function}({json.dumps(str(value))})'


def _flag(yes: str, no: str) -> Callable[[Any, str], str]:
    return lambda value, at: f"{at} | {yes if value else no}"


_OPERATORS: dict[str, Callable[[Any, str], str]] = {
    "at least": _number(">="),
    "at most": _number("<="),
    "more than": _number(">"),
    "less than": _number("<"),
    "is not": lambda value, at: f"({condition(value, at)}) | not",
    "one of": lambda value, at: " or ".join(f"({condition(one, at)})" for one in value),
    "matches pattern": _text("test"),
    "has text": _text("contains"),
    "lacks text": lambda value, at: f"({_text('contains')(value, at)}) | not",
    "starts with": _text("startswith"),
    "ends with": _text("endswith"),
    "is present": _flag(". != null", ". == null"),
    "is absent": _flag(". == null", ". != null"),
    "is empty": _flag("(. // []) | length == 0", "(. // []) | length > 0"),
    "has length": lambda value, at: condition(value, f"({at} // [] | length)"),
    "each item": lambda value, at: f"(({at} // []) | length) > 0 and all({at}[]; {condition(value)})",
    "no item": lambda value, at: f"any(({at} // [])[]; {condition(value)}) | not",
    "is exactly": lambda value, at: f"{at} == {json.dumps(value)}",
}

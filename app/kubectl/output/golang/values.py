"""Decoded JSON as Go values: `map[string]interface {}`, `[]interface {}`, `int64`, `float64`, as kubectl decodes it.

Python integers beyond int64 stand for the floats that kubectl makes of them.

Follows kubernetes apimachinery pkg/util/json and Go's reflect package.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MIN_INT64: Final = -(2**63)
MAX_INT64: Final = 2**63 - 1
MAX_UINT64: Final = 2**64 - 1


class Int(int):
    """Go's `int`, of constants, lengths and indexes; a plain Python int stands for `int64`."""


class Byte(int):
    """Go's `uint8`: what indexing a string gives."""


class _Invalid:
    def __repr__(self) -> str:
        return "<invalid reflect.Value>"


INVALID: Final = _Invalid()
"""The zero reflect.Value: a key that is not there."""

_TYPE_NAMES: Final[dict[type, str]] = {
    bool: "bool",
    int: "int64",
    Int: "int",
    Byte: "uint8",
    float: "float64",
    str: "string",
    list: "[]interface {}",
    tuple: "[]interface {}",
    complex: "complex128",
}

_KINDS: Final[dict[type, str]] = {
    bool: "bool",
    int: "int",
    Int: "int",
    Byte: "uint",
    float: "float",
    str: "string",
    list: "slice",
    tuple: "slice",
    dict: "map",
    complex: "complex",
}


def type_name(value: Any) -> str:
    """How `%T` writes the type of `value`."""
    if value is None:
        return "<nil>"
    if (name := getattr(value, "go_type", None)) is not None:  # a class of its own says what it stands for
        return str(name)
    if isinstance(value, Mapping):
        return "map[string]interface {}"
    return _TYPE_NAMES.get(type(go_number(value)), type(value).__name__)


def kind(value: Any) -> str:
    """`bool`, `int`, `uint`, `float`, `complex`, `string`, `slice`, `map`; `invalid` for nil and what is not there."""
    if (name := getattr(value, "go_kind", None)) is not None:
        return str(name)
    return _KINDS.get(type(go_number(value)), "invalid")


def go_number(value: Any) -> Any:
    """`value` as kubectl decodes it: an integer beyond int64 becomes a float."""
    if type(value) is int and not MIN_INT64 <= value <= MAX_INT64:
        return float(value)
    return value


def map_numbers(value: Any, convert: Any) -> Any:
    """`value` with `convert` applied to the children of a map or list; the same object when none of them changed."""
    if isinstance(value, dict):
        changed = {key: new for key, item in value.items() if (new := convert(item)) is not item}
        return {**value, **changed} if changed else value
    if isinstance(value, list):
        items = [convert(item) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value


def remarshalled(value: Any) -> Any:
    """`value` after a trip through JSON, as go-template sees it: floats that JSON writes as integers become int64."""
    if type(value) is float and value.is_integer() and MIN_INT64 <= value <= MAX_INT64:
        return int(value)
    number = go_number(value)
    return number if number is not value else map_numbers(value, remarshalled)

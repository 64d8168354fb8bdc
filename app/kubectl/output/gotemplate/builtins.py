"""The functions of Go templates, and those that kubectl adds.

Follows Go's text/template/funcs.go and kubernetes cli-runtime pkg/printers/{template,jsonpath}.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from app.kubectl.output.golang.comparing import BASIC_KINDS, ComparisonError, less
from app.kubectl.output.golang.printing import sprint, sprintln
from app.kubectl.output.golang.sprintf import sprintf
from app.kubectl.output.golang.values import INVALID, Byte, Int, kind, type_name
from app.kubectl.output.gotemplate.boxes import Box, truth, unboxed
from app.sim import go_base64

_ZERO_TYPE = "reflect: call of reflect.Value.Type on zero Value"
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")


class CallError(Exception):
    """A function that fails on its arguments."""


@dataclass(frozen=True)
class Function:
    """What a template can call: the types of its parameters, the last one repeated when `variadic`.

    A parameter is a `string`, `any` (the bare value, nil for what is missing), or a `value` (as it was found).
    """

    call: Callable[..., Any]
    parameters: tuple[str, ...]
    variadic: bool = False


def _index(item: Any, *indexes: Any) -> Any:
    item = unboxed(item)
    if item is INVALID:
        raise CallError("index of untyped nil")
    for index in map(unboxed, indexes):
        if isinstance(item, Box):
            item = item.value
        if item is None:
            raise CallError("index of nil pointer")
        item = _element(item, index)
    return item


def _element(item: Any, index: Any) -> Any:
    if isinstance(item, dict):
        if index is INVALID:
            raise CallError("value is nil; should be of type string")
        if not isinstance(index, str):
            raise CallError(f"value has type {type_name(index)}; should be string")
        return Box(item.get(index))
    if not isinstance(item, list | str):
        raise CallError(f"can't index item of type {type_name(item)}")
    data = item if isinstance(item, list) else item.encode("utf-8", "surrogateescape")
    place = _position(index, len(data))
    if place == len(data):
        raise CallError(f"reflect: {'slice' if isinstance(item, list) else 'string'} index out of range")
    return Box(data[place]) if isinstance(data, list) else Byte(data[place])


def _position(index: Any, limit: int) -> int:
    if index is INVALID:
        raise CallError("cannot index slice/array with nil")
    if kind(index) not in {"int", "uint"}:
        raise CallError(f"cannot index slice/array with type {type_name(index)}")
    if not 0 <= index <= limit:
        raise CallError(f"index out of range: {int(index)}")
    return int(index)


def _slice(item: Any, *indexes: Any) -> Any:
    item = unboxed(item)
    if item is INVALID:
        raise CallError("slice of untyped nil")
    if len(indexes) > 3:
        raise CallError(f"too many slice indexes: {len(indexes)}")
    if not isinstance(item, list | str):
        raise CallError(f"can't slice item of type {type_name(item)}")
    if isinstance(item, str) and len(indexes) == 3:
        raise CallError("cannot 3-index slice a string")
    data = item if isinstance(item, list) else item.encode("utf-8", "surrogateescape")
    places = [_position(unboxed(index), len(data)) for index in indexes]
    bounds = [0, len(data)]
    bounds[: min(len(places), 2)] = places[:2]
    if bounds[0] > bounds[1]:
        raise CallError(f"invalid slice index: {bounds[0]} > {bounds[1]}")
    if len(places) == 3 and bounds[1] > places[2]:
        raise CallError(f"invalid slice index: {bounds[1]} > {places[2]}")
    part = data[bounds[0] : bounds[1]]
    return part if isinstance(part, list) else part.decode("utf-8", "surrogateescape")


def _length(item: Any) -> Int:
    if isinstance(item, Box):
        item = item.value
        if item is None:
            raise CallError("len of nil pointer")
    if item is INVALID:
        raise CallError(_ZERO_TYPE)
    if isinstance(item, str):
        return Int(len(item.encode("utf-8", "surrogateescape")))
    if isinstance(item, list | dict):
        return Int(len(item))
    raise CallError(f"len of type {type_name(item)}")


def _call(name: str, function: Any, *_: Any) -> Any:
    function = unboxed(function)
    if function is INVALID:
        raise CallError("call of nil")
    raise CallError(f"non-function {name} of type {type_name(function)}")


def _equals(left: Any, *others: Any) -> bool:
    left = unboxed(left)
    if not others:
        raise CallError("missing argument for comparison")
    return any(_same(left, unboxed(other)) for other in others)


def _same(left: Any, right: Any) -> bool:
    kinds = {kind(left), kind(right)}
    if left is INVALID or right is INVALID:
        return left is right
    if kinds & BASIC_KINDS:
        if len(kinds) > 1 and kinds != {"int", "uint"}:
            raise _incompatible(left, right)
        return bool(left == right)
    if type(left) is not type(right):
        raise CallError(sprintf("non-comparable types %s: %v, %s: %v", left, type_name(left), type_name(right), right))
    raise CallError(sprintf("non-comparable type %s: %v", left, type_name(left)))


def _incompatible(left: Any, right: Any) -> CallError:
    return CallError(f"incompatible types for comparison: {type_name(left)} and {type_name(right)}")


def _less(left: Any, right: Any) -> bool:
    left, right = unboxed(left), unboxed(right)
    if {kind(left), kind(right)} - BASIC_KINDS:
        raise CallError("invalid type for comparison")
    if kind(left) != kind(right) and {kind(left), kind(right)} != {"int", "uint"}:
        raise _incompatible(left, right)
    try:
        return less(left, right)
    except ComparisonError as error:
        raise CallError(str(error)) from None


def _less_or_equal(left: Any, right: Any) -> bool:
    return _less(left, right) or _equals(left, right)


_HTML = {'"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"}
_JS = {"\\": r"\\", "'": r"\'", '"': r"\"", "<": r"\u003C", ">": r"\u003E", "&": r"\u0026", "=": r"\u003D"}


def _html(*values: Any) -> str:
    return "".join(_HTML.get(character, character) for character in sprint(*_printable(values)))


def _js(*values: Any) -> str:
    return "".join(_js_character(character) for character in sprint(*_printable(values)))


def _js_character(character: str) -> str:
    if character in _JS:
        return _JS[character]
    if character >= " " and (character.isascii() or character.isprintable()):
        return character
    return f"\\u{ord(character):04X}"


def _urlquery(*values: Any) -> str:
    return quote_plus(sprint(*_printable(values)), safe="~-._")


def _printable(values: tuple[Any, ...]) -> list[Any]:
    return ["<no value>" if value is None else value for value in values]


def _exists(item: Any, *indexes: Any) -> bool:
    """Whether `index` would find something; without indexes, always."""
    for index in indexes:
        if isinstance(item, dict):
            item = item.get(index) if isinstance(index, str) else None
        elif isinstance(item, list | str) and kind(index) in {"int", "uint"}:
            data = item if isinstance(item, list) else item.encode("utf-8", "surrogateescape")
            item = data[index] if 0 <= index < len(data) else None
        else:
            return False
        if item is None:
            return False
    return True


def _base64decode(text: str) -> str:
    try:
        return go_base64.decode(text).decode("utf-8", "surrogateescape")
    except ValueError as wrong:
        raise CallError(f"base64 decode failed: {wrong}") from None


FUNCTIONS: dict[str, Function] = {
    "and": Function(truth, ("value", "value"), variadic=True),  # evaluated by the executor, which stops early
    "or": Function(truth, ("value", "value"), variadic=True),
    "not": Function(lambda value: not truth(value), ("value",)),
    "call": Function(_call, ("value", "value"), variadic=True),
    "html": Function(_html, ("any",), variadic=True),
    "index": Function(_index, ("value", "value"), variadic=True),
    "slice": Function(_slice, ("value", "value"), variadic=True),
    "js": Function(_js, ("any",), variadic=True),
    "len": Function(_length, ("value",)),
    "print": Function(sprint, ("any",), variadic=True),
    "printf": Function(sprintf, ("string", "any"), variadic=True),
    "println": Function(sprintln, ("any",), variadic=True),
    "urlquery": Function(_urlquery, ("any",), variadic=True),
    "eq": Function(_equals, ("value", "value"), variadic=True),
    "ne": Function(lambda left, right: not _equals(left, right), ("value", "value")),
    "lt": Function(_less, ("value", "value")),
    "le": Function(_less_or_equal, ("value", "value")),
    "gt": Function(lambda left, right: not _less_or_equal(left, right), ("value", "value")),
    "ge": Function(lambda left, right: not _less(left, right), ("value", "value")),
    "exists": Function(_exists, ("any", "any"), variadic=True),
    "base64decode": Function(_base64decode, ("string",)),
}

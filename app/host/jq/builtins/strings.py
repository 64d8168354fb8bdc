"""Texts: to and from numbers, code points and JSON; prefixes, parts, letters. Follows jqlang/jq src/builtin.c."""

from __future__ import annotations

from app.host.jq import operators
from app.host.jq.access import whole
from app.host.jq.dumping import dumped
from app.host.jq.machine import World
from app.host.jq.operators import wrong
from app.host.jq.reading import parse
from app.host.jq.registry import function
from app.host.jq.values import JqError, Value, is_nan, is_number

_DOWN = {code: code + 32 for code in range(65, 91)}
_UP = {code: code - 32 for code in range(97, 123)}


def tostring(value: Value) -> str:
    """A text as it is, anything else as JSON."""
    return value if isinstance(value, str) else dumped(value)


@function("tostring/0")
def _tostring(_world: World, value: Value) -> Value:
    return tostring(value)


@function("tojson/0")
def _tojson(_world: World, value: Value) -> Value:
    return dumped(value)


@function("fromjson/0")
def _fromjson(_world: World, value: Value) -> Value:
    if not isinstance(value, str):
        raise wrong(value, "only strings can be parsed")
    return parse(value)


@function("tonumber/0")
def _tonumber(_world: World, value: Value) -> Value:
    if is_number(value):
        return value
    if isinstance(value, str):
        found = parse(value)
        if is_number(found):
            return found
    raise wrong(value, "cannot be parsed as a number")


@function("utf8bytelength/0")
def _utf8bytelength(_world: World, value: Value) -> Value:
    if not isinstance(value, str):
        raise wrong(value, "only strings have UTF-8 byte length")
    return len(value.encode("utf-8", "surrogatepass"))


@function("startswith/1")
def _startswith(_world: World, value: Value, start: Value) -> Value:
    if not isinstance(value, str) or not isinstance(start, str):
        raise JqError("startswith() requires string inputs")
    return value.startswith(start)


@function("endswith/1")
def _endswith(_world: World, value: Value, end: Value) -> Value:
    if not isinstance(value, str) or not isinstance(end, str):
        raise JqError("endswith() requires string inputs")
    return value.endswith(end)


@function("ltrimstr/1")
def _ltrimstr(_world: World, value: Value, start: Value) -> Value:
    return value.removeprefix(start) if isinstance(value, str) and isinstance(start, str) else value


@function("rtrimstr/1")
def _rtrimstr(_world: World, value: Value, end: Value) -> Value:
    return value.removesuffix(end) if isinstance(value, str) and isinstance(end, str) else value


@function("split/1")
def _split(_world: World, value: Value, separator: Value) -> Value:
    if not isinstance(value, str) or not isinstance(separator, str):
        raise JqError("split input and separator must be strings")
    return operators.split(value, separator)


@function("explode/0")
def _explode(_world: World, value: Value) -> Value:
    if not isinstance(value, str):
        raise JqError("explode input must be a string")
    return [*map(ord, value)]


@function("implode/0")
def _implode(_world: World, value: Value) -> Value:
    if not isinstance(value, list):
        raise JqError("implode input must be an array")
    return "".join(map(_letter, value))


def _letter(code: Value) -> str:
    if not is_number(code) or is_nan(code):
        raise wrong(code, "can't be imploded, unicode codepoint needs to be numeric")
    number = whole(code)
    return "\ufffd" if not 0 <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)


@function("ascii_downcase/0")
def _ascii_downcase(_world: World, value: Value) -> Value:
    if not isinstance(value, str):
        raise JqError("explode input must be a string")
    return value.translate(_DOWN)


@function("ascii_upcase/0")
def _ascii_upcase(_world: World, value: Value) -> Value:
    if not isinstance(value, str):
        raise JqError("explode input must be a string")
    return value.translate(_UP)

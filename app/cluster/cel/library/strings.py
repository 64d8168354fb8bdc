"""Texts and regular expressions.

Follows cel-go common/stdlib, ext/strings.go (version 2) and kubernetes apiserver/pkg/cel/library/regex.go.
"""

from __future__ import annotations

import json
import re
from typing import Any

from app.cluster.cel.functions import Functions
from app.cluster.cel.library.operators import double_text, regular
from app.cluster.cel.library.times import as_text
from app.cluster.cel.values import CelError, Duration, Timestamp, TypeValue, is_number, type_name

_SPACE = " \t\n\v\f\r\x85\xa0                　"
_CLAUSE = re.compile(r"%(?:\.(\d+))?(.?)", re.DOTALL)
_LOWER = {upper: upper + 32 for upper in range(65, 91)}
_UPPER = {lower: lower - 32 for lower in range(97, 123)}


def _char(text: str, index: int) -> str:
    if not 0 <= index <= len(text):
        raise CelError(f"index out of range: {index}")
    return text[index : index + 1]


def _find(text: str, part: str, start: int = 0) -> int:
    if not 0 <= start <= len(text):
        raise CelError(f"index out of range: {start}")
    return text.find(part, start)


def _find_last(text: str, part: str, end: int | None = None) -> int:
    if end is not None and not 0 <= end <= len(text):
        raise CelError(f"index out of range: {end}")
    return text.rfind(part) if end is None else text.rfind(part, 0, end + len(part))


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    return text.replace(old, new, count)


def _split(text: str, separator: str, limit: int = -1) -> list[str]:
    if limit == 0:
        return []
    if separator == "":
        parts = list(text)
        return parts if limit < 0 or len(parts) <= limit else [*parts[: limit - 1], "".join(parts[limit - 1 :])]
    return text.split(separator, limit - 1 if limit > 0 else -1)


def _part(text: str, start: int, end: int | None = None) -> str:
    end = len(text) if end is None else end
    for index in (start, end):
        if not 0 <= index <= len(text):
            raise CelError(f"index out of range: {index}")
    if start > end:
        raise CelError(f"invalid substring range. start: {start}, end: {end}")
    return text[start:end]


def shown(value: Any) -> str:
    """A value as %s of format prints it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, (Timestamp, Duration)):
        return as_text(value)
    if isinstance(value, TypeValue):
        return value.name
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(key)}: {shown(value[key])}" for key in sorted(value, key=shown)) + "}"
    raise CelError(f"string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, "
                   f"durations, and timestamps, was given {type_name(value)}")  # fmt: skip


def _format(pattern: str, args: list[Any]) -> str:
    left = list(args)

    def clause(match: re.Match[str]) -> str:
        kind = match[2]
        if kind == "%":
            return "%"
        if not left:
            raise CelError(f"index {len(args)} out of range")
        return _clause(kind, int(match[1]) if match[1] else 6, left.pop(0))

    return _CLAUSE.sub(clause, pattern)


def _clause(kind: str, precision: int, value: Any) -> str:
    if kind == "s":
        return shown(value)
    if kind == "d" and isinstance(value, int) and not isinstance(value, bool):
        return str(int(value))
    if kind in "fe" and kind and is_number(value):
        return f"{float(value):.{precision}{kind}}"
    if kind in "xX" and kind and isinstance(value, (int, str, bytes)):
        raw = value.encode() if isinstance(value, str) else value
        text = f"{raw:x}" if isinstance(raw, int) else raw.hex()
        return text.upper() if kind == "X" else text
    if kind in "ob" and kind and isinstance(value, int):
        return f"{int(value):{kind}}"
    if not kind or kind not in "sdfexXob":
        raise CelError(f'could not parse formatting clause: unrecognized formatting clause "{kind}"')
    names = {"d": "decimal clause can only be used on integers", "f": "fixed-point clause can only be used on doubles",
             "e": "scientific clause can only be used on doubles"}  # fmt: skip
    why = names.get(kind, "only integers can be formatted")
    raise CelError(f"error during formatting: {why}, was given {type_name(value)}")


def _first_match(text: str, pattern: str) -> str:
    match = regular(pattern).search(text)
    return match.group() if match else ""


def _all_matches(text: str, pattern: str, limit: int = -1) -> list[str]:
    found = [match.group() for match in regular(pattern).finditer(text)]
    return found if limit < 0 else found[:limit]


def _pointer(key: str) -> str:
    """A key as a step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def declare(functions: Functions) -> None:
    """Add them."""
    functions.declare("string::contains(string) -> bool", lambda text, part: part in text)
    functions.declare("string::startsWith(string) -> bool", lambda text, part: text.startswith(part))
    functions.declare("string::endsWith(string) -> bool", lambda text, part: text.endswith(part))
    functions.declare("string::charAt(int) -> string", _char)
    functions.declare("string::indexOf(string) -> int", _find)
    functions.declare("string::indexOf(string, int) -> int", _find)
    functions.declare("string::lastIndexOf(string) -> int", _find_last)
    functions.declare("string::lastIndexOf(string, int) -> int", _find_last)
    functions.declare("string::lowerAscii() -> string", lambda text: text.translate(_LOWER))
    functions.declare("string::upperAscii() -> string", lambda text: text.translate(_UPPER))
    functions.declare("string::replace(string, string) -> string", _replace)
    functions.declare("string::replace(string, string, int) -> string", _replace)
    functions.declare("string::split(string) -> list(string)", _split)
    functions.declare("string::split(string, int) -> list(string)", _split)
    functions.declare("string::substring(int) -> string", _part)
    functions.declare("string::substring(int, int) -> string", _part)
    functions.declare("string::trim() -> string", lambda text: text.strip(_SPACE))
    functions.declare("string::format(list(dyn)) -> string", _format)
    functions.declare("list(string)::join() -> string", "".join)
    functions.declare("list(string)::join(string) -> string", lambda items, between: between.join(items))
    functions.declare("jsonpatch.escapeKey(string) -> string", _pointer)
    functions.declare("strings.quote(string) -> string", lambda text: json.dumps(text, ensure_ascii=False))
    functions.declare("string::find(string) -> string", _first_match)
    functions.declare("string::findAll(string) -> list(string)", _all_matches)
    functions.declare("string::findAll(string, int) -> list(string)", _all_matches)

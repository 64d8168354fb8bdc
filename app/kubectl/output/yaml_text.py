"""YAML as `-o yaml` prints it: block style, keys in natural order, lists at the column of their key.

Follows sigs.k8s.io/yaml (by way of JSON) and its goyaml.v2: encode.go, sorter.go, emitterc.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cmp_to_key, lru_cache
from typing import Any

from app.kubectl.output.errors import OutputError
from app.kubectl.output.golang.numbers import parse_integer
from app.kubectl.output.golang.printing import format_float, format_json_float
from app.kubectl.output.golang.values import MAX_INT64, MAX_UINT64, MIN_INT64
from app.kubectl.output.yaml_scalars import WIDTH, style, write_key, write_scalar

_MAX_SIMPLE_KEY = 128  # bytes
_REFUSED = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NEXT_LINE = re.compile("[ \t]*\x85[ \t]*")


def yaml_text(value: Any) -> str:
    """`value` as a YAML document with a newline at its end; raises OutputError for characters that YAML refuses."""
    out: list[str] = []
    if isinstance(value, dict) and value:
        _mapping(out, value, 0, "")
    elif isinstance(value, list) and value:
        _sequence(out, value, 0, "")
    else:
        _leaf(out, value, 0, 0)
    return "".join(out)


def yaml_pieces(value: dict[str, Any]) -> Iterator[str]:
    """`yaml_text` bit by bit: an API list's items one at a time."""
    items = value.get("items")
    if not isinstance(items, list) or not items:
        yield yaml_text(value)
        return
    for key in _key_order(tuple(value)):
        if key != "items":
            yield yaml_text({key: value[key]})
            continue
        yield "items:\n"
        for item in items:
            out: list[str] = []
            _nested(out, item, 0, "- ")
            yield "".join(out)


def _mapping(out: list[str], value: dict[str, Any], indent: int, first: str) -> None:
    """The entries of `value` at column `indent`, the first one behind `first`."""
    blanks = " " * indent
    for key in _key_order(tuple(value)):
        lead, first = first or blanks, ""
        item = value[key]
        text = _key_text(key)
        if text is None:
            _complex_entry(out, key, item, indent, lead)
        elif isinstance(item, dict) and item:
            out.append(f"{lead}{text}:\n")
            _mapping(out, item, indent + 2, "")
        elif isinstance(item, list) and item:
            out.append(f"{lead}{text}:\n")
            _sequence(out, item, indent, "")
        else:
            out.append(f"{lead}{text}: ")
            _leaf(out, item, indent + len(text) + 2, indent + 2)


def _sequence(out: list[str], value: list[Any], indent: int, first: str) -> None:
    blanks = " " * indent
    for item in value:
        lead, first = first or blanks, ""
        _nested(out, item, indent, lead + "- ")


def _nested(out: list[str], item: Any, indent: int, lead: str) -> None:
    """`item` on the line that begins with `lead`, an indicator at column `indent` included."""
    if isinstance(item, dict) and item:
        _mapping(out, item, indent + 2, lead)
    elif isinstance(item, list) and item:
        _sequence(out, item, indent + 2, lead)
    else:
        out.append(lead)
        _leaf(out, item, indent + 2, indent + 2)


def _complex_entry(out: list[str], key: str, item: Any, indent: int, lead: str) -> None:
    """An entry whose key is too long or has line breaks."""
    out.append(lead + "? ")
    _leaf(out, key, indent + 2, indent + 2)
    _nested(out, item, indent, " " * indent + ": ")


def _leaf(out: list[str], value: Any, column: int, indent: int) -> None:
    """A scalar or an empty collection that begins at `column`, and the end of its line."""
    if isinstance(value, str):
        out.append(_text_line(value, column, indent) if len(value) <= WIDTH else _line(value, column, indent))
    else:
        out.append(_other_text(value) + "\n")


def _line(value: str, column: int, indent: int) -> str:
    text = checked_text(value)
    written = write_scalar(text, style(text), column, indent)
    return written if written.endswith(("\n", "\u2028", "\u2029")) else written + "\n"


# Most values of a list of objects come again and again: half the time of a long listing.
_text_line = lru_cache(maxsize=4096)(_line)


def _other_text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    return "{}" if isinstance(value, dict) else "[]"


def _number(value: int | float) -> str:
    """A number after its trip through JSON, which may make an integer of a float."""
    if isinstance(value, int) and MIN_INT64 <= value <= MAX_INT64:
        return str(value)
    integer = parse_integer(format_json_float(float(value)))
    if integer is not None and MIN_INT64 <= integer <= MAX_UINT64:
        return str(integer)
    return format_float(float(value))


@lru_cache(maxsize=4096)
def _key_text(key: str) -> str | None:
    """`key` as it stands before a colon; None when it cannot stand there."""
    text = checked_text(key)
    if len(text.encode("utf-8", "surrogateescape")) > _MAX_SIMPLE_KEY or any(c in "\r\n\u2028\u2029" for c in text):
        return None
    return write_key(text)


def checked_text(text: str) -> str:
    """`text` as it comes back from JSON read as YAML."""
    if text.isascii() and "\x7f" not in text:
        return text
    if _REFUSED.search(text):
        raise OutputError("yaml: control characters are not allowed")
    return _NEXT_LINE.sub(" ", text) if "\x85" in text else text


@lru_cache(maxsize=4096)
def _key_order(keys: tuple[str, ...]) -> tuple[str, ...]:
    if all(key.isascii() and key.isalpha() for key in keys):
        return tuple(sorted(keys))
    return tuple(sorted(keys, key=cmp_to_key(_compare_keys)))


def _compare_keys(left: str, right: str) -> int:
    """Letters after all else, runs of digits by their number."""
    for place, (a, b) in enumerate(zip(left, right, strict=False)):
        if a == b:
            continue
        if a.isalpha() and b.isalpha():
            return -1 if a < b else 1
        if a.isalpha() or b.isalpha():
            return -1 if b.isalpha() else 1
        return _compare_runs(left, right, place)
    return len(left) - len(right)


def _compare_runs(left: str, right: str, place: int) -> int:
    """Two keys that first differ at `place`, in neither by a letter."""
    lead = 0
    if "0" in {left[place], right[place]}:
        # A number that began before counts, too, unless it is all zeros.
        start = place
        while start and left[start - 1].isdigit():
            start -= 1
            lead = lead or int(left[start] != "0")
    (a, a_end), (b, b_end) = _run(left, place, lead), _run(right, place, lead)
    if a != b:
        return -1 if a < b else 1
    if a_end != b_end:
        return -1 if a_end < b_end else 1
    return -1 if left[place] < right[place] else 1


def _run(text: str, place: int, number: int) -> tuple[int, int]:
    """The number of the digits from `place` on, led by `number`, and their end."""
    while place < len(text) and text[place].isdigit():
        number = number * 10 + ord(text[place]) - ord("0")
        place += 1
    return number, place

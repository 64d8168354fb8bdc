"""JSON as Go's encoding/json writes it: sorted keys, `<`, `>`, `&` escaped, floats without a needless exponent.

Follows Go's encoding/json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from app.kubectl.output.golang.printing import format_json_float
from app.kubectl.output.golang.values import go_number, map_numbers

_LIST_KEYS = {"apiVersion", "items", "kind", "metadata"}
_BLANKS = " " * 8  # before an item
_ESCAPED = re.compile("[<>&\u2028\u2029]")


def compact_json(value: Any) -> str:
    """`value` on one line without blanks."""
    return escaped(orjson.dumps(_with_go_floats(value), option=orjson.OPT_SORT_KEYS).decode())


def indented_json(value: Any) -> str:
    """`value` indented by four blanks a level, without a newline at the end."""
    text = orjson.dumps(_with_go_floats(value), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2).decode()
    # Twice the blanks of each line.
    return escaped("\n".join([" " * (len(line) - len(line.lstrip(" "))) + line for line in text.split("\n")]))


def indented_pieces(value: dict[str, Any]) -> Iterator[str]:
    """`indented_json` bit by bit: an API list's items one at a time."""
    items = value.get("items")
    if not isinstance(items, list) or not items or not value.keys() <= _LIST_KEYS:
        yield indented_json(value)
        return
    head, _, tail = indented_json({**value, "items": [0]}).partition(f"{_BLANKS}0\n")
    yield head
    for index, item in enumerate(items, 1):
        text = indented_json(item).replace("\n", f"\n{_BLANKS}")
        yield f"{_BLANKS}{text}{',' if index < len(items) else ''}\n"
    yield tail


def escaped(text: str) -> str:
    """JSON text with `<`, `>` and `&` as encoding/json writes them."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _with_go_floats(value: Any) -> Any:
    number = go_number(value)
    if type(number) is float:
        return orjson.Fragment(format_json_float(number))
    return map_numbers(value, _with_go_floats)

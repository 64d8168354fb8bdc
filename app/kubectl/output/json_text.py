"""JSON as Go's encoding/json writes it: sorted keys, `<`, `>`, `&` escaped, floats without a needless exponent.

Follows Go's encoding/json.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from app.kubectl.output.golang.printing import format_json_float
from app.kubectl.output.golang.values import MAX_INT64, MIN_INT64, map_numbers

_ESCAPED = re.compile("[<>&\u2028\u2029]")
_INDENT = re.compile(rb"^ +", re.MULTILINE)


def compact_json(value: Any) -> str:
    """`value` on one line without blanks."""
    return _escape(_dump(value, 0).decode())


def indented_json(value: Any) -> str:
    """`value` indented by four blanks a level, without a newline at the end."""
    text = _dump(value, orjson.OPT_INDENT_2)
    return _escape(_INDENT.sub(lambda blanks: blanks[0] * 2, text).decode())


def _dump(value: Any, option: int) -> bytes:
    return orjson.dumps(_with_go_floats(value), option=option | orjson.OPT_SORT_KEYS)


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _with_go_floats(value: Any) -> Any:
    if type(value) is float:
        return orjson.Fragment(format_json_float(value))
    if type(value) is int and not MIN_INT64 <= value <= MAX_INT64:
        return orjson.Fragment(format_json_float(float(value)))
    return map_numbers(value, _with_go_floats)

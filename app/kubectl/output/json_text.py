"""JSON as Go's encoding/json writes it: sorted keys, `<`, `>`, `&` escaped, floats without a needless exponent.

Follows Go's encoding/json.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from app.kubectl.output.golang.printing import format_json_float
from app.kubectl.output.golang.values import go_number, map_numbers

_ESCAPED = re.compile("[<>&\u2028\u2029]")
_INDENT = re.compile(rb"^ +", re.MULTILINE)
# A number that Go may write otherwise, at the end of a line or between punctuation. A string may look like one: that only
# costs time.
_ODD_NUMBER = re.compile(rb"[:,\[ ]-?(?:[0-9]+[.e][0-9.e-]*|[0-9]{19,})(?:,?$|[,\]}])", re.MULTILINE)


def compact_json(value: Any) -> str:
    """`value` on one line without blanks."""
    return _escape(_dump(value, orjson.OPT_SORT_KEYS).decode())


def indented_json(value: Any) -> str:
    """`value` indented by four blanks a level, without a newline at the end."""
    text = _dump(value, orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
    return _escape(_INDENT.sub(rb"\g<0>\g<0>", text).decode())


def _dump(value: Any, option: int) -> bytes:
    try:
        text = orjson.dumps(value, option=option)
        if not isinstance(value, float | int) and not _ODD_NUMBER.search(text):
            return text
    except orjson.JSONEncodeError:
        pass  # an integer beyond 64 bits
    return orjson.dumps(_with_go_floats(value), option=option)


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _with_go_floats(value: Any) -> Any:
    number = go_number(value)
    if type(number) is float:
        return orjson.Fragment(format_json_float(number))
    return map_numbers(value, _with_go_floats)

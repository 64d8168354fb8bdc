"""JSON as jq prints it: numbers, escapes, indentation, sorted keys, colours. Follows jqlang/jq src/jv_print.c."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.host.jq.values import SHOWN_BYTES, Literal, Value, is_nan, kind

DEPTH = 256
TOO_DEEP = "<skipped: too deep>"
RESET = "\x1b[0m"
COLOURS = ("0;90", "0;39", "0;39", "0;39", "0;32", "1;39", "1;39", "1;34")  # by kind, keys of objects last
_COLOUR = re.compile(r"[0-9;]{0,12}")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPED_ASCII = re.compile(r'["\\\x00-\x1f\x7f-\U0010ffff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\r": "\\r", "\n": "\\n", "\f": "\\f"}


@dataclass(frozen=True)
class Style:
    """How values are printed: `indent` is None for one line; `colours` are escape sequences in the order of COLOURS."""

    indent: str | None = "  "
    sort: bool = False
    ascii: bool = False
    colours: tuple[str, ...] = ()


LINE = Style(indent=None)


def colours(wanted: str | None) -> tuple[tuple[str, ...], bool]:
    """The colours with those of JQ_COLORS, and whether all of these are right."""
    found = list(COLOURS)
    right = True
    for at, one in enumerate((wanted or "").split(":")[: len(COLOURS)] if wanted else ()):
        if _COLOUR.fullmatch(one) is None:
            found, right = list(COLOURS), False
            break
        found[at] = one
    return tuple(f"\x1b[{one}m" for one in found), right


def number(value: float) -> str:
    """A number's text: as it was written, or the shortest that is the same double."""
    if type(value) is int:
        return str(value)
    if is_nan(value):
        return "null"
    if isinstance(value, Literal):
        return str(value.decimal)
    return _double(min(max(value, -sys.float_info.max), sys.float_info.max))


def _double(value: float) -> str:
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits)).rstrip("0")
    minus = "-" if sign else ""
    if not text:
        return minus + "0"
    point = len(digits) + exponent  # digits in front of the decimal point
    if point <= -4 or point > len(text) + 15:
        shown = text[0] + ("." + text[1:] if len(text) > 1 else "")
        return f"{minus}{shown}e{'-' if point <= 0 else '+'}{abs(point - 1):02}"
    if point <= 0:
        return f"{minus}0.{'0' * -point}{text}"
    if point >= len(text):
        return minus + text.ljust(point, "0")
    return f"{minus}{text[:point]}.{text[point:]}"


def _escape(found: re.Match[str]) -> str:
    letter = found[0]
    if letter in _SHORT:
        return _SHORT[letter]
    code = ord(letter)
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 | code >> 10:04x}\\u{0xDC00 | code & 0x3FF:04x}"


def string(text: str, ascii_only: bool = False) -> str:
    """A text as JSON."""
    return '"' + (_ESCAPED_ASCII if ascii_only else _ESCAPED).sub(_escape, text) + '"'


def dumped(value: Value, style: Style = LINE) -> str:
    """A value as JSON."""
    if not style.colours and not style.ascii and (quick := _quick(value, style)) is not None:
        return quick
    pieces: list[str] = []
    _term(value, style, 0, pieces)
    return "".join(pieces)


def _plain(value: Value, depth: int = 0) -> bool:
    """Whether Python's own encoder writes it as jq does."""
    if type(value) is str or value is None or isinstance(value, bool):
        return True
    if type(value) is int:
        return True
    if depth >= DEPTH:
        return False
    if type(value) is dict:
        return all(_plain(one, depth + 1) for one in value.values())
    return type(value) is list and all(_plain(one, depth + 1) for one in value)


def _quick(value: Value, style: Style) -> str | None:
    if type(value) is str:
        return string(value)
    if not isinstance(value, (list, dict)) or not _plain(value):
        return None
    separators = (",", ":") if style.indent is None else (",", ": ")
    text = json.dumps(
        value,
        ensure_ascii=False,
        separators=separators,
        sort_keys=style.sort,
        indent=style.indent,
        check_circular=False,
    )
    return text.replace("\x7f", "\\u007f")


def _term(value: Value, style: Style, depth: int, out: list[str]) -> None:
    colour = style.colours[_colour_of(value)] if style.colours else ""
    out.append(colour)
    if depth > DEPTH:
        out.append(TOO_DEEP)
    elif isinstance(value, str):
        out.append(string(value, style.ascii))
    elif isinstance(value, list):
        _array(value, style, depth, colour, out)
    elif isinstance(value, dict):
        _object(value, style, depth, colour, out)
    elif value is None or value is True or value is False:
        out.append({None: "null", True: "true", False: "false"}[value])
    elif is_nan(value) and colour:  # NaN is printed as null is
        out.append(f"{style.colours[0]}null{RESET}")
    else:
        out.append(number(value))
    if colour:
        out.append(RESET)


def _colour_of(value: Value) -> int:
    if isinstance(value, bool):
        return 1 + value
    return {"null": 0, "number": 3, "string": 4, "array": 5, "object": 6}[kind(value)]


def _break(style: Style, depth: int) -> str:
    return "" if style.indent is None else "\n" + style.indent * depth


def _array(value: list[Value], style: Style, depth: int, colour: str, out: list[str]) -> None:
    if not value:
        out.append("[]")
        return
    inner = _break(style, depth + 1)
    out.append("[" + inner)
    for at, one in enumerate(value):
        if at:
            out.append("," + inner)
        _term(one, style, depth + 1, out)
        out.append(colour)
    out.append(f"{_break(style, depth)}{colour}]")


def _object(value: Mapping[str, Value], style: Style, depth: int, colour: str, out: list[str]) -> None:
    if not value:
        out.append("{}")
        return
    inner = _break(style, depth + 1)
    reset, key_colour = (RESET, style.colours[7]) if colour else ("", "")
    colon = ":" if style.indent is None else ": "
    out.append("{" + inner)
    for at, key in enumerate(sorted(value) if style.sort else value):
        if at:
            out.append("," + inner)
        out.append(f"{reset}{key_colour}{string(key, style.ascii)}{reset}{colour}{colon}{reset}")
        _term(value[key], style, depth + 1, out)
        out.append(colour)
    out.append(f"{_break(style, depth)}{colour}}}")


def shown(value: Value, size: int = SHOWN_BYTES) -> str:
    """The beginning of a value, for messages."""
    pieces: list[str] = []
    _head(value, size, pieces, 0)
    raw = "".join(pieces).encode("utf-8", "surrogatepass")
    if len(raw) > size:
        raw = raw[: size - 3] + b"..."
    return raw.decode("utf-8", "replace")


def _head(value: Value, size: int, out: list[str], length: int) -> int:
    """Dump until there is more than `size`; how much there is."""
    if not isinstance(value, (list, dict)) or not value:
        text = string(value[: size + 2]) if isinstance(value, str) else dumped(value)
        out.append(text)
        return length + len(text)
    opening, closing = "[]" if isinstance(value, list) else "{}"
    for at, one in enumerate(value):
        text = "," if at else opening
        if isinstance(value, dict):
            text += string(one[: size + 2]) + ":"
        out.append(text)
        length = _head(value[one] if isinstance(value, dict) else one, size, out, length + len(text))
        if length > size:
            return length
    out.append(closing)
    return length + 1

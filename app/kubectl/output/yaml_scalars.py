"""How strings stand in YAML: plain, quoted, or as a literal block, and where long ones are folded.

Follows goyaml.v2 of sigs.k8s.io/yaml: encode.go, resolve.go, emitterc.go.
"""

from __future__ import annotations

import calendar
import re
from functools import lru_cache

from app.kubectl.output.golang.numbers import parse_float, parse_integer

WIDTH = 80
"""The column after which the next single blank becomes a line break."""

_BOOLEANS = ("y", "yes", "true", "on", "n", "no", "false", "off", "null")
_FLOATS = (".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF")
_WORDS = frozenset(
    {form for word in _BOOLEANS for form in (word, word.capitalize(), word.upper())} | set(_FLOATS) | {"", "~"}
)
_HARMLESS = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*\Z")
_BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[+-]\d{2}:\d{2})"
    r"| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?\Z",
    re.ASCII,
)
_BREAKS = frozenset("\r\n\x85\u2028\u2029")
_BLANKS = _BREAKS | {" ", "\t", ""}
_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_BYTE_ORDER_MARK = "\ufeff"  # upstream takes a string that begins with it for one of nothing else
_FIRST_INDICATORS = frozenset("#,[]{}&*!|>'\"%@`")
_ESCAPES = {
    0x00: "\\0",
    0x07: "\\a",
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0B: "\\v",
    0x0C: "\\f",
    0x0D: "\\r",
    0x1B: "\\e",
    0x22: '\\"',
    0x5C: "\\\\",
    0x85: "\\N",
    0xA0: "\\_",
    0x2028: "\\L",
    0x2029: "\\P",
}


@lru_cache(maxsize=8192)
def style(text: str, *, key: bool = False) -> str:
    """`plain`, `single`, `double` or `literal`; simple keys are never literal."""
    if text in _WORDS:
        return "double"
    if _HARMLESS.match(text):
        return "plain"
    block, plain, single = _allowed(text)
    if "\n" in text:
        return "literal" if block and not key else "double"
    if is_typed(text):
        return "double"
    if plain:
        return "plain"
    return "single" if single else "double"


def is_typed(text: str) -> bool:
    """Whether `text` would be read as something else than a string, were it plain."""
    if text in _WORDS:
        return True
    first = text[0]
    if first == ".":
        return parse_float(text) is not None
    if not ("0" <= first <= "9" or first in "+-"):
        return False
    if is_timestamp(text) or _BASE_60.match(text):
        return True
    plain = text.replace("_", "")
    if parse_integer(plain) is not None:
        return True
    return bool(_FLOAT.match(plain)) and parse_float(plain) is not None


def is_timestamp(text: str) -> bool:
    """Whether `text` is one of the times that YAML knows."""
    match = _TIMESTAMP.match(text)
    if match is None:
        return False
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not 1 <= month <= 12 or not 1 <= day <= (calendar.monthrange(year or 4, month)[1]):
        return False
    hour, minute, second = match.group(4, 5, 6) if match[4] else match.group(7, 8, 9)
    return hour is None or (int(hour) < 24 and int(minute) < 60 and int(second) < 60)


def _allowed(text: str) -> tuple[bool, bool, bool]:
    """Whether `text` may be a block, plain, single-quoted."""
    special = bool(_UNPRINTABLE.search(text))
    leading = text[0] == " " or text[0] in _BREAKS
    trailing = text[-1] == " " or text[-1] in _BREAKS
    space_break = break_space = line_breaks = False
    previous = ""
    for character in text:
        if character in _BREAKS:
            line_breaks = True
            space_break = space_break or previous == " "
        elif character == " " and previous and previous in _BREAKS:
            break_space = True
        previous = character
    block = not (text[-1] == " " or space_break or special)
    single = not (break_space or space_break or special)
    plain = single and not (leading or trailing or line_breaks) and not _has_indicators(text)
    return block, plain, single


def _has_indicators(text: str) -> bool:
    """Whether something in `text` means something to YAML where it stands."""
    first, second = text[0], text[1:2]
    if first in _FIRST_INDICATORS or (first in "?:-" and second in _BLANKS) or text.startswith(("---", "...")):
        return True
    for place, character in enumerate(text[1:], 1):
        if character == ":" and text[place + 1 : place + 2] in _BLANKS:
            return True
        if character == "#" and text[place - 1] in _BLANKS:
            return True
    return False


def write_scalar(text: str, how: str, column: int, indent: int) -> str:
    """`text` in the style `how`, beginning at `column`; its further lines begin at `indent`."""
    if how == "literal":
        return _literal(text, indent)
    if how == "plain":
        return text if column + len(text) <= WIDTH else _folded(text, column, indent)
    if how == "single":
        return _single(text, column, indent)
    return _double(text, column, indent)


def write_key(text: str) -> str:
    """`text` as a simple key, which is never folded."""
    how = style(text, key=True)
    if how == "plain":
        return text
    if how == "single":
        return "'" + text.replace("'", "''") + "'"
    return _double(text, 0, 0) if text[:1] == _BYTE_ORDER_MARK else f'"{_escaped(text)}"'


def _folded(text: str, column: int, indent: int) -> str:
    """`text` with line breaks for single blanks beyond the width, and with its own breaks indented."""
    out: list[str] = []
    spaces = False
    for place, character in enumerate(text):
        if character == " " and not spaces and column > WIDTH and 0 < place < len(text) - 1 and text[place + 1] != " ":
            out.append("\n" + " " * indent)
            column = indent
        elif character in _BREAKS:  # a line or paragraph separator
            out.append(character)
            column = 0
        else:
            if column == 0:
                out.append(" " * indent)
                column = indent
            out.append(character)
            column += 1
        spaces = character == " "
    return "".join(out)


def _single(text: str, column: int, indent: int) -> str:
    quoted = text.replace("'", "''")
    if column + len(quoted) < WIDTH and "\u2028" not in text and "\u2029" not in text:
        return f"'{quoted}'"
    return "'" + _folded(quoted, column + 1, indent) + "'"


def _double(text: str, column: int, indent: int) -> str:
    if text[:1] == _BYTE_ORDER_MARK:
        return '"' + "".join(_escaped_character(character, always=True) for character in text) + '"'
    if column + len(text) < WIDTH and text.isprintable() and _escaped(text) == text:
        return f'"{text}"'
    out: list[str] = ['"']
    column += 1
    spaces = False
    for place, character in enumerate(text):
        if character == " " and not spaces and column > WIDTH and 0 < place < len(text) - 1:
            out.append("\n" + " " * indent + ("\\" if text[place + 1] == " " else ""))
            column = indent + (text[place + 1] == " ")
        else:
            written = character if character == " " else _escaped(character)
            out.append(written)
            column += len(written)
        spaces = character == " "
    return "".join(out) + '"'


def _escaped(text: str) -> str:
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return "".join(map(_escaped_character, text))


def _escaped_character(character: str, *, always: bool = False) -> str:
    code = ord(character)
    if code in _ESCAPES and (always or code != 0xA0):
        return _ESCAPES[code]
    if not always and not _UNPRINTABLE.match(character):
        return character
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _literal(text: str, indent: int) -> str:
    hint = "2" if text[0] == " " or text[0] in _BREAKS else ""
    if text[-1] not in _BREAKS:
        chomping = "-"
    else:
        chomping = "+" if len(text) == 1 or text[-2] in _BREAKS else ""
    blanks = " " * indent
    out = [f"|{hint}{chomping}\n"]
    at_break = True
    for line in re.split("([\r\n\x85\u2028\u2029])", text):
        if not line:
            continue
        if line in _BREAKS:
            at_break = True
            out.append(line)
        else:
            out.append(blanks + line if at_break else line)
            at_break = False
    return "".join(out)

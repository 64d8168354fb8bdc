"""Strings as Go prints and reads them: literals, lists.

Follows Go's strconv.Quote and strconv.Unquote.
"""

from __future__ import annotations

from collections.abc import Iterable

_ESCAPES = {7: "\\a", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t", 11: "\\v", 92: "\\\\"}
_UNESCAPES = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_HEX_LENGTHS = {"x": 2, "u": 4, "U": 8}
_MAX_RUNE = 0x10FFFF
_RAW_BYTES = 0xDC80  # where Python's "surrogateescape" puts bytes that are no UTF-8


class LiteralError(ValueError):
    """A literal that Go refuses."""

    def __init__(self) -> None:
        super().__init__("invalid syntax")


def quote(text: str, mark: str = '"', *, ascii_only: bool = False) -> str:
    """`text` as a Go literal between two `mark`s."""
    if text.isprintable() and "\\" not in text and mark not in text and (text.isascii() or not ascii_only):
        return f"{mark}{text}{mark}"
    return mark + "".join(_escape(character, mark, ascii_only) for character in text) + mark


def _escape(character: str, mark: str, ascii_only: bool) -> str:
    code = ord(character)
    if character == mark:
        return "\\" + mark
    if code in _ESCAPES:
        return _ESCAPES[code]
    if code < 0x7F if ascii_only else character.isprintable():
        return character if character.isprintable() else f"\\x{code:02x}"
    if _RAW_BYTES <= code < _RAW_BYTES + 0x80:
        return f"\\x{code - _RAW_BYTES + 0x80:02x}"
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def can_backquote(text: str) -> bool:
    """Whether `text` can stand between backquotes on one line."""
    return all((ord(c) >= 0x20 or c == "\t") and c not in "`\x7f\ufeff" for c in text)


def unquote(literal: str) -> str:
    """The text of a Go string literal in double quotes or backquotes; raises LiteralError."""
    if len(literal) < 2 or literal[0] != literal[-1]:
        raise LiteralError
    mark, body = literal[0], literal[1:-1]
    if mark == "`":
        if "`" in body:
            raise LiteralError
        return body.replace("\r", "")
    if mark != '"' or "\n" in body:
        raise LiteralError
    return unescape(body, mark)


def unescape(body: str, mark: str) -> str:
    """`body` with its escapes replaced, read as the inside of a literal between `mark`s; raises LiteralError."""
    if "\\" not in body and mark not in body:
        return body
    out = bytearray()
    position = 0
    while position < len(body):
        code, is_byte, position = unescape_character(body, position, mark)
        out += bytes([code]) if is_byte else chr(code).encode("utf-8", "surrogateescape")
    return out.decode("utf-8", "surrogateescape")


def unescape_character(text: str, position: int, mark: str) -> tuple[int, bool, int]:
    """The character at `position`, whether it is a raw byte, and where the next one starts; raises LiteralError."""
    if position >= len(text) or text[position] == mark:
        raise LiteralError
    if text[position] != "\\":
        return ord(text[position]), False, position + 1
    letter = text[position + 1 : position + 2]
    position += 2
    if letter in _HEX_LENGTHS:
        return _number(text, position, _HEX_LENGTHS[letter], 16, letter == "x")
    if letter and letter in "01234567":
        return _number(text, position - 1, 3, 8, True)
    if letter and letter in "'\"":
        if letter != mark:
            raise LiteralError
        return ord(letter), False, position
    if letter not in _UNESCAPES:
        raise LiteralError
    return _UNESCAPES[letter], False, position


def _number(text: str, position: int, length: int, base: int, is_byte: bool) -> tuple[int, bool, int]:
    digits = text[position : position + length]
    try:
        code = int(digits, base) if len(digits) == length and digits.isalnum() else -1
    except ValueError:
        code = -1
    if not 0 <= code <= (0xFF if is_byte else _MAX_RUNE) or (not is_byte and 0xD800 <= code < 0xE000):
        raise LiteralError
    return code, is_byte, position + length


def go_list(words: Iterable[str]) -> str:
    """Go's %v of a slice of strings: `[a b]`."""
    return f"[{' '.join(words)}]"

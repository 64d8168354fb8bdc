"""JSON as Go scans it: where values end, and syntax errors in Go's words.

Follows go encoding/json/scanner.go.
"""

from __future__ import annotations

_SPACE = " \t\r\n"
_LITERALS = {"t": "true", "f": "false", "n": "null"}
_ESCAPES = frozenset('"\\/bfnrt')
_HEX = frozenset("0123456789abcdefABCDEF")
_DIGITS = frozenset("0123456789")
_MAX_DEPTH = 10_000


class JsonSyntaxError(Exception):
    """What is wrong; `offset` counts the characters read, the wrong one too. 0: the text ends too early."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def value_end(text: str, start: int = 0) -> int:
    """Where the value that begins at `start` (or behind blanks there) ends; JsonSyntaxError when there is none."""
    return _value(text, _skip(text, start), "looking for beginning of value", 0)


def syntax_error(text: str) -> str:
    """What Go says about a text that is no JSON; empty when it finds nothing wrong."""
    try:
        position = _skip(text, value_end(text))
    except JsonSyntaxError as error:
        return str(error)
    return _invalid(text[position], "after top-level value") if position < len(text) else ""


def _invalid(char: str, context: str) -> str:
    quoted = {"'": r"'\''", '"': "'\"'"}.get(char) or (f"'{char}'" if char.isprintable() else repr(char))
    return f"invalid character {quoted} {context}"


def _at(text: str, position: int, context: str) -> str:
    if position >= len(text):
        raise JsonSyntaxError("unexpected end of JSON input")
    return text[position]


def _fail(text: str, position: int, context: str) -> JsonSyntaxError:
    if position >= len(text):
        return JsonSyntaxError("unexpected end of JSON input")
    return JsonSyntaxError(_invalid(text[position], context), position + 1)


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACE:
        position += 1
    return position


def _value(text: str, position: int, context: str, depth: int) -> int:
    if depth > _MAX_DEPTH:
        raise JsonSyntaxError("exceeded max depth")
    char = _at(text, position, context)
    if char == "{":
        return _object(text, position + 1, depth)
    if char == "[":
        return _array(text, position + 1, depth)
    if char == '"':
        return _string(text, position + 1)
    if char in _LITERALS:
        return _literal(text, position, _LITERALS[char])
    if char == "-" or char in _DIGITS:
        return _number(text, position)
    raise _fail(text, position, context)


def _object(text: str, position: int, depth: int) -> int:
    position = _skip(text, position)
    if _at(text, position, "") == "}":
        return position + 1
    while True:
        if _at(text, position, "") != '"':
            raise _fail(text, position, "looking for beginning of object key string")
        position = _skip(text, _string(text, position + 1))
        if _at(text, position, "") != ":":
            raise _fail(text, position, "after object key")
        position = _skip(text, position + 1)
        position = _skip(text, _value(text, position, "looking for beginning of value", depth + 1))
        char = _at(text, position, "")
        if char == "}":
            return position + 1
        if char != ",":
            raise _fail(text, position, "after object key:value pair")
        position = _skip(text, position + 1)


def _array(text: str, position: int, depth: int) -> int:
    position = _skip(text, position)
    if _at(text, position, "") == "]":
        return position + 1
    while True:
        position = _skip(text, _value(text, position, "looking for beginning of value", depth + 1))
        char = _at(text, position, "")
        if char == "]":
            return position + 1
        if char != ",":
            raise _fail(text, position, "after array element")
        position = _skip(text, position + 1)


def _string(text: str, position: int) -> int:
    while True:
        char = _at(text, position, "")
        if char == '"':
            return position + 1
        if char == "\\":
            position = _escape(text, position + 1)
        elif char < " ":
            raise _fail(text, position, "in string literal")
        else:
            position += 1


def _escape(text: str, position: int) -> int:
    char = _at(text, position, "")
    if char in _ESCAPES:
        return position + 1
    if char != "u":
        raise _fail(text, position, "in string escape code")
    for index in range(position + 1, position + 5):
        if _at(text, index, "") not in _HEX:
            raise _fail(text, index, "in \\u hexadecimal character escape")
    return position + 5


def _literal(text: str, position: int, word: str) -> int:
    for index, char in enumerate(word[1:], 1):
        if _at(text, position + index, "") != char:
            raise _fail(text, position + index, f"in literal {word} (expecting '{char}')")
    return position + len(word)


def _number(text: str, position: int) -> int:
    if text[position] == "-":
        position += 1
        if _at(text, position, "") not in _DIGITS:
            raise _fail(text, position, "in numeric literal")
    position = position + 1 if text[position] == "0" else _digits(text, position)
    if position < len(text) and text[position] == ".":
        position += 1
        if _at(text, position, "") not in _DIGITS:
            raise _fail(text, position, "after decimal point in numeric literal")
        position = _digits(text, position)
    if position < len(text) and text[position] in "eE":
        position += 1
        if position < len(text) and text[position] in "+-":
            position += 1
        if _at(text, position, "") not in _DIGITS:
            raise _fail(text, position, "in exponent of numeric literal")
        position = _digits(text, position)
    return position


def _digits(text: str, position: int) -> int:
    while position < len(text) and text[position] in _DIGITS:
        position += 1
    return position

"""JSON values from tokens, one at a time: what jq's parser says of each. Follows jqlang/jq src/jv_parse.c.

`Whole` builds values; `Stream` makes the events of `--stream`: `[path, leaf]`, and `[path]` where something closes.
"""

from __future__ import annotations

import re
from typing import Any

from app.host.jq.values import Literal, Value

DEPTH = 256
NOTHING: Any = object()
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\u|\\(.)|([\x00-\x1f])", re.S)
_LETTERS = {"b": "\b", "f": "\f", "t": "\t", "n": "\n", "r": "\r", '"': '"', "\\": "\\", "/": "/"}
_WHOLE = re.compile(r"-?[1-9][0-9]*|0", re.A)
_WORDS = {"t": ("true", True), "f": ("false", False), "nu": ("null", None)}


class MistakeError(Exception):
    """What is wrong with a text; the position is its reader's to say."""


def literal(text: str) -> Value:
    """A number, `true`, `false` or `null`."""
    for start, (word, value) in _WORDS.items():
        if text.startswith(start):
            if text != word:
                raise MistakeError("Invalid literal")
            return value
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        return Literal.of(text)
    except ValueError:
        raise MistakeError("Invalid numeric literal") from None


def unescaped(text: str) -> str:
    """What stands between the quotes of a string."""
    pending = [0]  # the first half of a surrogate pair

    def replaced(found: re.Match[str]) -> str:
        code, letter, control = found.groups()
        if control:
            raise MistakeError("Invalid string: control characters from U+0000 through U+001F must be escaped")
        if letter:
            if letter not in _LETTERS:
                raise MistakeError("Invalid escape")
            return _LETTERS[letter]
        if code is None:
            short = len(text) - found.end() < 4
            raise MistakeError("Invalid \\uXXXX escape" if short else "Invalid characters in \\uXXXX escape")
        number, half = int(code, 16), pending[0]
        if half:
            pending[0] = 0
            return chr(0x10000 + ((half - 0xD800) << 10 | number - 0xDC00))
        if 0xD800 <= number <= 0xDBFF:
            if not re.match(r"\\u[dD][c-fC-F][0-9a-fA-F]{2}", text[found.end() :]):
                raise MistakeError("Invalid \\uXXXX\\uXXXX surrogate pair escape")
            pending[0] = number
            return ""
        return "\ufffd" if 0xDC00 <= number <= 0xDFFF else chr(number)

    return _ESCAPE.sub(replaced, text)


class Whole:
    """Builds values."""

    def __init__(self) -> None:
        self._open: list[Any] = []  # containers, and the key above an object whose value comes
        self._next: Value = NOTHING

    @property
    def inside(self) -> bool:
        """Whether something is open."""
        return bool(self._open)

    def done(self) -> list[Value]:
        """The value that is complete, if there is one."""
        if self._open or self._next is NOTHING:
            return []
        value, self._next = self._next, NOTHING
        return [value]

    def value(self, value: Value) -> None:
        """A scalar."""
        if self._next is not NOTHING:
            raise MistakeError("Expected separator between values")
        self._next = value

    def token(self, sign: str) -> None:
        """One of `[]{},:`."""
        {"[": self._opens, "{": self._opens, ":": self._colon, ",": self._comma, "]": self._closes, "}": self._ends}[
            sign
        ](sign)

    def _opens(self, sign: str) -> None:
        if len(self._open) >= DEPTH:
            raise MistakeError("Exceeds depth limit for parsing")
        if self._next is not NOTHING:
            raise MistakeError("Expected separator between values")
        self._open.append([] if sign == "[" else {})

    def _colon(self, _sign: str) -> None:
        if self._next is NOTHING:
            raise MistakeError("Expected string key before ':'")
        if not self._open or not isinstance(self._open[-1], dict):
            raise MistakeError("':' not as part of an object")
        if not isinstance(self._next, str):
            raise MistakeError("Object keys must be strings")
        self._open.append(self._next)
        self._next = NOTHING

    def _comma(self, _sign: str) -> None:
        if self._next is NOTHING:
            raise MistakeError("Expected value before ','")
        if not self._open:
            raise MistakeError("',' not as part of an object or array")
        if isinstance(self._open[-1], dict):
            raise MistakeError("Objects must consist of key:value pairs")
        self._add()

    def _add(self) -> None:
        if isinstance(self._open[-1], list):
            self._open[-1].append(self._next)
        else:
            key = self._open.pop()
            self._open[-1][key] = self._next
        self._next = NOTHING

    def _closes(self, _sign: str) -> None:
        if not self._open or not isinstance(self._open[-1], list):
            raise MistakeError("Unmatched ']'")
        if self._next is not NOTHING:
            self._add()
        elif self._open[-1]:
            raise MistakeError("Expected another array element")
        self._next = self._open.pop()

    def _ends(self, _sign: str) -> None:
        if not self._open:
            raise MistakeError("Unmatched '}'")
        if self._next is not NOTHING:
            if not isinstance(self._open[-1], str):
                raise MistakeError("Objects must consist of key:value pairs")
            self._add()
        elif not isinstance(self._open[-1], dict):
            raise MistakeError("Unmatched '}'")
        elif self._open[-1]:
            raise MistakeError("Expected another key-value pair")
        self._next = self._open.pop()


class Stream:
    """Makes events."""

    def __init__(self) -> None:
        self.path: list[Any] = []
        self._next: Value = NOTHING
        self._last = ""  # what was seen last: "[", "{", ":", ",", "value" or ""
        self._events: list[Value] = []

    @property
    def inside(self) -> bool:
        """Whether something is open."""
        return bool(self.path)

    def done(self) -> list[Value]:
        """The events so far."""
        if not self.path and self._next is not NOTHING:
            self._events.append([[], self._next])
            self._next = NOTHING
        found, self._events = self._events, []
        return found

    def value(self, value: Value) -> None:
        """A scalar."""
        if self._next is not NOTHING or self._last == "value":
            raise MistakeError("Expected separator between values")
        self._last = "value" if self.path else ""
        self._next = value

    def token(self, sign: str) -> None:
        """One of `[]{},:`."""
        {"[": self._opens, "{": self._opens, ":": self._colon, ",": self._comma, "]": self._closes, "}": self._ends}[
            sign
        ](sign)

    def _opens(self, sign: str) -> None:
        if self._next is not NOTHING if sign == "[" else self._last == "value":
            raise MistakeError("Expected a separator between values")
        if self._last == "{":
            raise MistakeError(f"Expected string key after '{{', not '{sign}'")
        if self._last == "," and not isinstance(self.path[-1], int):
            raise MistakeError(f"Expected string key after ',' in object, not '{sign}'")
        self.path.append(0 if sign == "[" else None)
        self._last = sign

    def _colon(self, _sign: str) -> None:
        if not self.path or isinstance(self.path[-1], int):
            raise MistakeError("':' not as part of an object")
        if self._next is NOTHING or not self._last:
            raise MistakeError("Expected string key before ':'")
        if not isinstance(self._next, str):
            raise MistakeError("Object keys must be strings")
        if self._last != "value":
            raise MistakeError("':' should follow a key")
        self._last, self.path[-1], self._next = ":", self._next, NOTHING

    def _leaf(self) -> None:
        if self._next is not NOTHING:
            self._events.append([[*self.path], self._next])
            self._next = NOTHING

    def _comma(self, _sign: str) -> None:
        if self._last != "value":
            raise MistakeError("Expected value before ','")
        if not self.path:
            raise MistakeError("',' not as part of an object or array")
        if self.path[-1] is None:
            raise MistakeError("Objects must consist of key:value pairs")
        self._leaf()
        self.path[-1] = self.path[-1] + 1 if isinstance(self.path[-1], int) else None
        self._last = ","

    def _closes(self, _sign: str) -> None:
        if not self.path:
            raise MistakeError("Unmatched ']' at the top-level")
        if self._last == ",":
            raise MistakeError("Expected another array element")
        if not isinstance(self.path[-1], int):
            raise MistakeError("Unmatched ']' in the middle of an object")
        self._close("[", [])

    def _ends(self, _sign: str) -> None:
        if not self.path:
            raise MistakeError("Unmatched '}' at the top-level")
        if self._last == ",":
            raise MistakeError("Expected another key:value pair")
        if isinstance(self.path[-1], int):
            raise MistakeError("Unmatched '}' in the middle of an array")
        if self._next is not NOTHING and not isinstance(self.path[-1], str):
            raise MistakeError("Objects must consist of key:value pairs")
        if self._last == ":":
            raise MistakeError("Missing value in key:value pair")
        self._close("{", {})

    def _close(self, opening: str, empty: Value) -> None:
        if self._last == opening:
            self._events.append([self.path[:-1], empty])
        else:
            self._leaf()
            self._events.append([[*self.path]])
        self.path.pop()
        self._last = "value" if self.path else ""

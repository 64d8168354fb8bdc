"""JSONPath templates: from text to nodes.

Follows kubernetes client-go util/jsonpath/parser.go.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.kubectl.output.jsonpath.nodes import (
    Constant,
    Expression,
    Field,
    Filter,
    Identifier,
    JSONPathError,
    Node,
    Recursive,
    Slice,
    Template,
    Union,
    Wildcard,
)
from app.sim.go_strings import LiteralError, unescape

_DICT_KEY = re.compile(r"'([^']*)'\Z")
_SLICE = re.compile(r"(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?\Z")
_COMPARISON = re.compile(r"([^!<>=]+)([!<>=]+)(.+?)\Z", re.DOTALL)
_TERMINATORS = frozenset(" \t\r\n.,[]$@{}")
_MAX_INT64 = 2**63


@lru_cache(maxsize=256)
def parse(text: str) -> Template:
    """The template that `text` writes; raises JSONPathError."""
    parts: list[Expression | Constant] = []
    position = 0
    while position < len(text):
        brace = text.find("{", position)
        end = len(text) if brace < 0 else brace
        if end > position:
            parts.append(Constant(text[position:end]))
        if brace < 0:
            break
        action = _Action(text, brace + 1)
        parts.append(action.parse())
        position = action.position
    return tuple(parts)


def _parse_action(text: str) -> Expression:
    """The first expression of `text`, which is given without its braces."""
    first = parse("{" + text + "}")[0]
    return first if isinstance(first, tuple) else ()


def describe_character(character: str) -> str:
    """`U+007E '~'`, as Go's `%#U`."""
    code = f"U+{ord(character):04X}"
    return f"{code} '{character}'" if character.isprintable() else code


class _Action:
    """The reader of one expression, from behind its opening brace to behind its closing one."""

    def __init__(self, text: str, position: int) -> None:
        self.text, self.position = text, position
        self.nodes: list[Node] = []

    def parse(self) -> Expression:
        text = self.text
        while True:
            if text.startswith("}", self.position):
                self.position += 1
                return tuple(self.nodes)
            if text.startswith("[?(", self.position):
                self._filter()
                continue
            if text.startswith("..", self.position):
                self._recursive()
                continue
            character = text[self.position : self.position + 1]
            if character in {"", "\r", "\n"}:
                raise JSONPathError("unclosed action")
            self.position += 1
            self._step(character)

    def _step(self, character: str) -> None:
        if character in " @$":
            return
        if character == "[":
            self._array()
        elif character in "\"'":
            self._quoted(character)
        elif character == ".":
            self._field()
        elif character in "+-" or character.isdigit():
            self.position -= 1
            self._number()
        elif character == "_" or character.isalpha():
            self.position -= 1
            self._identifier()
        else:
            raise JSONPathError(f"unrecognized character in action: {describe_character(character)}")

    def _identifier(self) -> None:
        start = self.position
        while self.position < len(self.text) and self.text[self.position] not in _TERMINATORS:
            self.position += 1
        word = self.text[start : self.position]
        self.nodes.append(Constant(word == "true") if word in {"true", "false"} else Identifier(word))

    def _recursive(self) -> None:
        if self.nodes and isinstance(self.nodes[-1], Recursive):
            raise JSONPathError("invalid multiple recursive descent")
        self.position += 2
        self.nodes.append(Recursive())
        following = self.text[self.position : self.position + 1]
        if following == "_" or following.isalnum():
            self._field()

    def _field(self) -> None:
        start, text = self.position, self.text
        while self.position < len(text) and text[self.position] not in _TERMINATORS:
            self.position += 2 if text[self.position] == "\\" else 1
        self.position = min(self.position, len(text))
        name = text[start : self.position]
        self.nodes.append(Wildcard() if name == "*" else Field(name.replace("\\", "")))

    def _number(self) -> None:
        start = self.position
        self.position += self.text[start] in "+-"
        while self.position < len(self.text) and (
            self.text[self.position] == "." or self.text[self.position].isdigit()
        ):
            self.position += 1
        digits = self.text[start : self.position]
        try:
            if not digits.isascii():
                raise ValueError(digits)
            number: int | float = float(digits) if "." in digits else int(digits)
        except ValueError:
            raise JSONPathError(f"cannot parse number {digits}") from None
        if isinstance(number, int) and not -_MAX_INT64 <= number < _MAX_INT64:
            number = float(number)
        self.nodes.append(Constant(number))

    def _quoted(self, mark: str) -> None:
        start = self.position - 1
        while True:
            character = self.text[self.position : self.position + 1]
            if character in {"", "\n"}:
                raise JSONPathError("unterminated quoted string")
            self.position += 1
            if character == mark and self.text[self.position - 2] != "\\":
                break
        literal = self.text[start : self.position]
        try:
            self.nodes.append(Constant(unescape(literal[1:-1], mark)))
        except LiteralError as error:
            raise JSONPathError(f"unquote string {literal} error {error}") from None

    def _array(self) -> None:
        start = self.position
        end = self.text.find("]", start)
        newline = self.text.find("\n", start)
        if end < 0 or -1 < newline < end:
            raise JSONPathError("unterminated array")
        self.position = end + 1
        inside = self.text[start:end]
        members = inside.split(",")
        if len(members) > 1:
            self.nodes.append(Union(tuple(_parse_action(f"[{member.strip(' ')}]") for member in members)))
        elif key := _DICT_KEY.match(inside):
            self.nodes.extend(_parse_action("." + key[1]))
        else:
            self.nodes.append(_slice(":" if inside == "*" else inside))

    def _filter(self) -> None:
        self.position += len("[?(")
        start, text = self.position, self.text
        mark, closed = "", False
        while True:
            character = text[self.position : self.position + 1]
            if character in {"", "\n"}:
                raise JSONPathError("unterminated filter")
            self.position += 1
            if character in "\"'":
                if not mark:
                    mark = character
                elif character == mark and text[self.position - 2] != "\\":
                    closed = True
            elif character == ")" and bool(mark) == closed:
                break
        if not text.startswith("]", self.position):
            raise JSONPathError("unclosed array expect ]")
        inside = text[start : self.position - 1]
        self.position += 1
        self.nodes.append(_filter_node(inside))


def _filter_node(inside: str) -> Filter:
    comparison = _COMPARISON.match(inside)
    if comparison is None:
        return Filter(_parse_action(inside), (), "exists")
    left, operator, right = comparison.groups()
    return Filter(_parse_action(left), _parse_action(right), operator)


def _slice(inside: str) -> Slice:
    match = _SLICE.match(inside)
    if match is None:
        raise JSONPathError(f"invalid array index {inside}")
    start, stop, step = match.groups()
    if stop is None:
        return Slice(_index(start), None, None, single=True)
    return Slice(_index(start), _index(stop[1:]), _index((step or ":")[1:]))


def _index(digits: str) -> int | None:
    if not digits:
        return None
    try:
        number = int(digits)
    except ValueError:
        number = _MAX_INT64
    if not -_MAX_INT64 <= number < _MAX_INT64:
        raise JSONPathError(f"array index {digits} is not a number")
    return number

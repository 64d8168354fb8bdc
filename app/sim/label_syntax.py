"""Label selectors as they are typed and sent: `app in (a,b),tier!=db,!old`.

Follows kubernetes apimachinery/pkg/labels/selector.go: Parse, whose lexer explains the error texts.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from app.sim.label_selectors import LabelSelector, Requirement, is_integer
from app.sim.names import is_label_key, is_label_value

_TOKEN = re.compile(r"\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))")
_SYMBOLS = frozenset({"==", "!=", "=", "!", "(", ")", ",", "<", ">"})
_OPERATORS = {"=": "=", "==": "==", "!=": "!=", "in": "in", "notin": "notin", ">": "gt", "<": "lt"}
_SETS = frozenset({"in", "notin"})
_END = ""


class SelectorError(ValueError):
    """A selector that cannot be understood; the text is client-go's and the server's."""


@lru_cache(maxsize=512)
def parse(text: str) -> LabelSelector:
    """The selector of a flag or a query parameter; SelectorError."""
    return LabelSelector(tuple(sorted(_Parser(text).parse(), key=lambda item: item.key)))


class _Parser:
    """The words of a selector, read from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = [match[1] or match[2] for match in _TOKEN.finditer(text)]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def parse(self) -> list[Requirement]:
        found: list[Requirement] = []
        while (token := self.peek()) != _END:
            if not _begins(token):
                raise _unexpected(token, "!, identifier, or 'end of string'")
            try:
                found.append(self.requirement())
            except SelectorError as wrong:
                raise SelectorError(f"unable to parse requirement: {wrong}") from None
            after = self.next()
            if after == _END:
                break
            if after != ",":
                raise _unexpected(after, "',' or 'end of string'")
            if not _begins(self.peek()):
                raise _unexpected(self.peek(), "identifier after ','")
        return found

    def requirement(self) -> Requirement:
        negated = self.peek() == "!"
        if negated:
            self.next()
        key = self.next()
        if not _identifies(key):
            raise _unexpected(key, "identifier")
        if problems := is_label_key(key):
            raise SelectorError(_invalid("<nil>", key, "; ".join(problems)))
        if negated or self.peek() in (_END, ","):
            return Requirement(key, "!" if negated else "exists")
        return self.condition(key)

    def condition(self, key: str) -> Requirement:
        token = self.next()
        if token not in _OPERATORS:
            raise _unexpected(token, "in, notin, =, ==, !=, gt, lt")
        operator = _OPERATORS[token]
        values = self.values() if operator in _SETS else (self.exact(),)
        if problems := _problems(key, operator, values):
            raise SelectorError(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")
        return Requirement(key, operator, values)

    def exact(self) -> str:
        if self.peek() in (_END, ","):
            return ""
        token = self.next()
        if not _identifies(token):
            raise _unexpected(token, "identifier")
        return token

    def values(self) -> tuple[str, ...]:
        """What stands in parentheses, sorted; nothing between two commas is an empty value."""
        if (token := self.next()) != "(":
            raise SelectorError(f"found '{token}' expected: '('")  # without the comma
        if self.peek() == _END or (self.peek() in _SYMBOLS and self.peek() not in (",", ")")):
            raise _unexpected(self.peek(), "',', ')' or identifier")
        found: list[str] = []
        after_comma = True
        while (token := self.next()) != ")":
            if token == ",":
                found += [""] if after_comma else []
                after_comma = True
            elif not after_comma:
                raise _unexpected(token, "',' or ')'")
            elif not _identifies(token):
                raise _unexpected(token, "',', or identifier")
            else:
                found.append(token)
                after_comma = False
        return tuple(sorted({*found, ""} if after_comma else set(found)))


def _identifies(token: str) -> bool:
    return token != _END and token not in _SYMBOLS


def _begins(token: str) -> bool:
    return token == "!" or _identifies(token)


def _unexpected(token: str, expected: str) -> SelectorError:
    return SelectorError(f"found '{token}', expected: {expected}")


def _problems(key: str, operator: str, values: tuple[str, ...]) -> list[str]:
    """What is wrong with the values. Follows NewRequirement."""
    found = []
    if operator in ("gt", "lt") and not is_integer(values[0]):
        found.append(_invalid("values[0]", values[0], "for 'Gt', 'Lt' operators, the value must be an integer"))
    for index, value in enumerate(values):
        if wrong := is_label_value(value):
            found.append(_invalid(f"values[{index}][{key}]", value, "; ".join(wrong)))
    return found


def _invalid(field: str, value: str, why: str) -> str:
    return f"{field}: Invalid value: {json.dumps(value, ensure_ascii=False)}: {why}"

"""Label selectors: the query string's `app in (a,b),!old` and the API's `{matchLabels, matchExpressions}`.

Follows kubernetes apimachinery/pkg/labels/selector.go, whose lexer explains the error texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.sim.names import is_label_key, is_label_value


class SelectorError(ValueError):
    """A selector that cannot be understood; the text is the server's."""


@dataclass(frozen=True)
class Requirement:
    """One condition. Operators: =, ==, !=, in, notin, exists, !, gt, lt."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels meet it."""
        value = labels.get(self.key)
        match self.operator:
            case "=" | "==" | "in":
                return value is not None and value in self.values
            case "!=" | "notin":
                return value is None or value not in self.values
            case "exists":
                return value is not None
            case "!":
                return value is None
            case "gt" | "lt":
                return _compare(value, self.values[0], self.operator)
        return False

    def __str__(self) -> str:
        match self.operator:
            case "exists":
                return self.key
            case "!":
                return "!" + self.key
            case "in" | "notin":
                return f"{self.key} {self.operator} ({','.join(sorted(self.values))})"
            case "gt" | "lt":
                return f"{self.key}{'>' if self.operator == 'gt' else '<'}{self.values[0]}"
        return f"{self.key}{self.operator}{self.values[0]}"


def _compare(value: str | None, bound: str, operator: str) -> bool:
    try:
        number = int(value or "")
    except ValueError:
        return False
    return number > int(bound) if operator == "gt" else number < int(bound)


_OPERATORS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!", "Gt": "gt", "Lt": "lt"}


@dataclass(frozen=True)
class LabelSelector:
    """All requirements must hold; none at all matches everything unless `nothing`."""

    requirements: tuple[Requirement, ...] = ()
    nothing: bool = False

    @staticmethod
    def of(selector: Mapping[str, Any] | None) -> LabelSelector:
        """From the API's LabelSelector; None selects nothing, an empty one everything."""
        if selector is None:
            return LabelSelector(nothing=True)
        pairs = selector.get("matchLabels") or {}
        found = [Requirement(key, "=", (value,)) for key, value in pairs.items()]
        for item in selector.get("matchExpressions") or ():
            operator = _OPERATORS.get(item.get("operator", ""), "")
            found.append(Requirement(item.get("key", ""), operator, tuple(item.get("values") or ())))
        return LabelSelector(tuple(sorted(found, key=lambda item: item.key)))

    @staticmethod
    def of_labels(labels: Mapping[str, str] | None) -> LabelSelector:
        """From a plain map, as Services and ReplicationControllers have it; empty selects nothing."""
        if not labels:
            return LabelSelector(nothing=True)
        return LabelSelector(tuple(Requirement(key, "=", (labels[key],)) for key in sorted(labels)))

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether an object with these labels is selected."""
        return not self.nothing and all(item.matches(labels) for item in self.requirements)

    def equalities(self) -> list[tuple[str, str]]:
        """The (label, value) pairs an object must have: what an index can look up."""
        return [(item.key, item.values[0]) for item in self.requirements if item.operator in {"=", "=="} or (
            item.operator == "in" and len(item.values) == 1)]  # fmt: skip

    @property
    def empty(self) -> bool:
        """Whether it selects everything."""
        return not self.requirements and not self.nothing

    def __str__(self) -> str:
        return ",".join(str(item) for item in self.requirements)


# The lexer: symbols, quoted nothing; identifiers are whatever is left.
_TOKEN = re.compile(r"\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))")


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while match := _TOKEN.match(text, at):
        found.append(match.group(1) or match.group(2))
        at = match.end()
    return found


def _symbol(token: str) -> bool:
    return token in {"==", "!=", "=", "!", "(", ")", ",", "<", ">"}


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def parse(self) -> list[Requirement]:
        found: list[Requirement] = []
        while True:
            token = self.peek()
            if token == "":
                return found
            if token != "!" and _symbol(token):
                raise SelectorError(f"found '{token}', expected: !, identifier, or 'end of string'")
            found.append(self.requirement())
            after = self.next()
            if after == "":
                return found
            if after != ",":
                raise SelectorError(f"found '{after}', expected: ',' or 'end of string'")
            following = self.peek()
            if following != "!" and (following == "" or _symbol(following)):
                raise SelectorError(f"found '{following}', expected: identifier after ','")

    def requirement(self) -> Requirement:
        negated = self.peek() == "!"
        if negated:
            self.next()
        key = self.next()
        if key == "" or _symbol(key):
            raise SelectorError(f"found '{key}', expected: identifier")
        _check_key(key)
        if negated:
            return Requirement(key, "!")
        if self.peek() in {"", ","}:
            return Requirement(key, "exists")
        return self.condition(key)

    def condition(self, key: str) -> Requirement:
        token = self.next()
        names = {"=": "=", "==": "==", "!=": "!=", "in": "in", "notin": "notin", ">": "gt", "<": "lt"}
        if token not in names:
            raise SelectorError(f"found '{token}', expected: in, notin, =, ==, !=, gt, lt")
        operator = names[token]
        values = self.values() if operator in {"in", "notin"} else (self.exact(),)
        if operator in {"gt", "lt"} and not re.fullmatch(r"[-+]?\d+", values[0]):
            raise SelectorError(
                f"values[0]: Invalid value: \"{values[0]}\": for 'Gt', 'Lt' operators, the value must be an integer"
            )
        for index, value in enumerate(values):
            _check_value(key, index, value)
        return Requirement(key, operator, values)

    def exact(self) -> str:
        token = self.peek()
        if token in {"", ","}:
            return ""
        self.next()
        if _symbol(token):
            raise SelectorError(f"found '{token}', expected: identifier")
        return token

    def values(self) -> tuple[str, ...]:
        token = self.next()
        if token != "(":
            raise SelectorError(f"found '{token}' expected: '('")
        found: list[str] = []
        if _symbol(self.peek()) and self.peek() not in {",", ")"}:
            raise SelectorError(f"found '{self.peek()}', expected: ',', ')' or identifier")
        last_was_comma = True
        while True:
            token = self.next()
            if token == ")":
                if last_was_comma:
                    found.append("")
                return tuple(dict.fromkeys(found))
            if token == ",":
                if last_was_comma:
                    found.append("")
                last_was_comma = True
            elif token == "" or _symbol(token) or not last_was_comma:
                raise SelectorError(f"found '{token}', expected: ',' or ')'")
            else:
                found.append(token)
                last_was_comma = False


def _check_key(key: str) -> None:
    problems = is_label_key(key)
    if problems:
        raise SelectorError(f'key: Invalid value: "{key}": {"; ".join(problems)}')


def _check_value(key: str, index: int, value: str) -> None:
    problems = is_label_value(value)
    if problems:
        raise SelectorError(f'values[{index}][{key}]: Invalid value: "{value}": {"; ".join(problems)}')


@lru_cache(maxsize=512)
def parse(text: str) -> LabelSelector:
    """From a query parameter or flag; SelectorError with the server's words."""
    try:
        found = _Parser(text).parse()
    except SelectorError as problem:
        raise SelectorError(f"unable to parse requirement: {problem}") from None
    return LabelSelector(tuple(sorted(found, key=lambda item: item.key)))

"""Label selectors, as far as a client needs them: parsing what is typed, matching what comes from files.

Follows kubernetes apimachinery/pkg/labels/selector.go, apis/meta/v1/helpers.go: ParseToLabelSelector.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kubectl.errors import KubectlError
from app.kubectl.gotext import quote
from app.sim.names import is_label_key, is_label_value

_TOKEN = re.compile(r"\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))")
_SYMBOLS = {"==", "!=", "=", "!", "(", ")", ",", "<", ">"}
_OPERATORS = {"=": "=", "==": "==", "!=": "!=", "in": "in", "notin": "notin", ">": "gt", "<": "lt"}
_SETS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist"}


@dataclass(frozen=True)
class Requirement:
    """One condition; `op` is =, ==, !=, in, notin, exists, !, gt or lt."""

    key: str
    op: str
    values: tuple[str, ...] = ()

    def holds(self, labels: Mapping[str, str]) -> bool:
        """Whether labels fulfil it."""
        value = labels.get(self.key)
        if self.op in ("!", "!=", "notin"):
            return value is None or (self.op != "!" and value not in self.values)
        if value is None or self.op == "exists":
            return value is not None
        if self.op in ("gt", "lt"):
            number, bound = (int(text) if re.fullmatch(r"[-+]?\d+", text) else None for text in (value, self.values[0]))
            return number is not None and bound is not None and (number > bound if self.op == "gt" else number < bound)
        return value in self.values


def parse_selector(text: str) -> list[Requirement]:
    """The conditions of a selector, by key; ValueError when it is none."""
    return sorted(_Parser(text).parse(), key=lambda each: each.key)


def provided(text: str) -> list[Requirement]:
    """The conditions of a selector that is to choose among a file's objects; KubectlError when it is none."""
    try:
        return parse_selector(text)
    except ValueError as wrong:
        raise KubectlError(f"the provided selector {quote(text)} is not valid: {wrong}") from None


def matches(requirements: list[Requirement], labels: Mapping[str, str]) -> bool:
    """Whether labels fulfil all conditions."""
    return all(requirement.holds(labels) for requirement in requirements)


def format_selector(labels: Mapping[str, str]) -> str:
    """`a=b,c=d` of a map of labels, sorted."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items()))


def label_selector(text: str) -> dict[str, Any]:
    """A selector as objects hold it: matchLabels, and matchExpressions for what needs them; ValueError if bad."""
    try:
        requirements = parse_selector(text)
    except ValueError as wrong:
        raise ValueError(f"couldn't parse the selector string {quote(text)}: {wrong}") from None
    labels: dict[str, str] = {}
    expressions: list[dict[str, Any]] = []
    for each in requirements:
        if each.op in ("=", "=="):
            labels[each.key] = each.values[0]
        elif each.op in _SETS:
            values = {"values": sorted(each.values)} if each.values else {}
            expressions.append({"key": each.key, "operator": _SETS[each.op], **values})
        else:
            raise ValueError(f"{quote(each.op)} is not a valid label selector operator")
    return {
        **({"matchLabels": labels} if labels else {}),
        **({"matchExpressions": expressions} if expressions else {}),
    }


class _Parser:
    """The words of a selector, read from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = [match[1] or match[2] for match in _TOKEN.finditer(text)]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def parse(self) -> list[Requirement]:
        found: list[Requirement] = []
        while token := self.peek():
            if token != "!" and token in _SYMBOLS:
                raise ValueError(f"found '{token}', expected: !, identifier, or 'end of string'")
            try:
                found.append(self.requirement())
            except ValueError as wrong:
                raise ValueError(f"unable to parse requirement: {wrong}") from None
            after = self.next()
            if not after:
                break
            if after != ",":
                raise ValueError(f"found '{after}', expected: ',' or 'end of string'")
            following = self.peek()
            if following != "!" and (not following or following in _SYMBOLS):
                raise ValueError(f"found '{following}', expected: identifier after ','")
        return found

    def requirement(self) -> Requirement:
        negated = self.peek() == "!"
        if negated:
            self.next()
        key = self.next()
        if not key or key in _SYMBOLS:
            raise ValueError(f"found '{key}', expected: identifier")
        if problems := is_label_key(key):
            raise ValueError(f"<nil>: Invalid value: {quote(key)}: {'; '.join(problems)}")
        if negated or self.peek() in ("", ","):
            return Requirement(key, "!" if negated else "exists")
        return self.condition(key)

    def condition(self, key: str) -> Requirement:
        token = self.next()
        if token not in _OPERATORS:
            raise ValueError(f"found '{token}', expected: in, notin, =, ==, !=, gt, lt")
        op = _OPERATORS[token]
        values = self.values() if op in ("in", "notin") else (self.exact(),)
        if op in ("gt", "lt") and not re.fullmatch(r"[-+]?\d+", values[0]):
            what = "for 'Gt', 'Lt' operators, the value must be an integer"
            raise ValueError(f"values[0]: Invalid value: {quote(values[0])}: {what}")
        for index, value in enumerate(values):
            if problems := is_label_value(value):
                raise ValueError(f"values[{index}][{key}]: Invalid value: {quote(value)}: {'; '.join(problems)}")
        return Requirement(key, op, values)

    def exact(self) -> str:
        token = self.peek()
        if token in ("", ","):
            return ""
        self.next()
        if token in _SYMBOLS:
            raise ValueError(f"found '{token}', expected: identifier")
        return token

    def values(self) -> tuple[str, ...]:
        if (token := self.next()) != "(":
            raise ValueError(f"found '{token}' expected: '('")
        if self.peek() in _SYMBOLS - {",", ")"}:
            raise ValueError(f"found '{self.peek()}', expected: ',', ')' or identifier")
        found: list[str] = []
        comma = True  # whether the last word was one
        while (token := self.next()) != ")":
            if token == ",":
                found += [""] if comma else []
                comma = True
            elif not token or token in _SYMBOLS or not comma:
                raise ValueError(f"found '{token}', expected: ',', or identifier" if comma and found else f"found '{token}', expected: ',' or ')'")  # fmt: skip # noqa: E501
            else:
                found.append(token)
                comma = False
        return tuple(dict.fromkeys([*found, *([""] if comma else [])]))

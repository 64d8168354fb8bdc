"""Label selectors: which objects a map, `{matchLabels, matchExpressions}` or a typed `app in (a,b),!old` chooses.

Follows kubernetes apimachinery/pkg/labels/selector.go. `label_syntax` reads what is typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_INTEGER = re.compile(r"[-+]?\d+")


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


def is_integer(text: str) -> bool:
    """Whether it is a number as `gt` and `lt` compare them. Follows Go's strconv.ParseInt with 64 bits."""
    return _INTEGER.fullmatch(text) is not None and -(1 << 63) <= int(text) < 1 << 63


def _compare(value: str | None, bound: str, operator: str) -> bool:
    if value is None or not is_integer(value) or not is_integer(bound):
        return False
    return int(value) > int(bound) if operator == "gt" else int(value) < int(bound)


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

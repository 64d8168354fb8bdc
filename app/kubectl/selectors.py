"""Label selectors, as far as a client needs them: parsing what is typed, matching what comes from files.

Follows kubernetes apimachinery/pkg/labels/selector.go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SET = re.compile(r"\s*(?P<key>[^\s!=,()<>]+)\s+(?P<op>in|notin)\s*\((?P<values>[^)]*)\)\s*(?:,|$)")
_PLAIN = re.compile(r"\s*(?P<key>[^\s!=,()<>]+)\s*(?P<op>==|=|!=)\s*(?P<values>[^\s,]*)\s*(?:,|$)")
_NO_VALUES = re.compile(r"\s*[^\s!=,()<>]+\s+(?:in|notin)(?:\s+|$)(?P<found>[^\s,(]*)")
_EXISTS = re.compile(r"\s*(?P<not>!?)\s*(?P<key>[^\s!=,()<>]+)\s*(?:,|$)")


@dataclass(frozen=True)
class Requirement:
    """One condition; `op` is in, notin, exists or !."""

    key: str
    op: str
    values: tuple[str, ...] = ()

    def holds(self, labels: Mapping[str, str]) -> bool:
        """Whether labels fulfil it."""
        if self.op == "exists":
            return self.key in labels
        if self.op == "!":
            return self.key not in labels
        if self.op == "in":
            return self.key in labels and labels[self.key] in self.values
        return self.key not in labels or labels[self.key] not in self.values


def parse_selector(text: str) -> list[Requirement]:
    """The conditions of a selector; ValueError when it is none."""
    found, at = [], 0
    while text[at:].strip():
        if match := _SET.match(text, at):
            values = tuple(value.strip() for value in match["values"].split(","))
            found.append(Requirement(match["key"], match["op"], values))
        elif match := _PLAIN.match(text, at):
            found.append(Requirement(match["key"], "notin" if match["op"] == "!=" else "in", (match["values"],)))
        elif match := _EXISTS.match(text, at):
            found.append(Requirement(match["key"], "!" if match["not"] else "exists"))
        else:
            missing = _NO_VALUES.match(text, at)
            wrong = f"found '{missing['found']}' expected: '('" if missing else text[at:]
            raise ValueError(f"unable to parse requirement: {wrong}")
        at = match.end()
    return found


def matches(requirements: list[Requirement], labels: Mapping[str, str]) -> bool:
    """Whether labels fulfil all conditions."""
    return all(requirement.holds(labels) for requirement in requirements)


def format_selector(labels: Mapping[str, str]) -> str:
    """`a=b,c=d` of a map of labels, sorted."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items()))

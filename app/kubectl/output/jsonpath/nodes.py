"""The parts of a JSONPath template.

Follows kubernetes client-go util/jsonpath/node.go.
"""

from __future__ import annotations

from dataclasses import dataclass


class JSONPathError(Exception):
    """A template that cannot be parsed or evaluated; the message is upstream's."""


@dataclass(frozen=True)
class Constant:
    """Text outside braces, or a quoted string, number or boolean inside them."""

    value: str | int | float | bool


@dataclass(frozen=True)
class Field:
    """`.name` or `['name']`."""

    name: str


@dataclass(frozen=True)
class Identifier:
    """`range` and `end`; other words are refused when evaluated."""

    name: str


@dataclass(frozen=True)
class Slice:
    """`[start:stop:step]`; `[3]` has `single` set, `[*]` has neither bound."""

    start: int | None = None
    stop: int | None = None
    step: int | None = None
    single: bool = False


@dataclass(frozen=True)
class Filter:
    """`[?(left operator right)]`; the operator is `exists` when there is only a left side."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    operator: str


@dataclass(frozen=True)
class Union:
    """`[a,b]`."""

    members: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Wildcard:
    """`.*`."""


@dataclass(frozen=True)
class Recursive:
    """`..`."""


Node = Constant | Field | Identifier | Slice | Filter | Union | Wildcard | Recursive
Expression = tuple[Node, ...]
"""What stands in one pair of braces: each node works on what the one before it found."""

Template = tuple[Expression | Constant, ...]
"""Text and expressions in order."""

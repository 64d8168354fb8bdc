"""The syntax tree of an expression. `at` is the offset in the source that messages about a node point to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Node:
    """Any expression."""

    at: int


@dataclass(frozen=True)
class Literal(Node):
    """A constant; `value` is the run-time value."""

    value: Any


@dataclass(frozen=True)
class Ident(Node):
    """A name; `start` is set where a leading dot stands before it."""

    name: str


@dataclass(frozen=True)
class Select(Node):
    """`operand.field`; with `test` it is has(operand.field), with `optional` operand.?field."""

    operand: Node
    field: str
    test: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Call(Node):
    """A function or operator; `target` is what stands before the dot of a member call."""

    function: str
    target: Node | None
    args: tuple[Node, ...]


@dataclass(frozen=True)
class ListNode(Node):
    """`[a, ?b]`; `optional` holds the indexes that have a question mark."""

    items: tuple[Node, ...]
    optional: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Entry:
    """`key: value` of a map."""

    at: int
    key: Node
    value: Node
    optional: bool = False


@dataclass(frozen=True)
class MapNode(Node):
    """`{k: v}`."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class StructField:
    """`name: value` of a message."""

    at: int
    name: str
    value: Node
    optional: bool = False


@dataclass(frozen=True)
class Struct(Node):
    """`Object.spec{replicas: 1}`."""

    name: str
    fields: tuple[StructField, ...]


@dataclass(frozen=True)
class Macro(Node):
    """A comprehension: `kind` is all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry.

    One or two variables; `condition` is the filter of map and transform*.
    """

    kind: str
    over: Node
    names: tuple[str, ...]
    body: Node
    condition: Node | None = None


@dataclass(frozen=True)
class OptMap(Node):
    """`optional.optMap(name, body)`; `flat` for optFlatMap."""

    over: Node
    name: str
    body: Node
    flat: bool = False


@dataclass
class Issues:
    """What is wrong with an expression: (offset, message) in the order found."""

    source: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, at: int, message: str) -> None:
        """Note one."""
        self.found.append((at, message))

    def __str__(self) -> str:
        """As cel-go displays them: place, message, the line and a mark below it."""
        return "\n".join(self._shown(at, message) for at, message in sorted(self.found, key=lambda item: item[0]))

    def _shown(self, at: int, message: str) -> str:
        before = self.source[:at]
        line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1)
        text = self.source.split("\n")[line - 1].replace("\t", " ")
        return f"ERROR: <input>:{line}:{column + 1}: {message}\n | {text}\n | {'.' * column}^"

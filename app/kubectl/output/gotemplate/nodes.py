"""The syntax tree of Go templates. `str()` of a node is its source, as error messages show it.

Follows Go's text/template/parse/node.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.sim.go_strings import quote


@dataclass(slots=True)
class Node:
    """A piece of a template that starts at `position` (characters from the start of the text)."""

    position: int


@dataclass(slots=True)
class Text(Node):
    """What stands outside actions."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Bool(Node):
    """`true` or `false`."""

    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


@dataclass(slots=True)
class Number(Node):
    """A number as every type that can hold it; None where a type cannot."""

    text: str
    integer: int | None = None
    unsigned: int | None = None
    floating: float | None = None
    complex: complex | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class String(Node):
    """A string literal."""

    quoted: str
    value: str

    def __str__(self) -> str:
        return self.quoted


@dataclass(slots=True)
class Nil(Node):
    """`nil`."""

    def __str__(self) -> str:
        return "nil"


@dataclass(slots=True)
class Dot(Node):
    """`.`."""

    def __str__(self) -> str:
        return "."


@dataclass(slots=True)
class Field(Node):
    """`.a.b`."""

    names: list[str]

    def __str__(self) -> str:
        return "".join("." + name for name in self.names)


@dataclass(slots=True)
class Variable(Node):
    """`$x.a.b`: the variable, then fields of it."""

    names: list[str]

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(slots=True)
class Identifier(Node):
    """A function's name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class Chain(Node):
    """`(pipeline).a.b`."""

    node: Node
    names: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return _operand(self.node) + "".join("." + name for name in self.names)


@dataclass(slots=True)
class Command(Node):
    """A function and its arguments, or one value."""

    arguments: list[Node] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join(map(_operand, self.arguments))


@dataclass(slots=True)
class Pipe(Node):
    """Commands, each of which gets the result of the one before; its result may go to variables."""

    declared: list[Variable] = field(default_factory=list)
    assigns: bool = False
    commands: list[Command] = field(default_factory=list)

    def __str__(self) -> str:
        names = ", ".join(map(str, self.declared))
        operator = " = " if self.assigns else " := "
        return (names + operator if names else "") + " | ".join(map(str, self.commands))


@dataclass(slots=True)
class Action(Node):
    """`{{pipeline}}`."""

    pipe: Pipe

    def __str__(self) -> str:
        return "{{" + str(self.pipe) + "}}"


@dataclass(slots=True)
class Branch(Node):
    """`if`, `with` and `range`."""

    keyword: str
    pipe: Pipe
    body: list[Node]
    otherwise: list[Node] | None

    def __str__(self) -> str:
        otherwise = "" if self.otherwise is None else "{{else}}" + _source(self.otherwise)
        return "{{" + f"{self.keyword} {self.pipe}" + "}}" + _source(self.body) + otherwise + "{{end}}"


@dataclass(slots=True)
class Jump(Node):
    """`{{break}}` and `{{continue}}`."""

    keyword: str

    def __str__(self) -> str:
        return "{{" + self.keyword + "}}"


@dataclass(slots=True)
class Invocation(Node):
    """`{{template "name" pipeline}}`, which `{{block}}` becomes, too."""

    name: str
    pipe: Pipe | None

    def __str__(self) -> str:
        return "{{template " + quote(self.name) + (f" {self.pipe}" if self.pipe else "") + "}}"


@dataclass(slots=True)
class Closing(Node):
    """`{{end}}` or `{{else}}`, which end a list of nodes and are no part of the tree."""

    keyword: str

    def __str__(self) -> str:
        return "{{" + self.keyword + "}}"


LITERALS = (Bool, Dot, Nil, Number, String)
"""What cannot be called and has no fields."""


def _source(nodes: Sequence[Node]) -> str:
    return "".join(map(str, nodes))


def _operand(node: Node) -> str:
    return f"({node})" if isinstance(node, Pipe) else str(node)


def is_empty(nodes: Sequence[Node]) -> bool:
    """Whether `nodes` hold nothing but blanks."""
    return all(isinstance(node, Text) and not node.text.strip() for node in nodes)

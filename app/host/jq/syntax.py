"""What a jq program is made of."""

from __future__ import annotations

from dataclasses import dataclass

from app.host.jq.values import Value


@dataclass(frozen=True)
class Node:
    """A part of a program."""


@dataclass(frozen=True)
class Identity(Node):
    """`.`"""


@dataclass(frozen=True)
class Constant(Node):
    """A number, a text, `[]`, `true`."""

    value: Value


@dataclass(frozen=True)
class Text(Node):
    """A string with `\\(...)` in it, whose values a format shows."""

    format: str
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Index(Node):
    """`term.key`, `term[key]`, with `?` when optional."""

    term: Node
    key: Node
    optional: bool = False


@dataclass(frozen=True)
class Slice(Node):
    """`term[start:end]`."""

    term: Node
    start: Node
    end: Node
    optional: bool = False


@dataclass(frozen=True)
class Iterate(Node):
    """`term[]`."""

    term: Node
    optional: bool = False


@dataclass(frozen=True)
class Binary(Node):
    """`left operator right`: `| , // and or` and what calculates or compares."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Assign(Node):
    """`target operator value`: `=`, `|=`, `+=` ..."""

    operator: str
    target: Node
    value: Node


@dataclass(frozen=True)
class Negate(Node):
    """`-term`."""

    term: Node


@dataclass(frozen=True)
class Try(Node):
    """`try body catch handler`, `body?`."""

    body: Node
    handler: Node | None = None


@dataclass(frozen=True)
class If(Node):
    """`if condition then ... else ... end`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True)
class Pattern:
    """What `as` takes apart."""


@dataclass(frozen=True)
class Bind(Pattern):
    """`$name`."""

    name: str


@dataclass(frozen=True)
class ArrayPattern(Pattern):
    """`[a, b]`."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True)
class ObjectPattern(Pattern):
    """`{key: pattern}`; with a name, `$name: pattern` keeps the whole too."""

    parts: tuple[tuple[Node, str, Pattern | None], ...]


@dataclass(frozen=True)
class As(Node):
    """`source as pattern ?// pattern | body`."""

    source: Node
    patterns: tuple[Pattern, ...]
    body: Node


@dataclass(frozen=True)
class Reduce(Node):
    """`reduce source as pattern (start; update)`."""

    source: Node
    patterns: tuple[Pattern, ...]
    start: Node
    update: Node


@dataclass(frozen=True)
class Foreach(Node):
    """`foreach source as pattern (start; update; extract)`."""

    source: Node
    patterns: tuple[Pattern, ...]
    start: Node
    update: Node
    extract: Node


@dataclass(frozen=True)
class Function:
    """`def name(parameters): body;`; a parameter that begins with `$` is a value."""

    name: str
    parameters: tuple[str, ...]
    body: Node


@dataclass(frozen=True)
class Define(Node):
    """A function and where it is known."""

    function: Function
    body: Node


@dataclass(frozen=True)
class Call(Node):
    """`name(arguments)`; `position` is where it stands in the program, -1 in what is made by us."""

    name: str
    arguments: tuple[Node, ...] = ()
    position: int = -1


@dataclass(frozen=True)
class Variable(Node):
    """`$name`."""

    name: str
    position: int = -1


@dataclass(frozen=True)
class Array(Node):
    """`[body]`."""

    body: Node


@dataclass(frozen=True)
class Object(Node):
    """`{key: value}`."""

    pairs: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True)
class Label(Node):
    """`label $name | body`."""

    name: str
    body: Node


@dataclass(frozen=True)
class Break(Node):
    """`break $name`."""

    name: str
    position: int = -1


@dataclass(frozen=True)
class Import:
    """`import "path" as name`, `include "path"`; `data` for `as $name`."""

    path: str
    name: str | None
    data: bool
    settings: dict[str, Value]


@dataclass(frozen=True)
class Program:
    """What a file or an argument holds. A library has no `main`."""

    imports: tuple[Import, ...]
    functions: tuple[Function, ...]
    main: Node | None
    module: dict[str, Value] | None = None


IDENTITY = Identity()
NULL = Constant(None)


def pipe(*parts: Node) -> Node:
    """One after the other."""
    made = parts[-1]
    for part in reversed(parts[:-1]):
        made = Binary("|", part, made)
    return made


def constant(node: Node) -> tuple[bool, Value]:
    """Whether a part is the same always, and what it is."""
    if isinstance(node, Constant):
        return True, node.value
    if isinstance(node, Array) and node.body:
        items: list[Value] = []
        return _elements(node.body, items), items
    if isinstance(node, Object):
        found: dict[str, Value] = {}
        for key, value in node.pairs:
            (fixed, name), (settled, held) = constant(key), constant(value)
            if not (fixed and settled and isinstance(name, str)):
                return False, None
            found[name] = held
        return True, found
    return False, None


def _elements(node: Node, items: list[Value]) -> bool:
    if isinstance(node, Binary) and node.operator == ",":
        return _elements(node.left, items) and _elements(node.right, items)
    fixed, value = constant(node)
    items.append(value)
    return fixed

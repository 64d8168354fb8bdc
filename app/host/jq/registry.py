"""How a function of jq is declared: in Python, or as what it stands for.

A `function` gets the world, the input and a value of each argument; its arguments are evaluated from the last to the
first, as those of jq's own C functions are. A `template` gets the arguments as parts of the program and answers with
another part; the names in it have blanks, which no program's have. A `native` makes the step itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.host.jq.binding import Names, Native
from app.host.jq.compiler import apply_function
from app.host.jq.machine import Step
from app.host.jq.parts import compiled
from app.host.jq.syntax import As, Bind, Call, Constant, Node, Variable
from app.host.jq.values import Value

NATIVES: dict[str, Native] = {}
F = TypeVar("F", bound=Callable[..., Value])
T = TypeVar("T", bound=Callable[..., Node])
N = TypeVar("N", bound=Native)
HIDDEN = frozenset("_ ")


def function(*keys: str) -> Callable[[F], F]:
    """Declares a Python function under some names."""

    def register(made: F) -> F:
        def native(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
            return apply_function(made, arguments, names, following)

        NATIVES.update(dict.fromkeys(keys, native))
        return made

    return register


def template(key: str) -> Callable[[T], T]:
    """Declares what a call stands for."""

    def register(made: T) -> T:
        def native(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
            return compiled(made(*arguments), names, following)

        NATIVES[key] = native
        return made

    return register


def native(key: str) -> Callable[[N], N]:
    """Declares what makes the step itself."""

    def register(made: N) -> N:
        NATIVES[key] = made
        return made

    return register


def call(name: str, *arguments: Node) -> Node:
    """A call."""
    return Call(name, arguments)


def let(name: str, source: Node, body: Callable[[Variable], Node]) -> Node:
    """`source as $name | body`; the name must be one of ours."""
    return As(source, (Bind(name),), body(Variable(name)))


def text(value: Value) -> Node:
    """A constant."""
    return Constant(value)


def public() -> list[str]:
    """What `builtins` lists."""
    return [key for key in NATIVES if key[0] not in HIDDEN]

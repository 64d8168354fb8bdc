"""Which function compiles which kind of part of a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from app.host.jq.machine import Step
from app.host.jq.syntax import Node

if TYPE_CHECKING:
    from app.host.jq.binding import Names

Compile = Callable[[Any, "Names", Step], Step]
COMPILERS: dict[type[Node], Compile] = {}
C = TypeVar("C", bound=Compile)


def compiles(kind: type[Node]) -> Callable[[C], C]:
    """Registers how a kind of part is compiled."""

    def register(function: C) -> C:
        COMPILERS[kind] = function
        return function

    return register


def compiled(node: Node, names: Names, following: Step) -> Step:
    """The step with which a part begins, when that step follows it."""
    return COMPILERS[type(node)](node, names, following)

"""Which function, variable and label a name means, and calls of functions.

Follows jqlang/jq src/compile.c. A function that nobody calls is never compiled, so that mistakes in it are no mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.host.jq.machine import Frame, Machine, Step, leave
from app.host.jq.parts import compiled
from app.host.jq.syntax import As, Bind, Break, Call, Constant, Function, Node, Variable
from app.host.jq.values import Value

Place = tuple[int, int]  # how many homes away, and the slot
Native = Callable[["Names", tuple[Node, ...], Step], Step]


class Level:
    """A function while it is compiled: how many slots its frames have, and its first step."""

    def __init__(self, depth: int) -> None:
        self.size, self.depth = 0, depth
        self.step: Step | None = None

    def slot(self) -> int:
        """A further slot."""
        self.size += 1
        return self.size - 1


@dataclass(frozen=True)
class Defined:
    """A function of the program; compiled when it is called first."""

    function: Function
    names: Callable[[], Names]  # what is known where it stands
    level: Level
    compiled: list[bool] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """A function that was given as an argument: the level that got it, and its number."""

    level: Level
    number: int


@dataclass(frozen=True)
class Report:
    """What is wrong with names: by how deep they stand, and where."""

    found: list[tuple[int, int, str]] = field(default_factory=list)
    place: Callable[[str, int], str] = lambda message, position: message

    def add(self, depth: int, message: str, position: int) -> None:
        """Note one."""
        self.found.append((depth, position, self.place(message, position)))


@dataclass(frozen=True)
class Names:
    """What is known at a place in the program."""

    level: Level
    natives: Mapping[str, Native]
    report: Report
    variables: Mapping[str, tuple[Level, int] | Constant] = field(default_factory=dict)
    functions: Mapping[str, Defined | Given] = field(default_factory=dict)
    labels: Mapping[str, tuple[Level, int]] = field(default_factory=dict)

    def hops(self, level: Level) -> int:
        """How many homes away a level is."""
        return self.level.depth - level.depth

    def bound(self, names: Mapping[str, int]) -> Names:
        """The same with variables in slots of this level."""
        return replace(self, variables={**self.variables, **{name: (self.level, slot) for name, slot in names.items()}})

    def with_label(self, name: str, slot: int) -> Names:
        """The same with a label."""
        return replace(self, labels={**self.labels, name: (self.level, slot)})

    def variable(self, node: Variable) -> Place | Constant | None:
        """Where a variable is; None when there is none."""
        found = self.variables.get(node.name)
        if isinstance(found, Constant):
            return found
        if found is None:
            self.report.add(self.level.depth, f"${node.name} is not defined", node.position)
            return None
        return self.hops(found[0]), found[1]

    def label(self, node: Break) -> Place | None:
        """Where a label is; None when there is none."""
        found = self.labels.get(node.name)
        if found is None:
            self.report.add(self.level.depth, f"$*label-{node.name} is not defined", node.position)
            return None
        return self.hops(found[0]), found[1]

    def call(self, node: Call, following: Step) -> Step:
        """The step that calls a function."""
        key = f"{node.name}/{len(node.arguments)}"
        found = self.functions.get(key)
        if isinstance(found, Defined):
            return _call(self, found, node, following)
        if isinstance(found, Given):
            return _call_given(self, found, following)
        if (native := self.natives.get(key)) is not None:
            return native(self, node.arguments, following)
        self.report.add(self.level.depth, f"{key} is not defined", node.position)
        return following


def define(names: Names, function: Function) -> Names:
    """The same with a function, which knows itself."""
    level = Level(names.level.depth + 1)
    known: list[Names] = []
    defined = Defined(function, lambda: known[0], level)
    made = replace(names, functions={**names.functions, f"{function.name}/{len(function.parameters)}": defined})
    known.append(made)
    return made


def _body(defined: Defined) -> None:
    """Compile a function, once."""
    if defined.compiled:
        return
    defined.compiled.append(True)
    function, names = defined.function, defined.names()
    given = {
        f"{name.removeprefix('$')}/0": Given(defined.level, number) for number, name in enumerate(function.parameters)
    }
    body: Node = function.body
    for name in reversed(function.parameters):
        if name.startswith("$"):
            body = As(Call(name[1:]), (Bind(name[1:]),), body)
    inside = replace(names, level=defined.level, functions={**names.functions, **given})
    defined.level.step = compiled(body, inside, leave)


def _closure(names: Names, node: Node) -> Callable[[Frame], Any]:
    """What makes the function that an argument is, at the frame that calls."""
    if isinstance(node, Call) and not node.arguments:
        found = names.functions.get(f"{node.name}/0")
        if isinstance(found, Given):  # hand on what was given
            hops, number = names.hops(found.level), found.number

            def hand_on(frame: Frame) -> Any:
                for _ in range(hops):
                    frame = frame.home  # type: ignore[assignment]
                return frame.closures[number]

            return hand_on
    level = Level(names.level.depth + 1)
    level.step = compiled(node, replace(names, level=level), leave)
    return lambda frame: (level, frame)


def _call(names: Names, defined: Defined, node: Call, following: Step) -> Step:
    _body(defined)
    level, hops = defined.level, names.hops(defined.level) + 1
    arguments = [_closure(names, argument) for argument in node.arguments]
    last = following is leave  # nothing is left to do here: the caller's caller gets the value

    def call(machine: Machine) -> Step:
        home = frame = machine.frame
        for _ in range(hops):
            home = home.home  # type: ignore[assignment]
        closures = tuple([argument(frame) for argument in arguments])
        if last:
            machine.frame = Frame(level.size, closures, home, frame.caller, frame.back)
        else:
            machine.frame = Frame(level.size, closures, home, frame, following)
        return level.step  # type: ignore[return-value]

    return call


def _call_given(names: Names, given: Given, following: Step) -> Step:
    hops, number = names.hops(given.level), given.number
    last = following is leave

    def call(machine: Machine) -> Step:
        home = frame = machine.frame
        for _ in range(hops):
            home = home.home  # type: ignore[assignment]
        level, home = home.closures[number]
        if last:
            machine.frame = Frame(level.size, (), home, frame.caller, frame.back)
        else:
            machine.frame = Frame(level.size, (), home, frame, following)
        return level.step  # type: ignore[no-any-return]

    return call


def constants(found: Mapping[str, Value]) -> dict[str, tuple[Level, int] | Constant]:
    """Variables that a program is given."""
    return {name: Constant(value) for name, value in found.items()}

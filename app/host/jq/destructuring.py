"""`as`, `reduce` and `foreach`: values taken apart into variables. Follows jqlang/jq src/compile.c."""

from __future__ import annotations

from app.host.jq.access import get
from app.host.jq.binding import Names
from app.host.jq.compiler import operand
from app.host.jq.machine import ALTERNATIVE, Machine, Step, backtrack
from app.host.jq.parts import compiled, compiles
from app.host.jq.syntax import ArrayPattern, As, Bind, Constant, Foreach, Node, ObjectPattern, Pattern, Reduce


def _variables(pattern: Pattern) -> list[str]:
    if isinstance(pattern, Bind):
        return [pattern.name]
    if isinstance(pattern, ArrayPattern):
        return [name for part in pattern.parts for name in _variables(part)]
    assert isinstance(pattern, ObjectPattern)
    return [
        one for _, name, part in pattern.parts for one in ([name] if name else []) + (_variables(part) if part else [])
    ]


def bind(
    source: Node, patterns: tuple[Pattern, ...], names: Names, body: list[Step], following: Step | None = None
) -> tuple[Step, Names]:
    """The step that takes each value of a source apart, and the names for the body, whose step comes in `body`."""
    known = [name for pattern in patterns for name in _variables(pattern)]
    slots = {name: names.level.slot() for name in dict.fromkeys(known)}
    inside = names.bound(slots)

    def enter(machine: Machine) -> Step:
        machine.pop()
        return body[0]

    def attempt(number: int) -> Step:
        last = number == len(patterns) - 1
        matched = _matcher(patterns[number], inside, slots, enter)
        if last and number == 0:
            return matched
        other = None if last else attempt(number + 1)

        def begin(machine: Machine) -> Step:
            for slot in slots.values():
                machine.frame.slots[slot] = None
            if other is not None:
                machine.fork(backtrack, ALTERNATIVE, other)
            return matched

        return begin

    return operand(source, names, attempt(0)), inside


def _matcher(pattern: Pattern, names: Names, slots: dict[str, int], following: Step) -> Step:
    """Take the value on top of the stack apart; it stays there."""
    if isinstance(pattern, Bind):
        slot = slots[pattern.name]

        def store(machine: Machine) -> Step:
            machine.frame.slots[slot] = machine.stack[0]  # type: ignore[index]
            return following

        return store
    if isinstance(pattern, ArrayPattern):
        step = following
        for at, part in enumerate(pattern.parts):  # jq matches the last one first
            step = _part(Constant(at), part, names, slots, step)
        return step
    assert isinstance(pattern, ObjectPattern)
    step = following
    for key, name, inner in reversed(pattern.parts):
        if inner is None:
            step = _part(key, Bind(name), names, slots, step)
            continue
        step = _part(key, inner, names, slots, step)
        if name:
            step = _part(key, Bind(name), names, slots, step)
    return step


def _part(key: Node, pattern: Pattern, names: Names, slots: dict[str, int], following: Step) -> Step:
    def drop(machine: Machine) -> Step:
        machine.pop()
        return following

    inner = _matcher(pattern, names, slots, drop)

    def take(machine: Machine) -> Step:
        wanted, (whole, rest) = machine.stack  # type: ignore[misc]
        machine.stack = (get(whole, wanted), (whole, rest))
        return inner

    return operand(key, names, take)


@compiles(As)
def _as(node: As, names: Names, following: Step) -> Step:
    body: list[Step] = []
    step, inside = bind(node.source, node.patterns, names, body)
    body.append(compiled(node.body, inside, following))
    return step


@compiles(Reduce)
def _reduce(node: Reduce, names: Names, following: Step) -> Step:
    slot = names.level.slot()

    def finished(machine: Machine) -> Step:
        machine.value = machine.frame.slots[slot]
        machine.frame.slots[slot] = None
        return following

    def store(machine: Machine) -> Step:
        machine.frame.slots[slot] = machine.value
        return backtrack

    body: list[Step] = []
    loop, inside = bind(node.source, node.patterns, names, body)
    update = compiled(node.update, inside, store)

    def load(machine: Machine) -> Step:
        machine.value = machine.frame.slots[slot]
        machine.frame.slots[slot] = None
        machine.path = None
        return update

    body.append(load)

    def begin(machine: Machine) -> Step:
        machine.frame.slots[slot] = machine.pop()
        machine.fork(finished)
        return loop

    return operand(node.start, names, begin)


@compiles(Foreach)
def _foreach(node: Foreach, names: Names, following: Step) -> Step:
    slot = names.level.slot()
    body: list[Step] = []
    loop, inside = bind(node.source, node.patterns, names, body)
    extract = compiled(node.extract, inside, following)

    def store(machine: Machine) -> Step:
        machine.frame.slots[slot] = machine.value
        return extract

    update = compiled(node.update, inside, store)

    def load(machine: Machine) -> Step:
        machine.value = machine.frame.slots[slot]
        machine.frame.slots[slot] = None
        return update

    body.append(load)

    def begin(machine: Machine) -> Step:
        machine.frame.slots[slot] = machine.pop()
        return loop

    return operand(node.start, names, begin)

"""Steps of the machine from the parts of a program.

Every part is compiled with the step that follows it. A part that needs a value of another, without being its input,
compiles that as an `operand`: its values come on the stack, and the input is what it was.
"""

from __future__ import annotations

from collections.abc import Callable

from app.host.jq import operators
from app.host.jq.binding import Names, define
from app.host.jq.dumping import shown
from app.host.jq.machine import PASSED, TRY, Machine, Step, backtrack
from app.host.jq.parts import compiled, compiles
from app.host.jq.syntax import (
    IDENTITY,
    Array,
    Binary,
    Break,
    Call,
    Constant,
    Define,
    Identity,
    If,
    Label,
    Negate,
    Node,
    Object,
    Text,
    Try,
    Variable,
)
from app.host.jq.values import JqError, Value, equal, kind, truthy


def operand(node: Node, names: Names, following: Step) -> Step:
    """Push each value of a part; the input stays."""
    if isinstance(node, Constant):
        value = node.value

        def push_constant(machine: Machine) -> Step:
            machine.stack = (value, machine.stack)
            return following

        return push_constant
    if node is IDENTITY:

        def push_input(machine: Machine) -> Step:
            machine.stack = (machine.value, machine.stack)
            return following

        return push_input

    def ended(machine: Machine) -> Step:
        (before, machine.path, machine.place), rest = machine.stack  # type: ignore[misc]
        machine.stack = (machine.value, rest)
        machine.value = before
        return following

    inner = compiled(node, names, ended)

    def began(machine: Machine) -> Step:
        machine.stack = ((machine.value, machine.path, machine.place), machine.stack)
        machine.path = None
        return inner

    return began


def operands(nodes: tuple[Node, ...], names: Names, following: Step) -> Step:
    """Push a value of each part, the last one's first: the first one varies fastest."""
    for node in nodes:
        following = operand(node, names, following)
    return following


@compiles(Identity)
def _identity(_node: Identity, _names: Names, following: Step) -> Step:
    return following


@compiles(Constant)
def _constant(node: Constant, _names: Names, following: Step) -> Step:
    value = node.value

    def load(machine: Machine) -> Step:
        machine.value = value
        return following

    return load


@compiles(Variable)
def _variable(node: Variable, names: Names, following: Step) -> Step:
    place = names.variable(node)
    if place is None:
        return following
    if not isinstance(place, tuple):
        return _constant(Constant(place.value), names, following)
    hops, slot = place

    def load(machine: Machine) -> Step:
        frame = machine.frame
        for _ in range(hops):
            frame = frame.home  # type: ignore[assignment]
        machine.value = frame.slots[slot]
        return following

    return load


@compiles(Binary)
def _binary(node: Binary, names: Names, following: Step) -> Step:
    special = {"|": _pipe, ",": _comma, "//": _alternative, "and": _logical, "or": _logical}.get(node.operator)
    if special is not None:
        return special(node, names, following)
    calculate = operators.BINARY[node.operator]

    def apply(machine: Machine) -> Step:
        left, (right, machine.stack) = machine.stack  # type: ignore[misc]
        machine.value = calculate(left, right)
        return following

    return operands((node.left, node.right), names, apply)


def _pipe(node: Binary, names: Names, following: Step) -> Step:
    return compiled(node.left, names, compiled(node.right, names, following))


def _comma(node: Binary, names: Names, following: Step) -> Step:
    left, right = compiled(node.left, names, following), compiled(node.right, names, following)

    def both(machine: Machine) -> Step:
        machine.fork(right)
        return left

    return both


def _alternative(node: Binary, names: Names, following: Step) -> Step:
    slot = names.level.slot()

    def tail(machine: Machine) -> Step:
        return backtrack if machine.frame.slots[slot] else otherwise

    def look(machine: Machine) -> Step:
        if not truthy(machine.value):
            return backtrack
        machine.frame.slots[slot] = True
        return following

    otherwise, body = compiled(node.right, names, following), compiled(node.left, names, look)

    def begin(machine: Machine) -> Step:
        machine.frame.slots[slot] = False
        machine.fork(tail)
        return body

    return begin


def _logical(node: Binary, names: Names, following: Step) -> Step:
    settles = node.operator == "or"

    def second(machine: Machine) -> Step:
        machine.value = truthy(machine.pop())
        return following

    right = operand(node.right, names, second)

    def first(machine: Machine) -> Step:
        if truthy(machine.pop()) is not settles:
            return right
        machine.value = settles
        return following

    return operand(node.left, names, first)


@compiles(Negate)
def _negate(node: Negate, names: Names, following: Step) -> Step:
    def apply(machine: Machine) -> Step:
        machine.value = operators.negated(machine.value)
        return following

    return compiled(node.term, names, apply)


@compiles(If)
def _if(node: If, names: Names, following: Step) -> Step:
    yes, no = compiled(node.yes, names, following), compiled(node.no, names, following)

    def choose(machine: Machine) -> Step:
        condition, machine.stack = machine.stack  # type: ignore[misc]
        return no if condition is None or condition is False else yes

    return operand(node.condition, names, choose)


@compiles(Try)
def _try(node: Try, names: Names, following: Step) -> Step:
    handler = backtrack if node.handler is None else compiled(node.handler, names, following)
    return guarded(node.body, names, handler, following)


def guarded(body: Node, names: Names, handler: Step, following: Step) -> Step:
    """A part whose errors go to a handler; what follows is not guarded."""

    def past(machine: Machine) -> Step:
        machine.fork(backtrack, PASSED)
        return following

    inner = compiled(body, names, past)

    def begin(machine: Machine) -> Step:
        machine.fork(backtrack, TRY, handler)
        return inner

    return begin


@compiles(Label)
def _label(node: Label, names: Names, following: Step) -> Step:
    slot = names.level.slot()

    def look(machine: Machine) -> Step:
        if equal(machine.value, machine.frame.slots[slot]):
            return backtrack
        raise JqError(machine.value)

    inner = guarded(node.body, names.with_label(node.name, slot), look, following)

    def begin(machine: Machine) -> Step:
        machine.frame.slots[slot] = {"__jq": machine.labels}
        machine.labels += 1
        return inner

    return begin


@compiles(Break)
def _break(node: Break, names: Names, _following: Step) -> Step:
    place = names.label(node)
    if place is None:
        return backtrack
    hops, slot = place

    def leave_label(machine: Machine) -> Step:
        frame = machine.frame
        for _ in range(hops):
            frame = frame.home  # type: ignore[assignment]
        raise JqError(frame.slots[slot])

    return leave_label


@compiles(Array)
def _array(node: Array, names: Names, following: Step) -> Step:
    slot = names.level.slot()

    def collected(machine: Machine) -> Step:
        machine.value = machine.frame.slots[slot]
        machine.frame.slots[slot] = None
        return following

    def add(machine: Machine) -> Step:
        machine.frame.slots[slot].append(machine.value)
        return backtrack

    inner = compiled(node.body, names, add)

    def begin(machine: Machine) -> Step:
        machine.frame.slots[slot] = []
        machine.fork(collected)
        machine.path = None
        return inner

    return begin


@compiles(Object)
def _object(node: Object, names: Names, following: Step) -> Step:
    def made(machine: Machine) -> Step:
        machine.value = machine.pop()
        return following

    def insert(following: Step) -> Step:
        def add(machine: Machine) -> Step:
            value, (key, (found, rest)) = machine.stack  # type: ignore[misc]
            if not isinstance(key, str):
                raise JqError(f"Cannot use {kind(key)} ({shown(key)}) as object key")
            machine.stack = ({**found, key: value}, rest)
            return following

        return add

    step: Step = made
    for key, value in reversed(node.pairs):
        step = operand(key, names, operand(value, names, insert(step)))
    return operand(Constant({}), names, step)


@compiles(Text)
def _text(node: Text, names: Names, following: Step) -> Step:
    count = len(node.parts)

    def join(machine: Machine) -> Step:
        pieces = [machine.pop() for _ in range(count)]
        machine.value = operators.limited("".join(pieces))
        return following

    return operands(node.parts, names, join)


@compiles(Define)
def _define(node: Define, names: Names, following: Step) -> Step:
    return compiled(node.body, define(names, node.function), following)


@compiles(Call)
def _call(node: Call, names: Names, following: Step) -> Step:
    return names.call(node, following)


def apply_function(function: Callable[..., Value], arguments: tuple[Node, ...], names: Names, following: Step) -> Step:
    """Call a Python function with the machine's world, the input and a value of each argument."""
    count = len(arguments)

    def apply(machine: Machine) -> Step:
        machine.value = function(machine.world, machine.value, *[machine.pop() for _ in range(count)])
        return following

    return operands(arguments, names, apply)

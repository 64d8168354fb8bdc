"""`.a`, `.[]`, `.[1:2]`, and what is done with the paths that they leave: `path`, `getpath`, `|=`, `=`, `+=`.

While a machine keeps a path, `place` is the value that stands there: whatever is indexed next must be that value.
Follows jqlang/jq src/execute.c.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.host.jq.access import delete_paths, get, get_path, set_path
from app.host.jq.binding import Names
from app.host.jq.compiler import operand
from app.host.jq.dumping import shown
from app.host.jq.machine import Machine, Step, backtrack
from app.host.jq.parts import compiled, compiles
from app.host.jq.syntax import (
    IDENTITY,
    As,
    Assign,
    Binary,
    Bind,
    Call,
    Constant,
    Index,
    Iterate,
    Node,
    Reduce,
    Slice,
    Variable,
)
from app.host.jq.values import SHOWN_OF_PATH_BYTES, JqError, Value, identical, kind

NONE = object()


def _follow(machine: Machine, key: Value, optional: bool) -> bool:
    """Go to a key of the value; whether it is there."""
    value = machine.value
    if machine.path is not None and not identical(value, machine.place):
        near = f"access element {shown(key)} of {shown(value, SHOWN_OF_PATH_BYTES)}"
        raise JqError(f"Invalid path expression near attempt to {near}")
    try:
        machine.value = get(value, key)
    except JqError:
        if optional:
            return False
        raise
    if machine.path is not None:
        machine.path, machine.place = (*machine.path, key), machine.value
    return True


@compiles(Index)
def _index(node: Index, names: Names, following: Step) -> Step:
    optional = node.optional
    if isinstance(node.key, Constant):
        return compiled(node.term, names, _field(node.key.value, optional, following))

    def follow(machine: Machine) -> Step:
        return following if _follow(machine, machine.pop(), optional) else backtrack

    return operand(node.key, names, compiled(node.term, names, follow))


def _field(key: Value, optional: bool, following: Step) -> Step:
    def follow(machine: Machine) -> Step:
        if type(machine.value) is dict and machine.path is None and type(key) is str:
            machine.value = machine.value.get(key)
            return following
        return following if _follow(machine, key, optional) else backtrack

    return follow


@compiles(Slice)
def _slice(node: Slice, names: Names, following: Step) -> Step:
    def follow(machine: Machine) -> Step:
        end, (start, machine.stack) = machine.stack  # type: ignore[misc]
        return following if _follow(machine, {"start": start, "end": end}, node.optional) else backtrack

    return operand(node.start, names, operand(node.end, names, compiled(node.term, names, follow)))


@compiles(Iterate)
def _iterate(node: Iterate, names: Names, following: Step) -> Step:
    return compiled(node.term, names, each(node.optional, following))


def each(optional: bool, following: Step) -> Step:
    """All values of an array or object, one after the other."""

    def again(machine: Machine) -> Step:
        items: Iterator[Any] = machine.value
        found = next(items, NONE)
        if found is NONE:
            return backtrack
        machine.fork(again)
        return step(machine, found)

    def step(machine: Machine, found: Any) -> Step:
        if machine.path is None:
            machine.value = found
        else:
            key, value = found
            machine.path, machine.place = (*machine.path, key), value
            machine.value = value
        return following

    def begin(machine: Machine) -> Step:
        value = machine.value
        if machine.path is not None and not identical(value, machine.place):
            near = f"iterate through {shown(value, SHOWN_OF_PATH_BYTES)}"
            raise JqError(f"Invalid path expression near attempt to {near}")
        if isinstance(value, list):
            machine.value = iter(value) if machine.path is None else iter(enumerate(value))
        elif isinstance(value, dict):
            machine.value = iter(value.values() if machine.path is None else value.items())
        elif optional:
            return backtrack
        else:
            raise JqError(f"Cannot iterate over {kind(value)} ({shown(value)})")
        return again(machine)

    return begin


def path_of(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    """`path(f)`: each path that f takes."""

    def ended(machine: Machine) -> Step:
        if not identical(machine.value, machine.place):
            text = shown(machine.value, SHOWN_OF_PATH_BYTES)
            raise JqError(f"Invalid path expression with result {text}")
        found = [*(machine.path or ())]
        (machine.path, machine.place), machine.stack = machine.stack  # type: ignore[misc]
        machine.value = found
        return following

    inner = compiled(arguments[0], names, ended)

    def begin(machine: Machine) -> Step:
        machine.stack = ((machine.path, machine.place), machine.stack)
        machine.path, machine.place = (), machine.value
        return inner

    return begin


def getpath(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    """`getpath(p)`, which is a path too."""

    def follow(machine: Machine) -> Step:
        path, value = machine.pop(), machine.value
        machine.value = get_path(value, path)
        if machine.path is not None:
            if not identical(value, machine.place):
                raise JqError(f"Invalid path expression with result {shown(value, SHOWN_OF_PATH_BYTES)}")
            machine.path, machine.place = (*machine.path, *path), machine.value
        return following

    return operand(arguments[0], names, follow)


@compiles(Assign)
def _assign(node: Assign, names: Names, following: Step) -> Step:
    if node.operator == "|=":
        return _modify(node.target, node.value, names, following)
    new = Variable("new value")
    if node.operator == "=":
        path = Variable("path of it")
        put = Call("setpath", (path, new))
        loop: Node = Reduce(Call("path", (node.target,)), (Bind(path.name),), IDENTITY, put)
        return compiled(As(node.value, (Bind(new.name),), loop), names, following)
    changed = Binary(node.operator[:-1], IDENTITY, new)
    return compiled(As(node.value, (Bind(new.name),), Assign("|=", node.target, changed)), names, following)


def _modify(target: Node, update: Node, names: Names, following: Step) -> Step:
    """`target |= update`: the first value of the update at every path; where it has none, the path is deleted."""
    slot, current = names.level.slot(), names.level.slot()

    def finished(machine: Machine) -> Step:
        value, gone = machine.frame.slots[slot]
        machine.frame.slots[slot] = None
        machine.value = delete_paths(value, gone)
        return following

    def nothing(machine: Machine) -> Step:
        value, gone = machine.frame.slots[slot]
        machine.frame.slots[slot] = (value, [*gone, machine.frame.slots[current][0]])
        return backtrack

    def store(machine: Machine) -> Step:
        path, height = machine.frame.slots[current]
        del machine.forks[height:]
        value, gone = machine.frame.slots[slot]
        machine.frame.slots[slot] = (set_path(value, path, machine.value), gone)
        return backtrack

    inner = compiled(update, names, store)

    def each_path(machine: Machine) -> Step:
        path = machine.value
        machine.frame.slots[current] = (path, len(machine.forks))
        machine.fork(nothing)
        machine.value, machine.path = get_path(machine.frame.slots[slot][0], path), None
        return inner

    loop = path_of(names, (target,), each_path)

    def begin(machine: Machine) -> Step:
        machine.frame.slots[slot] = (machine.value, [])
        machine.fork(finished)
        machine.path = None
        return loop

    return begin


def cut(make: Callable[[Step], Step], names: Names, following: Step) -> Step:
    """The first value of something, and none after it."""
    slot = names.level.slot()

    def first(machine: Machine) -> Step:
        del machine.forks[machine.frame.slots[slot] :]
        return following

    inner = make(first)

    def begin(machine: Machine) -> Step:
        machine.frame.slots[slot] = len(machine.forks)
        return inner

    return begin

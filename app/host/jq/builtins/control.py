"""What steers: nothing, errors, choices, loops, input and output. Follows jqlang/jq src/builtin.jq and builtin.c."""

from __future__ import annotations

from app.host.jq.binding import Names
from app.host.jq.compiler import guarded, operand, operands
from app.host.jq.machine import Machine, Pause, Step, World, backtrack
from app.host.jq.operators import wrong, wrong_pair
from app.host.jq.parts import compiled
from app.host.jq.paths import cut
from app.host.jq.registry import call, function, let, native, public, template, text
from app.host.jq.syntax import (
    IDENTITY,
    Array,
    Binary,
    Call,
    Constant,
    Define,
    Function,
    If,
    Iterate,
    Node,
    pipe,
)
from app.host.jq.values import JqError, Value, is_number, truthy

EMPTY = Call("empty")


def repeated(name: str, body: Node) -> Node:
    """A function that calls itself by that name, called."""
    return Define(Function(name, (), body), Call(name))


@native("empty/0")
def _empty(_names: Names, _arguments: tuple[Node, ...], _following: Step) -> Step:
    return backtrack


@function("not/0")
def _not(_world: World, value: Value) -> Value:
    return not truthy(value)


@function("error/0")
def _error(_world: World, value: Value) -> Value:
    raise JqError(value)


@template("error/1")
def _error_of(message: Node) -> Node:
    return pipe(message, Call("error"))


@template("select/1")
def _select(condition: Node) -> Node:
    return If(condition, IDENTITY, EMPTY)


@template("map/1")
def _map(change: Node) -> Node:
    return Array(pipe(Iterate(IDENTITY), change))


@template("recurse/0")
def _recurse() -> Node:
    return call("recurse", Iterate(IDENTITY, optional=True))


@template("recurse/1")
def _recurse_by(change: Node) -> Node:
    return repeated("recurse on", Binary(",", IDENTITY, pipe(change, Call("recurse on"))))


@template("recurse/2")
def _recurse_while(change: Node, condition: Node) -> Node:
    return call("recurse", pipe(change, call("select", condition)))


@template("while/2")
def _while(condition: Node, update: Node) -> Node:
    again = Binary(",", IDENTITY, pipe(update, Call("while on")))
    return repeated("while on", If(condition, again, EMPTY))


@template("until/2")
def _until(condition: Node, update: Node) -> Node:
    return repeated("until on", If(condition, IDENTITY, pipe(update, Call("until on"))))


@template("repeat/1")
def _repeat(body: Node) -> Node:
    return repeated("repeat on", Binary(",", body, Call("repeat on")))


@template("inputs/0")
def _inputs() -> Node:
    return call("_until break", call("repeat", Call("input")))


@native("_until break/1")
def _until_break(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    """`try f catch if . == "break" then empty else error end`."""

    def look(machine: Machine) -> Step:
        if machine.value == "break":
            return backtrack
        raise JqError(machine.value)

    return guarded(arguments[0], names, look, following)


@native("first/1")
def _first(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    return cut(lambda found: compiled(arguments[0], names, found), names, following)


@template("isempty/1")
def _isempty(generator: Node) -> Node:
    return call("first", Binary(",", pipe(generator, text(False)), text(True)))


@native("limit/2")
def _limit(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    slot = names.level.slot()

    def count(machine: Machine) -> Step:
        left, height = machine.frame.slots[slot]
        if left is None:
            return following
        if left <= 1:
            del machine.forks[height:]
        machine.frame.slots[slot] = (left - 1, height)
        return following

    inner = compiled(arguments[1], names, count)

    def begin(machine: Machine) -> Step:
        wanted = machine.pop()
        if not is_number(wanted):
            if wanted is not None and not isinstance(wanted, bool):
                raise wrong_pair(wanted, 1, "cannot be subtracted")
            machine.frame.slots[slot] = (None, 0)  # less than every number: no limit
            return inner
        if wanted == 0:
            return backtrack
        machine.frame.slots[slot] = (wanted if wanted > 0 else None, len(machine.forks))
        return inner

    return operand(arguments[0], names, begin)


@native("nth/2")
def _nth(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    slot = names.level.slot()

    def count(machine: Machine) -> Step:
        left, height = machine.frame.slots[slot]
        machine.frame.slots[slot] = (left - 1, height)
        if left > 0:
            return backtrack
        del machine.forks[height:]
        return following

    inner = compiled(arguments[1], names, count)

    def begin(machine: Machine) -> Step:
        wanted = machine.pop()
        if not is_number(wanted) or wanted < 0:
            raise JqError("nth doesn't support negative indices")
        machine.frame.slots[slot] = (wanted, len(machine.forks))
        return inner

    return operand(arguments[0], names, begin)


@template("any/2")
def _any(generator: Node, condition: Node) -> Node:
    return pipe(call("isempty", pipe(generator, Binary("or", condition, EMPTY))), Call("not"))


@template("all/2")
def _all(generator: Node, condition: Node) -> Node:
    return call("isempty", pipe(generator, Binary("and", condition, EMPTY)))


@template("any/1")
def _any_of(condition: Node) -> Node:
    return _any(Iterate(IDENTITY), condition)


@template("all/1")
def _all_of(condition: Node) -> Node:
    return _all(Iterate(IDENTITY), condition)


@template("any/0")
def _any_true() -> Node:
    return _any(Iterate(IDENTITY), IDENTITY)


@template("all/0")
def _all_true() -> Node:
    return _all(Iterate(IDENTITY), IDENTITY)


@native("last/1")
def _last(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    slot = names.level.slot()

    def finished(machine: Machine) -> Step:
        machine.value = machine.frame.slots[slot]
        return following

    def keep(machine: Machine) -> Step:
        machine.frame.slots[slot] = machine.value
        return backtrack

    inner = compiled(arguments[0], names, keep)

    def begin(machine: Machine) -> Step:
        machine.frame.slots[slot] = None
        machine.fork(finished)
        machine.path = None
        return inner

    return begin


@native("range/2")
def _range(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    return call_range(names, (*arguments, Constant(1)), following)


@template("range/1")
def _range_to(end: Node) -> Node:
    return call("range", text(0), end)


@native("range/3")
def call_range(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    """Numbers from the first to before the second, by the third."""

    def again(machine: Machine) -> Step:
        now, (end, by) = machine.value
        if not (now < end if by > 0 else now > end) or not by:
            return backtrack
        machine.value = (now + by, (end, by))
        machine.fork(again)
        machine.value = now
        return following

    def begin(machine: Machine) -> Step:
        by, end, start = machine.pop(), machine.pop(), machine.pop()
        if not (is_number(by) and is_number(end) and is_number(start)):
            raise JqError("Range bounds must be numeric")
        machine.value = (start, (end, by))
        return again(machine)

    step: Step = begin
    for argument in reversed(arguments):
        step = operand(argument, names, step)
    return step


def _pauses(what: str, names: Names, following: Step) -> Step:
    def stop(machine: Machine) -> Step:
        machine.step = following
        raise Pause(what)

    return stop


@native("input/0")
def _input(names: Names, _arguments: tuple[Node, ...], following: Step) -> Step:
    return _pauses("input", names, following)


@native("debug/0")
def _debug(names: Names, _arguments: tuple[Node, ...], following: Step) -> Step:
    return _pauses("debug", names, following)


@template("debug/1")
def _debug_of(messages: Node) -> Node:
    return Binary(",", pipe(messages, Call("debug"), EMPTY), IDENTITY)


@native("stderr/0")
def _stderr(names: Names, _arguments: tuple[Node, ...], following: Step) -> Step:
    return _pauses("stderr", names, following)


@native("halt/0")
def _halt(names: Names, _arguments: tuple[Node, ...], following: Step) -> Step:
    return _pauses("halt", names, following)


@template("halt_error/0")
def _halt_error() -> Node:
    return call("halt_error", text(5))


@native("halt_error/1")
def _halt_error_with(names: Names, arguments: tuple[Node, ...], following: Step) -> Step:
    stop = _pauses("halt_error", names, following)

    def check(machine: Machine) -> Step:
        machine.exit_code = machine.pop()
        if not is_number(machine.exit_code):
            raise wrong(machine.value, "halt_error/1: number required")
        return stop

    return operands(arguments, names, check)


@function("env/0")
def _env(world: World, _value: Value) -> Value:
    return dict(world.environment)


@function("input_filename/0")
def _input_filename(world: World, _value: Value) -> Value:
    return world.file_name()


@function("input_line_number/0")
def _input_line_number(world: World, _value: Value) -> Value:
    return world.line()


@function("get_search_list/0")
def _get_search_list(world: World, _value: Value) -> Value:
    return [*world.search]


@function("get_prog_origin/0")
def _get_prog_origin(world: World, _value: Value) -> Value:
    return world.origin


@function("get_jq_origin/0")
def _get_jq_origin(_world: World, _value: Value) -> Value:
    return "/usr/bin"


@function("modulemeta/0")
def _modulemeta(world: World, value: Value) -> Value:
    if not isinstance(value, str):
        raise JqError("modulemeta input module name must be a string")
    return world.meta(value)


@function("builtins/0")
def _builtins(_world: World, _value: Value) -> Value:
    return public()


@template("IN/1")
def _in(source: Node) -> Node:
    return _any(Binary("==", source, IDENTITY), IDENTITY)


@template("IN/2")
def _in_of(source: Node, others: Node) -> Node:
    return _any(Binary("==", source, others), IDENTITY)


@template("in/1")
def _in_keys(others: Node) -> Node:
    return let("in it", IDENTITY, lambda it: pipe(others, call("has", it)))


@template("inside/1")
def _inside(others: Node) -> Node:
    return let("inside it", IDENTITY, lambda it: pipe(others, call("contains", it)))

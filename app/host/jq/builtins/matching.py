"""Regular expressions: `test`, `match`, `capture`, `scan`, `split`, `sub`. Follows jqlang/jq src/builtin.jq."""

from __future__ import annotations

from app.host.jq.expressions import Expression, expression
from app.host.jq.machine import World
from app.host.jq.operators import BINARY, wrong
from app.host.jq.registry import call, function, let, template, text
from app.host.jq.syntax import (
    IDENTITY,
    Array,
    Binary,
    Bind,
    Call,
    Index,
    Iterate,
    Node,
    Reduce,
    Slice,
    Variable,
    pipe,
)
from app.host.jq.values import JqError, Value, kind

SWITCHES = frozenset("gixmsplnl")


def _compiled(pattern: Value, switches: Value) -> tuple[Expression, bool]:
    if not isinstance(pattern, str):
        raise wrong(pattern, "cannot be matched, as it is not a string")
    if switches is not None and not isinstance(switches, str):
        raise wrong(switches, "is not a string")
    if any(letter not in SWITCHES for letter in switches or ""):
        raise JqError(f"{switches} is not a valid modifier string")
    return expression(pattern, frozenset(switches or "") - {"g"}), "g" in (switches or "")


def _prepared(value: Value, pattern: Value, switches: Value) -> tuple[Expression, bool]:
    if not isinstance(value, str):
        raise wrong(value, "cannot be matched, as it is not a string")
    if not isinstance(pattern, str):
        raise wrong(pattern, "is not a string")
    return _compiled(pattern, switches)


def found(value: Value, pattern: Value, switches: Value) -> list[Value]:
    """All matches, or the first one, as objects."""
    regular, everywhere = _prepared(value, pattern, switches)
    matches: list[Value] = []
    at = 0
    while at <= len(value):
        spans = regular.search(value, at)
        if spans is None:
            break
        start, end = spans[0]
        empty = start == end
        captures = [
            _captured(value, span, name, start if empty else None)
            for span, name in zip(spans[1:], regular.names, strict=True)
        ]
        matches.append({"offset": start, "length": end - start, "string": value[start:end], "captures": captures})
        if not everywhere:
            break
        at = end + 1 if empty else end
    return matches


def _captured(value: str, span: tuple[int, int], name: str | None, empty_at: int | None) -> Value:
    """What a group holds. In an empty match every group is said to be empty, too."""
    start, end = span
    if empty_at is not None:
        return {"offset": empty_at, "string": "", "length": 0, "name": name}
    if start < 0:
        return {"offset": -1, "string": None, "length": 0, "name": name}
    if start == end:
        return {"offset": start, "string": "", "length": 0, "name": name}
    return {"offset": start, "length": end - start, "string": value[start:end], "name": name}


@function("_matches/2")
def _matches(_world: World, value: Value, pattern: Value, switches: Value) -> Value:
    return found(value, pattern, switches)


@function("test/2")
def _test(_world: World, value: Value, pattern: Value, switches: Value) -> Value:
    regular, _ = _prepared(value, pattern, switches)
    return regular.search(value, 0) is not None


@template("match/2")
def _match(pattern: Node, switches: Node) -> Node:
    return Iterate(call("_matches", pattern, switches))


@function("_part/1")
def _part(_world: World, value: Value, number: Value) -> Value:
    """The pattern or the switches of an argument that may hold both."""
    if isinstance(value, str):
        return value if number == 0 else None
    if isinstance(value, list) and value:
        return value[int(number)] if number < len(value) else None
    raise JqError(f"{kind(value)} not a string or array")


def _both(name: str) -> None:
    """`test(it)` where it may be an array of the pattern and its switches."""

    @template(f"{name}/1")
    def made(argument: Node) -> Node:
        def parts(it: Variable) -> Node:
            return call(name, pipe(it, call("_part", text(0))), pipe(it, call("_part", text(1))))

        return let("expression", argument, parts)


for _name in ("test", "match", "capture"):
    _both(_name)


@function("_names/0")
def _names(_world: World, value: Value) -> Value:
    return {one["name"]: one["string"] for one in value["captures"] if one["name"] is not None}


@template("capture/2")
def _capture(pattern: Node, switches: Node) -> Node:
    return pipe(call("match", pattern, switches), Call("_names"))


@function("_scanned/0")
def _scanned(_world: World, value: Value) -> Value:
    return [one["string"] for one in value["captures"]] if value["captures"] else value["string"]


@template("scan/2")
def _scan(pattern: Node, switches: Node) -> Node:
    def matches(it: Variable) -> Node:
        return let("scan switches", switches, lambda others: pipe(
            call("match", it, Binary("+", text("g"), others)), Call("_scanned")))  # fmt: skip

    return let("scan pattern", pattern, matches)


@template("scan/1")
def _scan_all(pattern: Node) -> Node:
    return call("scan", pattern, text(None))


@function("_split/2")
def _split(_world: World, value: Value, pattern: Value, switches: Value) -> Value:
    edges = [edge for one in found(value, pattern, switches) for edge in (one["offset"], one["offset"] + one["length"])]
    edges = [0, *edges, len(value)]
    return [value[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


@template("splits/2")
def _splits(pattern: Node, switches: Node) -> Node:
    everywhere = Binary("+", text("g"), switches)
    return let("split pattern", pattern, lambda it: Iterate(call("_split", it, everywhere)))


@template("splits/1")
def _splits_by(pattern: Node) -> Node:
    return call("splits", pattern, text(None))


@template("split/2")
def _split_by(pattern: Node, switches: Node) -> Node:
    return let("split pattern", pattern, lambda it: Array(call("splits", it, switches)))


@template("sub/3")
def _sub(pattern: Node, new: Node, switches: Node) -> Node:
    whole, edit = Variable("sub whole"), Variable("sub edit")

    def replaced(it: Variable, given: Variable) -> Node:
        inserted = Array(pipe(edit, Call("_names"), new))
        edits = Iterate(call("_matches", it, given))
        loop = Reduce(
            edits, (Bind(edit.name),), text({"result": [], "previous": 0}), call("_insert", whole, edit, inserted)
        )
        rest = Slice(whole, Index(IDENTITY, text("previous")), text(None))
        return Binary("//", pipe(loop, Binary("+", Iterate(Index(IDENTITY, text("result"))), rest)), whole)

    def with_pattern(it: Variable) -> Node:
        return let("sub switches", switches, lambda given: replaced(it, given))

    return let(whole.name, IDENTITY, lambda _: let("sub pattern", pattern, with_pattern))


@function("_insert/3")
def _insert(_world: World, state: Value, whole: Value, edit: Value, inserted: Value) -> Value:
    """Further texts with what stands before a match and what comes in its place: one for each value of that."""
    gap = whole[state["previous"] : edit["offset"]]
    results = [*state["result"]]
    for at, one in enumerate(inserted):
        piece = BINARY["+"](gap, one)
        if at < len(results):
            results[at] = BINARY["+"](results[at], piece)
        else:
            results.append(piece)
    return {"result": results, "previous": edit["offset"] + edit["length"]}


@template("sub/2")
def _sub_once(pattern: Node, new: Node) -> Node:
    return call("sub", pattern, new, text(""))


@template("gsub/3")
def _gsub(pattern: Node, new: Node, switches: Node) -> Node:
    return call("sub", pattern, new, Binary("+", switches, text("g")))


@template("gsub/2")
def _gsub_all(pattern: Node, new: Node) -> Node:
    return call("sub", pattern, new, text("g"))

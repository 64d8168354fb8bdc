"""What takes whole arrays and objects: paths, entries, groups, order. Follows jqlang/jq src/builtin.jq and jv_aux.c."""

from __future__ import annotations

from collections.abc import Iterable

from app.host.jq import access, paths
from app.host.jq.builtins.control import EMPTY, repeated
from app.host.jq.dumping import dumped, shown
from app.host.jq.machine import World
from app.host.jq.operators import BINARY, limited, wrong, wrong_pair
from app.host.jq.registry import call, function, let, native, template, text
from app.host.jq.syntax import (
    IDENTITY,
    Array,
    Assign,
    Binary,
    Bind,
    Call,
    Constant,
    Foreach,
    If,
    Index,
    Iterate,
    Node,
    Reduce,
    Slice,
    Variable,
    pipe,
)
from app.host.jq.values import JqError, Value, compare, equal, is_number, kind

NATIVE_PATHS = {"path/1": paths.path_of, "getpath/1": paths.getpath}
for _key, _native in NATIVE_PATHS.items():
    native(_key)(_native)


def members(value: Value) -> Iterable[Value]:
    """What `.[]` gives."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return value.values()
    raise JqError(f"Cannot iterate over {kind(value)} ({shown(value)})")


# -- paths


@function("setpath/2")
def _setpath(_world: World, value: Value, path: Value, new: Value) -> Value:
    return access.set_path(value, path, new)


@function("delpaths/1")
def _delpaths(_world: World, value: Value, gone: Value) -> Value:
    return access.delete_paths(value, gone)


@template("del/1")
def _del(target: Node) -> Node:
    return call("delpaths", Array(call("path", target)))


@template("paths/0")
def _paths() -> Node:
    return pipe(call("path", Call("recurse")), _below())


@template("paths/1")
def _paths_where(condition: Node) -> Node:
    return pipe(call("path", pipe(Call("recurse"), call("select", condition))), _below())


def _below() -> Node:
    return call("select", Binary(">", Call("length"), text(0)))


@template("pick/1")
def _pick(wanted: Node) -> Node:
    def reduced(whole: Variable) -> Node:
        path = Variable("pick path")
        put = call("setpath", path, pipe(whole, call("getpath", path)))
        return Reduce(call("path", wanted), (Bind("pick path"),), Constant(None), put)

    return let("pick whole", IDENTITY, reduced)


@template("map_values/1")
def _map_values(change: Node) -> Node:
    return Assign("|=", Iterate(IDENTITY), change)


@template("walk/1")
def _walk(change: Node) -> Node:
    inner = Call("walk on")
    kinds = Call("type")
    deeper = If(
        Binary("==", kinds, text("object")), call("map_values", inner),
        If(Binary("==", kinds, text("array")), call("map", inner), IDENTITY),
    )  # fmt: skip
    return repeated("walk on", pipe(deeper, change))


@function("_events/0")
def _events(_world: World, value: Value) -> Value:
    found: list[Value] = []
    _add_events(value, [], found)
    return found


def _add_events(value: Value, path: list[Value], found: list[Value]) -> None:
    if not isinstance(value, (list, dict)) or not value:
        found.append([path, value])
        return
    for key in range(len(value)) if isinstance(value, list) else value:
        _add_events(value[key], [*path, key], found)
    found.append([[*path, key]])


@template("tostream/0")
def _tostream() -> Node:
    return Iterate(Call("_events"))


@template("fromstream/1")
def _fromstream(events: Node) -> Node:
    event = Variable("stream event")
    ready = If(Index(IDENTITY, text("e")), Index(IDENTITY, text("x")), EMPTY)
    start = text({"x": None, "e": False})
    return Foreach(events, (Bind(event.name),), start, call("_event", event), ready)


@function("_event/1")
def _event(_world: World, state: Value, event: Value) -> Value:
    """A stream's state with a further event: what is built, and whether it is done."""
    built = None if state["e"] else state["x"]
    path = access.get(event, 0)
    size = len(path) if isinstance(path, (list, str, dict)) else 0
    if len(event) == 2:
        return {"x": access.set_path(built, path, event[1]), "e": size == 0}
    return {"x": built, "e": size == 1}


@template("truncate_stream/1")
def _truncate_stream(events: Node) -> Node:
    def cut_off(depth: Variable) -> Node:
        path = Index(IDENTITY, text(0))
        cut = let(
            "stream event",
            IDENTITY,
            lambda event: call("setpath", text([0]), Slice(Index(event, text(0)), depth, text(None))),
        )
        return pipe(text(None), events, If(Binary(">", pipe(path, Call("length")), depth), cut, EMPTY))

    return let("stream depth", IDENTITY, cut_off)


# -- entries


@function("keys/0")
def _keys(_world: World, value: Value) -> Value:
    return sorted(_keys_unsorted(_world, value))


@function("keys_unsorted/0")
def _keys_unsorted(_world: World, value: Value) -> list[Value]:
    if isinstance(value, dict):
        return [*value]
    if isinstance(value, list):
        return [*range(len(value))]
    raise wrong(value, "has no keys")


@function("to_entries/0")
def _to_entries(world: World, value: Value) -> Value:
    return [{"key": key, "value": access.get(value, key)} for key in _keys_unsorted(world, value)]


@function("from_entries/0")
def _from_entries(_world: World, value: Value) -> Value:
    made: dict[str, Value] = {}
    for entry in members(value):
        found = [access.get(entry, name) for name in ("key", "Key", "name", "Name")]
        key = next((one for one in found[:3] if one is not None and one is not False), found[3])
        held = access.get(entry, "value" if access.has(entry, "value") else "Value")
        if not isinstance(key, str):
            raise JqError(f"Cannot use {kind(key)} ({shown(key)}) as object key")
        made[key] = held
    return made


@template("with_entries/1")
def _with_entries(change: Node) -> Node:
    return pipe(Call("to_entries"), call("map", change), Call("from_entries"))


@function("has/1")
def _has(_world: World, value: Value, key: Value) -> Value:
    return access.has(value, key)


def contains(value: Value, other: Value) -> bool:
    """Whether all of the other is in a value."""
    if isinstance(value, dict) and isinstance(other, dict):
        return all(key in value and contains(value[key], one) for key, one in other.items())
    if isinstance(value, list) and isinstance(other, list):
        return all(any(contains(mine, one) for mine in value) for one in other)
    if isinstance(value, str) and isinstance(other, str):
        return other in value
    return equal(value, other)


@function("contains/1")
def _contains(_world: World, value: Value, other: Value) -> Value:
    if kind(value) != kind(other) or (isinstance(value, bool) and value is not other):
        raise wrong_pair(value, other, "cannot have their containment checked")
    return contains(value, other)


# -- arrays


@function("add/0")
def _add(_world: World, value: Value) -> Value:
    items = [*members(value)]
    if items and all(type(one) is str for one in items):
        return limited("".join(items))
    total: Value = None
    if items and all(isinstance(one, list) for one in items):
        return limited([inner for one in items for inner in one])
    for one in items:
        total = BINARY["+"](total, one)
    return total


@function("length/0")
def _length(_world: World, value: Value) -> Value:
    if isinstance(value, (str, list, dict)):
        return len(value)
    if value is None:
        return 0
    if is_number(value):
        return abs(int(value)) if type(value) is int and abs(value) < 1 << 53 else abs(float(value))
    raise wrong(value, "has no length")


@function("reverse/0")
def _reverse(_world: World, value: Value) -> Value:
    if isinstance(value, list):
        return value[::-1]
    count = _length(_world, value)
    return [access.get(value, count - 1 - at) for at in range(int(count))]


@function("flatten/0")
def _flatten_all(_world: World, value: Value) -> Value:
    return _flat(value, -1)


@function("flatten/1")
def _flatten(_world: World, value: Value, depth: Value) -> Value:
    if compare(depth, 0) < 0:
        raise JqError("flatten depth must not be negative")
    return _flat(value, depth)


def _flat(value: Value, depth: Value) -> list[Value]:
    found: list[Value] = []
    left = [(iter(members(value)), depth)]
    while left:
        items, depth = left.pop()
        for one in items:
            if isinstance(one, list) and depth != 0:
                left += [(items, depth), (iter(one), BINARY["-"](depth, 1))]
                break
            found.append(one)
    return found


@function("join/1")
def _join(_world: World, value: Value, separator: Value) -> Value:
    joined: Value = None
    items = [*members(value)]
    if isinstance(separator, str) and all(type(one) is str for one in items):
        return limited(separator.join(items))
    for one in items:
        joined = "" if joined is None else BINARY["+"](joined, separator)
        piece = "" if one is None else dumped(one) if isinstance(one, bool) or is_number(one) else one
        joined = BINARY["+"](joined, piece)
    return "" if joined is None or joined is False else joined


@function("transpose/0")
def _transpose(world: World, value: Value) -> Value:
    rows = [*members(value)]
    width = max((int(_length(world, row)) for row in rows), default=0)
    return [[access.get(row, at) for row in rows] for at in range(width)]


@function("indices/1")
def _indices(_world: World, value: Value, wanted: Value) -> Value:
    if isinstance(value, list):
        return access.places(value, wanted if isinstance(wanted, list) else [wanted])
    if isinstance(value, str) and isinstance(wanted, str):
        if not wanted:
            return []
        return [at for at in range(len(value) - len(wanted) + 1) if value.startswith(wanted, at)]
    return access.get(value, wanted)


@function("index/1")
def _index(world: World, value: Value, wanted: Value) -> Value:
    return access.get(_indices(world, value, wanted), 0)


@function("rindex/1")
def _rindex(world: World, value: Value, wanted: Value) -> Value:
    return access.get(_indices(world, value, wanted), -1)


@function("bsearch/1")
def _bsearch(world: World, value: Value, wanted: Value) -> Value:
    low, high = 0, int(_length(world, value)) - 1
    while low <= high:
        middle = (low + high) // 2
        order = compare(access.get(value, middle), wanted)
        if not order:
            return middle
        low, high = (middle + 1, high) if order < 0 else (low, middle - 1)
    return -1 - low


@template("combinations/0")
def _combinations() -> Node:
    rest = pipe(Slice(IDENTITY, text(1), text(None)), Call("combine on"))
    one = Iterate(Index(IDENTITY, text(0)))
    both = let(
        "one of it", one, lambda first: let("rest of it", rest, lambda others: Binary("+", Array(first), others))
    )
    return repeated("combine on", If(Binary("==", Call("length"), text(0)), text([]), both))


@template("combinations/1")
def _combinations_of(count: Node) -> Node:
    return let("whole of it", IDENTITY, lambda it: pipe(Array(pipe(call("range", count), it)), Call("combinations")))


@template("first/0")
def _first() -> Node:
    return Index(IDENTITY, text(0))


@template("last/0")
def _last() -> Node:
    return Index(IDENTITY, text(-1))


@template("nth/1")
def _nth(number: Node) -> Node:
    return Index(IDENTITY, number)

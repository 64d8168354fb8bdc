"""Order, groups and tables: sorting, least and greatest, `INDEX` and `JOIN`. Follows jqlang/jq src/builtin.jq."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from app.host.jq.machine import World
from app.host.jq.operators import wrong, wrong_pair
from app.host.jq.registry import call, function, let, template, text
from app.host.jq.syntax import (
    IDENTITY,
    Array,
    Assign,
    Binary,
    Bind,
    Call,
    Index,
    Iterate,
    Node,
    Reduce,
    Variable,
    pipe,
)
from app.host.jq.values import Value, compare, sort_key


@function("sort/0")
def _sort(_world: World, value: Value) -> Value:
    if not isinstance(value, list):
        raise wrong(value, "cannot be sorted, as it is not an array")
    return sorted(value, key=_order)


def _order(value: Value) -> Any:
    try:
        return sort_key(value)
    except RecursionError:
        return cmp_to_key(compare)(value)


def _pairs(value: Value, keys: Value) -> list[tuple[Any, Value]]:
    if not isinstance(value, list):
        raise wrong_pair(value, keys, "cannot be sorted, as they are not both arrays")
    made = [(_order(key), one) for key, one in zip(keys, value, strict=True)]
    return sorted(made, key=lambda pair: pair[0])


@function("_sort_by/1")
def _sort_by(_world: World, value: Value, keys: Value) -> Value:
    return [one for _, one in _pairs(value, keys)]


@function("_group_by/1")
def _group_by(_world: World, value: Value, keys: Value) -> Value:
    groups: list[list[Value]] = []
    last: object = None
    for key, one in _pairs(value, keys):
        if groups and key == last:
            groups[-1].append(one)
        else:
            groups.append([one])
        last = key
    return groups


def _extreme(value: Value, keys: Value, least: bool) -> Value:
    if not isinstance(value, list) or not isinstance(keys, list):
        raise wrong_pair(value, keys, "cannot be iterated over")
    best = 0
    for at in range(1, len(keys)):
        if (compare(keys[at], keys[best]) < 0) is least:
            best = at
    return value[best] if value else None


@function("min/0")
def _min(_world: World, value: Value) -> Value:
    return _extreme(value, value, True)


@function("max/0")
def _max(_world: World, value: Value) -> Value:
    return _extreme(value, value, False)


@function("_min_by/1")
def _min_by(_world: World, value: Value, keys: Value) -> Value:
    return _extreme(value, keys, True)


@function("_max_by/1")
def _max_by(_world: World, value: Value, keys: Value) -> Value:
    return _extreme(value, keys, False)


def _by(name: str) -> None:
    """`sort_by(f)` and its like: the function of the keys that f gives."""

    @template(f"{name}/1")
    def made(key: Node) -> Node:
        return call(f"_{name}", call("map", Array(key)))


for _name in ("sort_by", "group_by", "min_by", "max_by"):
    _by(_name)


@template("unique_by/1")
def _unique_by(key: Node) -> Node:
    return pipe(call("group_by", key), call("map", Index(IDENTITY, text(0))))


@template("unique/0")
def _unique() -> Node:
    return call("unique_by", IDENTITY)


# -- tables


@template("INDEX/2")
def _index_of(stream: Node, key: Node) -> Node:
    row = Variable("row of it")
    place = Index(IDENTITY, pipe(row, key, Call("tostring")))
    return Reduce(stream, (Bind(row.name),), text({}), Assign("=", place, row))


@template("INDEX/1")
def _index_by(key: Node) -> Node:
    return call("INDEX", Iterate(IDENTITY), key)


def _joined(table: Node, key: Node) -> Node:
    return Array(Binary(",", IDENTITY, Index(table, key)))


@template("JOIN/2")
def _join_rows(table: Node, key: Node) -> Node:
    return let("joined table", table, lambda it: Array(pipe(Iterate(IDENTITY), _joined(it, key))))


@template("JOIN/3")
def _join_stream(table: Node, stream: Node, key: Node) -> Node:
    return let("joined table", table, lambda it: pipe(stream, _joined(it, key)))


@template("JOIN/4")
def _join_change(table: Node, stream: Node, key: Node, change: Node) -> Node:
    return let("joined table", table, lambda it: pipe(stream, _joined(it, key), change))

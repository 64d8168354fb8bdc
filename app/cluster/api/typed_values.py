"""Values under a schema, as server-side apply sees them: comparing, merging and removing by field.

Follows sigs.k8s.io/structured-merge-diff typed/{compare,merge,tofieldset,remove,validate}.go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.cluster.api import schemas
from app.cluster.api.field_paths import Path, Paths, field_element, key_element, value_element
from app.cluster.api.schemas import Node

Object = dict[str, Any]
# Defaults of keys that identify items; the published schemas leave them out.
_KEY_DEFAULTS = {"protocol": "TCP"}


@dataclass(slots=True)
class Comparison:
    """What differs between two versions of an object."""

    added: set[Path] = field(default_factory=set)
    modified: set[Path] = field(default_factory=set)
    removed: set[Path] = field(default_factory=set)


def kind_of_list(node: Node | None) -> str:
    """`map`, `set` or `atomic`."""
    return schemas.list_type(node) if node is not None else "atomic"


def is_atomic_map(node: Node | None) -> bool:
    """Whether an object is owned as a whole."""
    if node is None:
        return False
    return node.get("x-kubernetes-map-type") == "atomic" or schemas.map_type(node) == "atomic"


def item_key(item: Any, node: Node | None) -> str | None:
    """What identifies an item of a list; None where items have no identity."""
    kind = kind_of_list(node)
    if kind == "set":
        return value_element(item)
    if kind == "map" and isinstance(item, dict):
        keys = schemas.list_map_keys(node)
        filled = {key: item.get(key, _KEY_DEFAULTS.get(key)) for key in keys}
        return key_element({key: value for key, value in filled.items() if value is not None}, keys)
    return None


def compare(old: Any, new: Any, node: Node | None) -> Comparison:
    """What was added, modified and removed on the way from `old` to `new`."""
    result = Comparison()
    _compare(old, new, node, (), result)
    return result


def _compare(old: Any, new: Any, node: Node | None, path: Path, result: Comparison) -> None:
    if old is new:
        return
    old_map, new_map = isinstance(old, dict), isinstance(new, dict)
    if (old_map or new_map) and not is_atomic_map(node) and _both(old, new, dict):
        _compare_maps(old or {}, new or {}, node, path, result)
    elif kind_of_list(node) != "atomic" and _both(old, new, list) and (old is not None or new is not None):
        _compare_lists(old or [], new or [], node, path, result)
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        result.modified.add(path)


def _both(old: Any, new: Any, kind: type) -> bool:
    return (old is None or isinstance(old, kind)) and (new is None or isinstance(new, kind))


def _compare_maps(old: Object, new: Object, node: Node | None, path: Path, result: Comparison) -> None:
    for key in old.keys() | new.keys():
        place, inner = (*path, field_element(key)), schemas.field(node, key)
        if key not in old:
            all_paths(new[key], inner, place, result.added)
        elif key not in new:
            all_paths(old[key], inner, place, result.removed)
        else:
            _compare(old[key], new[key], inner, place, result)


def _compare_lists(old: list[Any], new: list[Any], node: Node | None, path: Path, result: Comparison) -> None:
    inner = schemas.items(node)
    before = {item_key(item, node) or "": item for item in old}
    after = {item_key(item, node) or "": item for item in new}
    for key in before.keys() | after.keys():
        place = (*path, key)
        if key not in before:
            all_paths(after[key], inner, place, result.added)
        elif key not in after:
            all_paths(before[key], inner, place, result.removed)
        else:
            _compare(before[key], after[key], inner, place, result)


def all_paths(value: Any, node: Node | None, path: Path, found: set[Path]) -> None:
    """Every path in a value: the value itself and what is inside it."""
    found.add(path)
    if isinstance(value, dict) and not is_atomic_map(node):
        for key, item in value.items():
            all_paths(item, schemas.field(node, key), (*path, field_element(key)), found)
    elif isinstance(value, list) and kind_of_list(node) != "atomic":
        inner = schemas.items(node)
        for item in value:
            all_paths(item, inner, (*path, item_key(item, node) or ""), found)


def field_set(value: Any, node: Node | None) -> Paths:
    """The fields that an applied configuration sets."""
    found: set[Path] = set()
    _field_set(value, node, (), found)
    return frozenset(found)


def _field_set(value: Any, node: Node | None, path: Path, found: set[Path]) -> None:
    if isinstance(value, dict) and value and not is_atomic_map(node):
        for key, item in value.items():
            _field_set(item, schemas.field(node, key), (*path, field_element(key)), found)
    elif isinstance(value, list) and value and kind_of_list(node) != "atomic":
        inner = schemas.items(node)
        for item in value:
            place = (*path, item_key(item, node) or "")
            found.add(place)
            if isinstance(item, dict):
                _field_set(item, inner, place, found)
    elif path:
        found.add(path)


def merge(live: Any, config: Any, node: Node | None) -> Any:
    """The live value with an applied configuration laid over it."""
    if isinstance(live, dict) and isinstance(config, dict) and not is_atomic_map(node):
        result = dict(live)
        for key, value in config.items():
            result[key] = merge(live[key], value, schemas.field(node, key)) if key in live else value
        return result
    if isinstance(live, list) and isinstance(config, list) and kind_of_list(node) != "atomic":
        return _merge_lists(live, config, node)
    return config


def _merge_lists(live: list[Any], config: list[Any], node: Node | None) -> list[Any]:
    """Items of both, in an order that respects the configuration's.

    Follows merge.go: mergingWalker.visitListItems.
    """
    inner = schemas.items(node)
    left = [(item_key(item, node), item) for item in live]
    right = [(item_key(item, node), item) for item in config]
    mine, theirs = dict(left), dict(right)
    shared = [key for key, _ in right if key in mine]
    done: set[str | None] = set()
    result: list[Any] = []
    at, other = 0, 0
    while at < len(left) or other < len(right):
        if at < len(left) and other < len(right):
            key = left[at][0]
            if key == right[other][0]:
                result.append(merge(left[at][1], right[other][1], inner))
                done.add(key)
                at, other = at + 1, other + 1
                shared = shared[1:] if shared and shared[0] == key else shared
                continue
            if key in theirs and shared and shared[0] != key:
                at += 1
                continue
        if at < len(left):
            key = left[at][0]
            if key not in theirs:
                result.append(left[at][1])
                at += 1
                continue
            if key in done:
                at += 1
        if other < len(right):
            key, item = right[other]
            result.append(merge(mine[key], item, inner) if key in mine else item)
            done.add(key)
            other += 1
            shared = shared[1:] if shared and shared[0] == key else shared
    return result


def remove(value: Any, node: Node | None, doomed: Paths) -> Any:
    """The value without the fields and items at the given paths."""
    return _remove(value, node, (), doomed) if doomed else value


def _remove(value: Any, node: Node | None, path: Path, doomed: Paths) -> Any:
    if isinstance(value, dict) and not is_atomic_map(node):
        places = {key: (*path, field_element(key)) for key in value}
        return {
            key: _remove(item, schemas.field(node, key), places[key], doomed)
            for key, item in value.items()
            if places[key] not in doomed
        }
    if isinstance(value, list) and kind_of_list(node) != "atomic":
        inner = schemas.items(node)
        pairs = [((*path, item_key(item, node) or ""), item) for item in value]
        return [_remove(item, inner, place, doomed) for place, item in pairs if place not in doomed]
    return value


def schema_errors(value: Any, node: Node | None) -> list[str]:
    """Why a configuration is not of its kind: `.spec.foo: field not declared in schema`."""
    found: list[str] = []
    _check(value, node, "", found)
    return found


def _check(value: Any, node: Node | None, path: str, found: list[str]) -> None:
    if node is None or value is None:
        return
    target, kind = schemas.resolve(node), schemas.type_of(node)
    if "oneOf" in target:
        return
    problem = _type_problem(value, kind)
    if problem:
        found.append(f"{path}: {problem}")
    elif isinstance(value, dict):
        _check_map(value, node, target, path, found)
    elif isinstance(value, list):
        _check_list(value, node, path, found)


def _check_map(value: Object, node: Node, target: Node, path: str, found: list[str]) -> None:
    open_ended = not target.get("properties") or target.get("x-kubernetes-preserve-unknown-fields")
    for key, item in value.items():
        inner = schemas.field(node, key)
        if inner is None and not open_ended:
            found.append(f"{path}.{key}: field not declared in schema")
        else:
            _check(item, inner, f"{path}.{key}", found)


def _check_list(value: list[Any], node: Node, path: str, found: list[str]) -> None:
    inner, keys, seen = schemas.items(node), schemas.list_map_keys(node), set()
    for index, item in enumerate(value):
        if kind_of_list(node) == "map" and isinstance(item, dict):
            missing = [key for key in keys if key not in item and key not in _KEY_DEFAULTS]
            if missing:
                text = "associative list with keys has an element that omits key field"
                found.append(f'{path}: element {index}: {text} "{missing[0]}"')
                continue
        mark = item_key(item, node)
        if mark is not None and mark in seen:
            found.append(f"{path}: duplicate entries for key {_bracketed(mark)}")
        seen.add(mark)
        _check(item, inner, f"{path}{_bracketed(mark) if mark else f'[{index}]'}", found)


def _bracketed(mark: str) -> str:
    from app.cluster.api.field_paths import shown  # noqa: PLC0415 - only for messages

    return shown((mark,))


def _type_problem(value: Any, kind: str) -> str:
    given = "bool" if isinstance(value, bool) else _GO_NAMES.get(type(value), "")
    if kind == "object" and not isinstance(value, dict):
        return f"expected map, got &{{{value}}}"
    if kind == "array" and not isinstance(value, list):
        return f"expected list, got &{{{value}}}"
    if kind in {"integer", "number"} and (isinstance(value, bool) or not isinstance(value, (int, float))):
        return f"expected numeric (int or float), got {given}"
    if kind == "string" and not isinstance(value, str):
        return f"expected string, got &value.valueUnstructured{{Value:{value}}}"
    if kind == "boolean" and not isinstance(value, bool):
        return f"expected boolean, got &value.valueUnstructured{{Value:{value}}}"
    return ""


_GO_NAMES: dict[type, str] = {str: "string", int: "int64", float: "float64", dict: "map", list: "list"}

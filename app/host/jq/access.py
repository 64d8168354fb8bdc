"""Taking values out of values and putting them in, by key, index, slice and path. Follows jqlang/jq src/jv_aux.c."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from app.host.jq.values import JqError, OutOfMemoryError, Value, equal, is_nan, is_number, kind, sort_key
from app.sim.limits import LIMITS

MAX_INT, MIN_INT = (1 << 31) - 1, -(1 << 31)
MAX_INDEX = 536870911
KEY_BYTES = 30  # of a key that a message shows


def whole(number: float) -> int:
    """A number as C's `int`, cut off."""
    if is_nan(number):
        return 0
    return int(max(MIN_INT, min(MAX_INT, number)))


def bounds(value: Sequence[Any], slice_: Value) -> tuple[int, int]:
    """First index and the one behind the last of a slice `{start, end}`."""
    size = len(value)
    start, end = slice_.get("start"), slice_.get("end")
    start, end = 0 if start is None else start, size if end is None else end
    if not is_number(start) or not is_number(end):
        raise JqError("Array/string slice indices must be integers")
    begin = 0.0 if is_nan(start) else float(start)
    begin = min(max(begin + size if begin < 0 else begin, 0), size)
    finish = float(size) if is_nan(end) else float(end)
    finish = finish + size if finish < 0 else finish
    first = int(begin)
    last = first if finish < 0 else int(min(math.ceil(min(finish, MAX_INT)), size))
    return first, max(first, last)


def get(value: Value, key: Value) -> Value:
    """`value[key]`; null where nothing is."""
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list):
        if isinstance(key, dict):
            start, end = bounds(value, key)
            return value[start:end]
        if isinstance(key, list):
            return places(value, key)
        if is_number(key):
            at = -len(value) - 1 if is_nan(key) else whole(key)
            at += len(value) if at < 0 else 0
            return value[at] if 0 <= at < len(value) else None
    if isinstance(value, str) and isinstance(key, dict):
        start, end = bounds(value, key)
        return value[start:end]
    if value is None and kind(key) in ("string", "number", "object"):
        return None
    if isinstance(key, str) and len(key.encode("utf-8", "replace")) < KEY_BYTES:
        raise JqError(f'Cannot index {kind(value)} with string "{key}"')
    raise JqError(f"Cannot index {kind(value)} with {kind(key)}")


def places(value: list[Value], wanted: list[Value]) -> Value:
    """Where an array stands in another."""
    if not wanted:
        return None
    size = len(wanted)
    starts = range(len(value) - size + 1)
    return [at for at in starts if all(equal(value[at + offset], one) for offset, one in enumerate(wanted))]


def put(value: Value, key: Value, new: Value) -> Value:
    """The same with something else at a key."""
    if isinstance(key, str) and (value is None or isinstance(value, dict)):
        return {**(value or {}), key: new}
    if is_number(key) and (value is None or isinstance(value, list)):
        return _put_at(value or [], key, new)
    if isinstance(key, dict) and (value is None or isinstance(value, list)):
        start, end = bounds(value or [], key)
        if not isinstance(new, list):
            raise JqError("A slice of an array can only be assigned another array")
        items = [*(value or [])]
        items[start:end] = new
        return items
    if isinstance(key, dict) and isinstance(value, str):
        raise JqError("Cannot update string slices")
    raise JqError(f"Cannot update field at {kind(key)} index of {kind(value)}")


def _put_at(value: list[Value], key: float, new: Value) -> Value:
    if is_nan(key):
        raise JqError("Cannot set array element at NaN index")
    at = whole(key)
    at += len(value) if at < 0 else 0
    if at < 0:
        raise JqError("Out of bounds negative array index")
    if at > MAX_INDEX:
        raise JqError("Array index too large")
    if at > LIMITS.jq_items:
        raise OutOfMemoryError
    items = [*value]
    if at >= len(items):
        items.extend([None] * (at + 1 - len(items)))
    items[at] = new
    return items


def has(value: Value, key: Value) -> bool:
    """Whether there is something at a key."""
    if value is None:
        return False
    if isinstance(value, dict) and isinstance(key, str):
        return key in value
    if isinstance(value, list) and is_number(key):
        return bool(not is_nan(key) and 0 <= whole(key) < len(value))
    raise JqError(f"Cannot check whether {kind(value)} has a {kind(key)} key")


def get_path(value: Value, path: Value) -> Value:
    """What stands at a path."""
    if not isinstance(path, list):
        raise JqError("Path must be specified as an array")
    for key in path:
        value = get(value, key)
    return value


def set_path(value: Value, path: Value, new: Value) -> Value:
    """The same with something else at a path."""
    if not isinstance(path, list):
        raise JqError("Path must be specified as an array")
    above = []
    for key in path:
        above.append((value, key))
        value = get(value, key)
        if not isinstance(key, dict):
            _check_place(*above[-1])
    for holder, key in reversed(above):
        new = put(holder, key, new)
    return new


def _check_place(value: Value, key: Value) -> None:
    """What `put` would refuse is refused before anything below is looked at."""
    if not (isinstance(value, dict) and isinstance(key, str)):
        put(value, key, None)


def delete_paths(value: Value, paths: Value) -> Value:
    """The same without what stands at some paths."""
    if not isinstance(paths, list):
        raise JqError("Paths must be specified as an array")
    ordered = sorted(paths, key=sort_key)
    for path in ordered:
        if not isinstance(path, list):
            raise JqError(f"Path must be specified as array, not {kind(path)}")
    if not ordered:
        return value
    return None if not ordered[0] else _without_paths(value, ordered, 0)


def _without_paths(value: Value, paths: list[list[Value]], depth: int) -> Value:
    whole_keys, at = [], 0
    while at < len(paths):
        key, until = paths[at][depth], at + 1
        while until < len(paths) and equal(key, paths[until][depth]):
            until += 1
        if len(paths[at]) == depth + 1:
            whole_keys.append(key)
        elif (inner := get(value, key)) is not None:
            value = put(value, key, _without_paths(inner, paths[at:until], depth + 1))
        at = until
    return _without(value, whole_keys)


def _without(value: Value, keys: list[Value]) -> Value:
    if value is None or not keys:
        return value
    if isinstance(value, list):
        gone: set[int] = set()
        for key in keys:
            if is_number(key):
                at = whole(key)
                gone.add(at + len(value) if key < 0 else at)
            elif isinstance(key, dict):
                gone.update(range(*bounds(value, key)))
            else:
                raise JqError(f"Cannot delete {kind(key)} element of array")
        return [one for at, one in enumerate(value) if at not in gone]
    if isinstance(value, dict):
        for key in keys:
            if not isinstance(key, str):
                raise JqError(f"Cannot delete {kind(key)} field of object")
        return {key: one for key, one in value.items() if key not in keys}
    raise JqError(f"Cannot delete fields from {kind(value)}")

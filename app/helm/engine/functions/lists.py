"""Lists. Follows github.com/Masterminds/sprig/v3 list.go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.helm.engine.functions.conversions import is_empty, kind_of, list_of
from app.helm.engine.values import Lists
from app.kubectl.output.golang.values import type_name
from app.kubectl.output.gotemplate.builtins import CallError, Function


def same(left: Any, right: Any) -> bool:
    """reflect.DeepEqual: equal values of equal types."""
    if type_name(left) != type_name(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(item, right[key]) for key, item in left.items())
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _has(needle: Any, value: Any) -> bool:
    if value is None:
        return False
    return any(same(item, needle) for item in list_of(value, "find has on"))


def _first(value: Any) -> Any:
    items = list_of(value, "find first on")
    return items[0] if items else None


def _last(value: Any) -> Any:
    items = list_of(value, "find last on")
    return items[-1] if items else None


def _rest(value: Any) -> Any:
    items = list_of(value, "find rest on")
    return items[1:] if items else None


def _initial(value: Any) -> Any:
    items = list_of(value, "find initial on")
    return items[:-1] if items else None


def _unique(value: Any) -> list[Any]:
    found: list[Any] = []
    for item in list_of(value, "find uniq on"):
        if not any(same(item, known) for known in found):
            found.append(item)
    return found


def _without(value: Any, *unwanted: Any) -> list[Any]:
    return [item for item in list_of(value, "find without on") if not any(same(item, each) for each in unwanted)]


def _slice(value: Any, *indexes: Any) -> Any:
    if value is not None and not isinstance(value, list):
        raise CallError(f"list should be type of slice or array but {kind_of(value)}")
    items = list_of(value, "slice")
    if not items:
        return None
    start = int(indexes[0]) if indexes else 0
    end = int(indexes[1]) if len(indexes) > 1 else len(items)
    if not 0 <= start <= end <= len(items):
        raise CallError("reflect.Value.Slice: slice index out of bounds")
    return items[start:end]


def _chunk(size: int, value: Any) -> Lists:
    items = list_of(value, "chunk")
    if size <= 0:
        raise CallError("runtime error: integer divide by zero")
    return Lists(items[start : start + size] for start in range(0, len(items), size))


def _concatenated(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise CallError(f"Cannot concat type {kind_of(value)} as list")
    return value


def _concat(*values: Any) -> list[Any]:
    return [item for value in values for item in _concatenated(value)]


_FORMS: dict[str, tuple[Callable[..., Any], tuple[str, ...], bool]] = {
    "first": (_first, ("any",), False),
    "last": (_last, ("any",), False),
    "rest": (_rest, ("any",), False),
    "initial": (_initial, ("any",), False),
    "append": (lambda value, item: [*list_of(value, "push on"), item], ("any", "any"), False),
    "push": (lambda value, item: [*list_of(value, "push on"), item], ("any", "any"), False),
    "prepend": (lambda value, item: [item, *list_of(value, "prepend on")], ("any", "any"), False),
    "reverse": (lambda value: list_of(value, "find reverse on")[::-1], ("any",), False),
    "uniq": (_unique, ("any",), False),
    "without": (_without, ("any", "any"), True),
    "has": (_has, ("any", "any"), False),
    "compact": (lambda value: [i for i in list_of(value, "compact") if not is_empty(i)], ("any",), False),
    "slice": (_slice, ("any", "any"), True),
    "chunk": (_chunk, ("int", "any"), False),
}
# Every one also under a name with `must`, which fails in the same words.
FUNCTIONS = {name: Function(call, types, variadic) for name, (call, types, variadic) in _FORMS.items()}
FUNCTIONS |= {f"must{name[0].upper()}{name[1:]}": function for name, function in FUNCTIONS.items()}
FUNCTIONS |= {
    "list": Function(lambda *values: list(values), ("any",), variadic=True),
    "tuple": Function(lambda *values: list(values), ("any",), variadic=True),
    "concat": Function(_concat, ("any",), variadic=True),
    "all": Function(lambda *values: not any(map(is_empty, values)), ("any",), variadic=True),
    "any": Function(lambda *values: not all(map(is_empty, values)), ("any",), variadic=True),
}

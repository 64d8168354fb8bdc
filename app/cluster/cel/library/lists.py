"""Lists and sets.

Follows kubernetes apiserver/pkg/cel/library/lists.go and cel-go ext/sets.go.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key, reduce
from itertools import pairwise
from typing import Any

from app.cluster.cel.functions import Functions
from app.cluster.cel.library.operators import integer, unsigned
from app.cluster.cel.values import CelError, Duration, Uint, compare, equal

_ORDERED = ("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes")
_SUMMED = ("int", "uint", "double", "duration")


def _is_sorted(items: list[Any]) -> bool:
    return all(compare(left, right) <= 0 for left, right in pairwise(items))


def _sum(kind: str) -> Callable[[list[Any]], Any]:
    zero: dict[str, Any] = {"int": 0, "uint": Uint(0), "double": 0.0, "duration": Duration(0)}

    def add(left: Any, right: Any) -> Any:
        if isinstance(left, Duration):
            return Duration(left.nanoseconds + right.nanoseconds)
        if isinstance(left, float):
            return left + right
        return unsigned(left + right) if isinstance(left, Uint) else integer(left + right)

    return lambda items: reduce(add, items, zero[kind])


def _extreme(name: str) -> Callable[[list[Any]], Any]:
    choose = min if name == "min" else max

    def run(items: list[Any]) -> Any:
        if not items:
            raise CelError(f"{name} called on empty list")
        return choose(items, key=cmp_to_key(compare))

    return run


def _index(items: list[Any], value: Any) -> int:
    return next((at for at, item in enumerate(items) if equal(item, value)), -1)


def _last_index(items: list[Any], value: Any) -> int:
    return next((at for at in range(len(items) - 1, -1, -1) if equal(items[at], value)), -1)


def _contains(items: list[Any], parts: list[Any]) -> bool:
    return all(_index(items, part) >= 0 for part in parts)


def declare(functions: Functions) -> None:
    """Add them."""
    for kind in _ORDERED:
        functions.declare(f"list({kind})::isSorted() -> bool", _is_sorted)
        for name in ("min", "max"):
            functions.declare(f"list({kind})::{name}() -> {kind}", _extreme(name))
    for kind in _SUMMED:
        functions.declare(f"list({kind})::sum() -> {kind}", _dynamic_sum)
    functions.declare("list(A)::indexOf(A) -> int", _index)
    functions.declare("list(A)::lastIndexOf(A) -> int", _last_index)
    functions.declare("sets.contains(list(A), list(A)) -> bool", _contains)
    functions.declare("sets.equivalent(list(A), list(A)) -> bool", lambda a, b: _contains(a, b) and _contains(b, a))
    functions.declare("sets.intersects(list(A), list(A)) -> bool", lambda a, b: any(_index(b, item) >= 0 for item in a))


def _dynamic_sum(items: list[Any]) -> Any:
    first = items[0] if items else 0
    kind = "duration" if isinstance(first, Duration) else "double" if isinstance(first, float) else "int"
    return _sum("uint" if isinstance(first, Uint) else kind)(items)

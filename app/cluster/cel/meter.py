"""What running an expression costs, and the end of those that cost too much.

Follows cel-go interpreter/runtimecost.go: CostObserver, costCall, and kubernetes apiserver/pkg/cel/library/cost.go:
CallCost, with the limit of apiserver/pkg/apis/cel/config.go.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from app.cluster.cel.functions import Overload

CALL_LIMIT = 1_000_000  # of one expression
BUDGET = 10_000_000  # of all rules of an object
EXCEEDED = "operation cancelled: actual cost limit exceeded"
LIST, MAP, STRUCT, CHECK = 10, 30, 40, 350_000
Cost = Callable[[tuple[Any, ...]], int]


class CostLimitError(Exception):
    """Not an error of a value: nothing in an expression can make up for it."""


class Meter:
    """What the expression that runs now has cost; those that it leads to count with it."""

    def __init__(self) -> None:
        self.spent = 0
        self.running = False

    def spend(self, cost: int) -> None:
        """CostLimitError when that is too much."""
        self.spent += cost
        if self.spent > CALL_LIMIT:
            raise CostLimitError


METER = Meter()  # expressions run one at a time, on one thread


def _size(value: Any) -> int:
    return len(value) if isinstance(value, (str, bytes, list, dict)) else 1


def _scaled(size: float, factor: float = 0.1) -> int:
    return math.ceil(size * factor)


def _traversal(value: Any) -> int:
    if isinstance(value, (str, bytes)):
        return int(len(value) * 0.1)
    if isinstance(value, list):
        return sum(map(_traversal, value))
    if isinstance(value, dict):
        return sum(_traversal(key) + _traversal(item) for key, item in value.items())
    return 1


def _smaller(values: tuple[Any, ...]) -> int:
    return _scaled(min(_size(values[0]), _size(values[1])))


def _matched(values: tuple[Any, ...]) -> int:
    return _scaled(1 + _size(values[0])) * _scaled(_size(values[1]), 0.25)


def _sum(values: tuple[Any, ...]) -> int:
    return _scaled(_size(values[0]) + _size(values[1]))


def _over_first(factor: float) -> Cost:
    return lambda values: _scaled(_size(values[0]), factor)


_ONCE, _TWICE = _over_first(0.1), _over_first(0.2)
_COSTS: dict[str, Cost] = {
    "check": lambda _: CHECK,
    "contains": lambda values: _scaled(_size(values[0])) * _scaled(_size(values[1])),
    "_==_": _smaller, "_!=_": _smaller,
    **dict.fromkeys(("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"), lambda values: _traversal(values[0])),
    **dict.fromkeys(("url", "lowerAscii", "upperAscii", "substring", "trim", "startsWith", "endsWith", "format",
                     "strings.quote", "cidr", "isIP", "isCIDR", "quantity", "isQuantity"), _ONCE),
    **dict.fromkeys(("replace", "split", "ip.isCanonical"), _TWICE),
    **dict.fromkeys(("find", "findAll"), _matched),
}  # fmt: skip
_ORDERED = frozenset({"_<_", "_<=_", "_>_", "_>=_"})


def cost_of(function: str, overload: Overload) -> Cost | None:
    """What a call costs by its arguments' values; None for one."""
    kind = overload.params[0].name if overload.params else ""
    if function in _ORDERED:
        return _smaller if kind in {"string", "bytes"} else None
    if function == "_+_":
        return _sum if kind in {"string", "bytes"} else None
    if function == "@in":
        return (lambda values: _size(values[1])) if overload.params[1].name == "list" else None
    if function == "matches":
        return _matched if overload.member else None
    if (function, kind) in {("bytes", "string"), ("string", "bytes"), ("ip", "string")}:
        return _ONCE
    return _COSTS.get(function)

"""What the call of a function may cost, by the sizes of its operands, and the size of what it gives.

Follows cel-go checker/cost.go: functionCost, kubernetes apiserver/pkg/cel/library/cost.go: EstimateCallCost, and
cel-go ext/sets.go.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from app.cluster.cel.functions import Overload
from app.cluster.cel.ranges import ONE, TOP, UNKNOWN, Range, fixed, plus, scaled, times
from app.cluster.cel.types import Type

TRAVERSAL, REGEX = 0.1, 0.25  # per character of a string, of a regular expression
CHECK = 350_000  # of asking the authorizer: twice in an expression at most
_NAMES = """
    serviceAccount path group resource subresource namespace name allowed reason error errored
    masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast
    sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub
"""
_NOMINAL = frozenset(_NAMES.split())
_OVER_LISTS = frozenset({"isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"})
_ORDERED = frozenset({"_<_", "_<=_", "_>_", "_>=_"})
_SETS = {"sets.contains": 1, "sets.equivalent": 2, "sets.intersects": 1}


@dataclass(frozen=True)
class Operand:
    """An argument or a target: its size and type, the size of its items, and its value where that is written down."""

    size: Range
    type: Type
    items: Range = UNKNOWN
    literal: Any = None


@dataclass(frozen=True)
class CallCost:
    """The cost of a call without its operands, and the size of its result where something is known of that."""

    cost: Range
    size: Range | None = None


def call_cost(function: str, overload: Overload, target: Operand | None, args: list[Operand]) -> CallCost:
    """The cost of one overload."""
    if function == "check":
        return CallCost(fixed(CHECK))
    if function in _NOMINAL:
        return CallCost(ONE)
    if target is not None:
        found = _of_member(function, overload, target, args)
    else:
        found = _of_operator(function, overload, args)
    return found or CallCost(ONE)


def _of_member(function: str, overload: Overload, target: Operand, args: list[Operand]) -> CallCost | None:
    size = target.size
    if function in _OVER_LISTS:
        return _over_list(target)
    if function in {"lowerAscii", "upperAscii", "substring", "trim"}:
        return CallCost(scaled(size, TRAVERSAL), size)
    match function:
        case "replace" if len(args) >= 2:
            return CallCost(scaled(size, 2 * TRAVERSAL), _replaced(size, args[0].size, args[1].size))
        case "split":
            most = args[1].literal if len(args) > 1 and isinstance(args[1].literal, int) else size[1]
            return CallCost(scaled(size, 2 * TRAVERSAL), (0, most))
        case "join":
            return _joined(target, args)
        case "find" | "findAll" | "matches":
            text = scaled(plus(size, ONE), TRAVERSAL)
            cost = times(text, scaled(args[0].size, REGEX))
            return CallCost(cost, None if function == "matches" else (0, size[1]))
        case "contains":
            return CallCost(times(scaled(size, TRAVERSAL), scaled(args[0].size, TRAVERSAL)))
        case "startsWith" | "endsWith":
            return CallCost(scaled(args[0].size, TRAVERSAL))
        case "format" if overload.params[0].name == "string":
            return CallCost(scaled(size, TRAVERSAL))
        case "containsIP" | "containsCIDR":
            return _contained(function, overload, args)
    return None


def _over_list(target: Operand) -> CallCost:
    if target.type.name != "list":  # of a string's characters
        return CallCost(scaled(target.size, TRAVERSAL))
    each = ONE
    if target.type.params[0].name in {"string", "bytes"}:
        each = plus(ONE, scaled(target.items, TRAVERSAL))
    return CallCost(times(target.size, each))


def _joined(target: Operand, args: list[Operand]) -> CallCost:
    size = times(target.size, target.items)
    if args:
        between = max(0, target.size[0] - 1), max(0, target.size[1] - 1)
        size = plus(size, times(args[0].size, between))
    return CallCost(scaled(size, TRAVERSAL), size)


def _replaced(size: Range, old: Range, new: Range) -> Range:
    """The size of a text in which something was replaced."""
    if old[0] == 0:
        most, kept_most = min(TOP, size[1] + 1), size[1]
    elif new[1] <= old[0]:
        most, kept_most = 0, size[1]
    else:
        most, kept_most = math.ceil(size[1] / old[0]), 0
    if old[1] == 0:
        least, kept_least = min(TOP, size[0] + 1), size[0]
    elif old[1] <= new[0]:
        least, kept_least = 0, size[0]
    else:
        least, kept_least = math.ceil(size[0] / old[1]), 0
    return plus(times((least, most), new), (kept_least, kept_most))


def _contained(function: str, overload: Overload, args: list[Operand]) -> CallCost:
    address: Range = (4, 16)
    cost = scaled(plus(address, address), TRAVERSAL)
    if function == "containsCIDR":
        cost = plus(cost, scaled(address, TRAVERSAL), ONE)
    if overload.params[1].name == "string":
        cost = plus(cost, scaled(args[0].size, TRAVERSAL))
    return CallCost(cost)


def _of_operator(function: str, overload: Overload, args: list[Operand]) -> CallCost | None:
    kinds = [one.name for one in overload.params]
    if function in {"_==_", "_!=_"} or (function in _ORDERED and kinds[0] in {"string", "bytes"}):
        most = min(args[0].size[1], args[1].size[1])
        return CallCost(scaled((1 if most > 0 else 0, most), TRAVERSAL))
    if function == "_+_" and kinds[0] in {"string", "bytes", "list"}:
        size = plus(args[0].size, args[1].size)
        return CallCost(ONE if kinds[0] == "list" else scaled(size, TRAVERSAL), size)
    if function == "@in" and kinds[1] == "list":
        return CallCost(args[1].size)
    if function in _SETS:
        return CallCost(plus(scaled(times(args[0].size, args[1].size), _SETS[function]), ONE))
    if function == "url":
        return CallCost(scaled(args[0].size, TRAVERSAL))
    if function == "bytes" and kinds[0] == "string":
        return CallCost(scaled(args[0].size, TRAVERSAL), (args[0].size[0], min(TOP, args[0].size[1] * 4)))
    if function == "string" and kinds[0] == "bytes":
        return CallCost(scaled(args[0].size, TRAVERSAL), (args[0].size[0] // 4, args[0].size[1]))
    if function == "strings.quote":
        size = args[0].size
        return CallCost(scaled(size, TRAVERSAL), (size[0] + 2, min(TOP, size[1] * 2 + 2)))
    return None

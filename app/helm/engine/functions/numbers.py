"""Arithmetic. Follows github.com/Masterminds/sprig/v3 numeric.go."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Any

from app.helm.engine.functions.conversions import to_float, to_int64
from app.helm.engine.values import Ints
from app.kubectl.output.golang.printing import format_float
from app.kubectl.output.golang.values import Int
from app.kubectl.output.gotemplate.builtins import CallError, Function

MAX_ITEMS = 100_000
_DIVISION = "runtime error: integer divide by zero"


def _wrapped(number: int) -> int:
    """A whole number as int64 holds it."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def _divide(left: Any, right: Any) -> int:
    numerator, denominator = to_int64(left), to_int64(right)
    if denominator == 0:
        raise CallError(_DIVISION)
    return int(math.copysign(abs(numerator) // abs(denominator), numerator * denominator)) if numerator else 0


def _modulo(left: Any, right: Any) -> int:
    denominator = to_int64(right)
    if denominator == 0:
        raise CallError(_DIVISION)
    return to_int64(left) - denominator * _divide(left, right)


def _decimals(operation: str) -> Any:
    def calculate(*values: Any) -> float:
        numbers = [Decimal(format_float(to_float(value))) for value in values]
        if operation == "/":
            if any(number == 0 for number in numbers[1:]):
                raise CallError("decimal division by 0")
            quotient = reduce(lambda a, b: (a / b).quantize(Decimal(10) ** -16, ROUND_HALF_UP), numbers)
            return float(quotient)
        operations = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}
        return float(reduce(operations[operation], numbers))

    return calculate


def _round(value: Any, places: int, *midpoint: float) -> float:
    on = midpoint[0] if midpoint else 0.5
    power = 10.0**places
    digit = power * to_float(value)
    fraction = math.fmod(digit, 1)
    return (math.ceil(digit) if fraction >= on else math.floor(digit)) / power


def _until_step(start: int, stop: int, step: int) -> Ints:
    if step == 0 or ((stop < start) != (step < 0) and stop != start):
        return Ints()
    numbers = range(start, stop, step)
    if len(numbers) > MAX_ITEMS:
        raise CallError("too many items")
    return Ints(Int(number) for number in numbers)


def _until(count: int) -> Ints:
    return _until_step(0, count, -1 if count < 0 else 1)


def _seq(*bounds: int) -> str:
    if not bounds or len(bounds) > 3:
        return ""
    start, step, end = {1: (1, 0, bounds[0]), 2: (bounds[0], 0, bounds[-1])}.get(len(bounds), bounds + (0,) * 0)
    if step == 0:
        step = -1 if end < start else 1
        if len(bounds) == 3:
            return ""
    if len(bounds) == 3 and (end < start) != (step < 0) and end != start:
        return ""
    return " ".join(map(str, _until_step(start, end + (1 if step > 0 else -1), step)))


def _largest(first: Any, *others: Any) -> int:
    return max(map(to_int64, (first, *others)))


def _smallest(first: Any, *others: Any) -> int:
    return min(map(to_int64, (first, *others)))


def _product(first: Any, *others: Any) -> int:
    return _wrapped(math.prod(map(to_int64, (first, *others))))


_A, _AA = ("any",), ("any", "any")
FUNCTIONS = {
    "add": Function(lambda *values: _wrapped(sum(map(to_int64, values))), _A, variadic=True),
    "add1": Function(lambda value: _wrapped(to_int64(value) + 1), _A),
    "sub": Function(lambda left, right: _wrapped(to_int64(left) - to_int64(right)), _AA),
    "div": Function(_divide, _AA),
    "mod": Function(_modulo, _AA),
    "mul": Function(_product, _AA, variadic=True),
    "max": Function(_largest, _AA, variadic=True),
    "biggest": Function(_largest, _AA, variadic=True),
    "min": Function(_smallest, _AA, variadic=True),
    "maxf": Function(lambda *values: max(map(to_float, values)), _AA, variadic=True),
    "minf": Function(lambda *values: min(map(to_float, values)), _AA, variadic=True),
    "addf": Function(_decimals("+"), _A, variadic=True),
    "add1f": Function(lambda value: _decimals("+")(value, 1), _A),
    "subf": Function(_decimals("-"), _AA, variadic=True),
    "mulf": Function(_decimals("*"), _AA, variadic=True),
    "divf": Function(_decimals("/"), _AA, variadic=True),
    "floor": Function(lambda value: float(math.floor(to_float(value))), _A),
    "ceil": Function(lambda value: float(math.ceil(to_float(value))), _A),
    "round": Function(_round, ("any", "int", "float64"), variadic=True),
    "until": Function(_until, ("int",)),
    "untilStep": Function(_until_step, ("int", "int", "int")),
    "seq": Function(_seq, ("int",), variadic=True),
}

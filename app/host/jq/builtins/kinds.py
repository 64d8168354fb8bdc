"""Kinds of values, and numbers: what a mathematics library knows. Follows jqlang/jq src/builtin.c and libm.h."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

from app.host.jq.machine import World
from app.host.jq.operators import wrong
from app.host.jq.registry import call, function, template, text
from app.host.jq.syntax import IDENTITY, Binary, Call, If, Negate, Node
from app.host.jq.values import JqError, Value, is_nan, is_number, kind


@function("type/0")
def _type(_world: World, value: Value) -> Value:
    return kind(value)


def _selecting(name: str, holds: Callable[[Value], bool]) -> None:
    @function(f"_is {name}/0")
    def test(_world: World, value: Value) -> Value:
        return holds(value)

    @template(f"{name}/0")
    def chosen() -> Node:
        return call("select", Call(f"_is {name}"))


def _normal(value: Value) -> bool:
    return is_number(value) and math.isfinite(value) and abs(value) >= sys.float_info.min


_SELECTIONS: dict[str, Callable[[Value], bool]] = {
    "arrays": lambda value: isinstance(value, list), "objects": lambda value: isinstance(value, dict),
    "iterables": lambda value: isinstance(value, (list, dict)), "booleans": lambda value: isinstance(value, bool),
    "numbers": is_number, "strings": lambda value: isinstance(value, str), "nulls": lambda value: value is None,
    "values": lambda value: value is not None, "scalars": lambda value: not isinstance(value, (list, dict)),
    "normals": _normal, "finites": lambda value: is_number(value) and not math.isinf(value),
}  # fmt: skip
for _name, _holds in _SELECTIONS.items():
    _selecting(_name, _holds)


@function("isnormal/0")
def _isnormal(_world: World, value: Value) -> Value:
    return _normal(value)


@function("isinfinite/0")
def _isinfinite(_world: World, value: Value) -> Value:
    return is_number(value) and math.isinf(float(value))


@function("isfinite/0")
def _isfinite(_world: World, value: Value) -> Value:
    return is_number(value) and not math.isinf(float(value))


@function("isnan/0")
def _isnan(_world: World, value: Value) -> Value:
    return is_number(value) and is_nan(value)


@function("infinite/0")
def _infinite(_world: World, _value: Value) -> Value:
    return math.inf


@function("nan/0")
def _nan(_world: World, _value: Value) -> Value:
    return math.nan


@template("abs/0")
def _abs() -> Node:
    return If(Binary("<", IDENTITY, text(0)), Negate(IDENTITY), IDENTITY)


# -- mathematics


def _number(found: float) -> Value:
    return int(found) if abs(found) < 1e15 and found == int(found) and (found or math.copysign(1, found) > 0) else found


def safe(calculate: Callable[..., float]) -> Callable[..., float]:
    """C's answers where Python has exceptions."""

    def calculated(*numbers: float) -> float:
        try:
            return float(calculate(*numbers))
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan

    return calculated


def _logarithm(calculate: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else calculate(value)


def _whole(calculate: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: math.copysign(float(calculate(value)), value) if math.isfinite(value) else value


def _gamma(value: float) -> float:
    return math.inf if value <= 0 and value == int(value) else math.lgamma(value)


def _significand(value: float) -> float:
    return value if value == 0 or not math.isfinite(value) else 2 * math.frexp(value)[0]


def _logb(value: float) -> float:
    if value == 0:
        return -math.inf
    return float(math.frexp(value)[1] - 1) if math.isfinite(value) else abs(value)


def _bessel(kind_: str, order: int, value: float) -> float:
    """Bessel functions of the first and second kind, by Simpson's rule over their integrals."""
    if kind_ == "y":
        if value <= 0:
            return -math.inf if value == 0 else math.nan
        far = 30.0 / max(value, 1e-3)
        second = _integral(lambda t: (math.exp(order * t) + math.exp(-order * t) * (-1) ** order)
                           * math.exp(-value * math.sinh(min(t, 700))), 0, min(far, 20))  # fmt: skip
        return (_integral(lambda t: math.sin(value * math.sin(t) - order * t), 0, math.pi) - second) / math.pi
    return _integral(lambda t: math.cos(order * t - value * math.sin(t)), 0, math.pi) / math.pi


def _integral(calculate: Callable[[float], float], start: float, end: float, parts: int = 2000) -> float:
    width = (end - start) / parts
    inner = sum((4 if at % 2 else 2) * calculate(start + at * width) for at in range(1, parts))
    return (calculate(start) + calculate(end) + inner) * width / 3


_ONE: dict[str, Callable[[float], float]] = {
    "acos": math.acos, "acosh": math.acosh, "asin": math.asin, "asinh": math.asinh, "atan": math.atan,
    "atanh": math.atanh, "cbrt": math.cbrt, "ceil": _whole(math.ceil), "cos": math.cos, "cosh": math.cosh,
    "erf": math.erf, "erfc": math.erfc, "exp": math.exp, "exp10": lambda value: 10.0**value, "exp2": math.exp2,
    "expm1": math.expm1, "fabs": abs, "floor": _whole(math.floor), "gamma": _gamma, "lgamma": _gamma,
    "log": _logarithm(math.log), "log10": _logarithm(math.log10), "log1p": math.log1p, "log2": _logarithm(math.log2),
    "logb": _logb, "nearbyint": _whole(round), "rint": _whole(round),
    "round": _whole(lambda value: math.floor(abs(value) + 0.5)), "significand": _significand, "sin": math.sin,
    "sinh": math.sinh, "sqrt": math.sqrt, "tan": math.tan, "tanh": math.tanh, "tgamma": math.gamma,
    "trunc": _whole(math.trunc), "j0": lambda value: _bessel("j", 0, value), "j1": lambda value: _bessel("j", 1, value),
    "y0": lambda value: _bessel("y", 0, value), "y1": lambda value: _bessel("y", 1, value),
}  # fmt: skip


def _other(one: float, two: float) -> float:
    """The one that is a number, where the other is none; 0 when both are."""
    return two if is_nan(one) else one if is_nan(two) else 0.0


def _scaled(value: float, exponent: float) -> float:
    return math.ldexp(value, int(max(-5000, min(5000, exponent)))) if not is_nan(exponent) else math.nan


_TWO: dict[str, Callable[[float, float], float]] = {
    "atan2": math.atan2, "copysign": math.copysign, "drem": math.remainder,
    "fdim": lambda one, two: max(one - two, 0.0),
    "fmax": lambda one, two: _other(one, two) or max(one, two),
    "fmin": lambda one, two: _other(one, two) or min(one, two), "fmod": math.fmod,
    "hypot": math.hypot, "ldexp": _scaled, "scalb": _scaled, "scalbln": _scaled, "nextafter": math.nextafter,
    "nexttoward": math.nextafter, "pow": math.pow, "remainder": math.remainder,
    "jn": lambda order, value: _bessel("j", int(order), value),
    "yn": lambda order, value: _bessel("y", int(order), value),
}  # fmt: skip


def _library(name: str, count: int, calculate: Callable[..., float]) -> None:
    """A function of the mathematics library: of the input, or of its arguments."""
    calculated = safe(calculate)

    @function(f"{name}/{0 if count == 1 else count}")
    def made(_world: World, value: Value, *arguments: Value) -> Value:
        numbers = arguments or (value,)
        for one in numbers:
            if not is_number(one):
                raise wrong(one, "number required")
        found = calculated(*map(float, numbers))
        return _number(found) if math.isfinite(found) else found


for _name, _one in _ONE.items():
    _library(_name, 1, _one)
for _name, _two in _TWO.items():
    _library(_name, 2, _two)
_library("fma", 3, lambda one, two, three: one * two + three)


@function("pow10/0")
def _pow10(_world: World, _value: Value) -> Value:
    raise JqError("Error: pow10/0 not found at build time")


def _required(value: Value) -> float:
    if not is_number(value):
        raise wrong(value, "number required")
    return float(value)


@function("frexp/0")
def _frexp(_world: World, value: Value) -> Value:
    fraction, exponent = math.frexp(_required(value))
    return [_number(fraction) if math.isfinite(fraction) else fraction, exponent]


@function("modf/0")
def _modf(_world: World, value: Value) -> Value:
    number = _required(value)
    if math.isinf(number):
        return [0, number]
    fraction, whole = math.modf(number)
    return [_number(fraction), _number(whole)] if not is_nan(number) else [number, number]


@function("lgamma_r/0")
def _lgamma_r(_world: World, value: Value) -> Value:
    number = _required(value)
    found = safe(_gamma)(number)
    negative = number < 0 and math.floor(number) % 2 != 0
    return [_number(found) if math.isfinite(found) else found, -1 if negative else 1]

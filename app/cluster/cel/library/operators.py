"""Operators, sizes and conversions.

Follows cel-go common/stdlib/standard.go and common/types/{int,uint,double,string}.go.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from app.cluster.cel.functions import Functions
from app.cluster.cel.interpreter import element, optional_element
from app.cluster.cel.values import CelError, KeyedList, TypeValue, Uint, compare, equal, is_number, type_name
from app.sim.regular import PatternError, compiled

MAX_INT, MIN_INT, MAX_UINT = 2**63 - 1, -(2**63), 2**64 - 1


def integer(value: int) -> int:
    """The number, or CelError when it does not fit."""
    if not MIN_INT <= value <= MAX_INT:
        raise CelError("integer overflow")
    return value


def unsigned(value: int) -> Uint:
    """The same for uint."""
    if not 0 <= value <= MAX_UINT:
        raise CelError("unsigned integer overflow")
    return Uint(value)


def _divided(left: int, right: int) -> int:
    if right == 0:
        raise CelError("division by zero")
    found = abs(left) // abs(right)
    return found if (left < 0) == (right < 0) else -found


def _rest(left: int, right: int) -> int:
    if right == 0:
        raise CelError("modulus by zero")
    return left - right * _divided(left, right)


def _ratio(left: float, right: float) -> float:
    if right == 0:
        return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)
    return left / right


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "_+_": lambda left, right: left + right,
    "_-_": lambda left, right: left - right,
    "_*_": lambda left, right: left * right,
}


def declare(functions: Functions) -> None:
    """Add them."""
    for name, run in _ARITHMETIC.items():
        functions.declare(f"{name}(int, int) -> int", _checked(run, integer))
        functions.declare(f"{name}(uint, uint) -> uint", _checked(run, unsigned))
        functions.declare(f"{name}(double, double) -> double", run)
    for name, exact in (("_/_", _divided), ("_%_", _rest)):
        functions.declare(f"{name}(int, int) -> int", _checked(exact, integer))
        functions.declare(f"{name}(uint, uint) -> uint", _checked(exact, unsigned))
    functions.declare("_/_(double, double) -> double", _ratio)
    functions.declare("-_(int) -> int", lambda value: integer(-value))
    functions.declare("-_(double) -> double", lambda value: -value)
    functions.declare("!_(bool) -> bool", lambda value: not value)
    for kind in ("string", "bytes", "list(A)"):
        functions.declare(f"_+_({kind}, {kind}) -> {kind}", _joined)
    _declare_comparisons(functions)
    _declare_containers(functions)
    _declare_conversions(functions)


def _joined(left: Any, right: Any) -> Any:
    return left.joined(right) if isinstance(left, KeyedList) else left + right


def _checked(run: Callable[[Any, Any], Any], check: Callable[[int], int]) -> Callable[[Any, Any], int]:
    return lambda left, right: check(run(int(left), int(right)))


def _declare_comparisons(functions: Functions) -> None:
    functions.declare("_==_(A, A) -> bool", equal)
    functions.declare("_!=_(A, A) -> bool", lambda left, right: not equal(left, right))
    tests: dict[str, Callable[[int], bool]] = {
        "_<_": lambda found: found < 0,
        "_<=_": lambda found: found <= 0,
        "_>_": lambda found: found > 0,
        "_>=_": lambda found: found >= 0,
    }
    numbers = ("int", "uint", "double")
    pairs = [(kind, kind) for kind in ("bool", "string", "bytes", "timestamp", "duration")]
    pairs += [(left, right) for left in numbers for right in numbers]
    for name, test in tests.items():
        for left, right in pairs:
            functions.declare(f"{name}({left}, {right}) -> bool", _ordered(test))
    functions.declare("_&&_(bool, bool) -> bool", _ordered(bool))  # run by the interpreter itself
    functions.declare("_||_(bool, bool) -> bool", _ordered(bool))
    functions.declare("_?_:_(bool, A, A) -> A", lambda condition, left, right: left if condition else right)


def _ordered(test: Callable[[int], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: test(compare(left, right))


def _in(value: Any, within: Any) -> bool:
    if isinstance(within, dict):
        return any(equal(value, key) for key in within) if is_number(value) else value in within
    return any(equal(value, item) for item in within)


def _declare_containers(functions: Functions) -> None:
    functions.declare("_[_](list(A), int) -> A", element)
    functions.declare("_[_](map(K, V), K) -> V", element)
    functions.declare("_[_](optional_type(list(V)), int) -> optional_type(V)", element)
    functions.declare("_[_](optional_type(map(K, V)), K) -> optional_type(V)", element)
    functions.declare("_[_](dyn, dyn) -> dyn", element)
    functions.declare("_[?_](list(V), int) -> optional_type(V)", optional_element)
    functions.declare("_[?_](optional_type(list(V)), int) -> optional_type(V)", optional_element)
    functions.declare("_[?_](map(K, V), K) -> optional_type(V)", optional_element)
    functions.declare("_[?_](optional_type(map(K, V)), K) -> optional_type(V)", optional_element)
    functions.declare("@in(A, list(A)) -> bool", _in)
    functions.declare("@in(A, map(A, B)) -> bool", _in)
    for kind in ("string", "bytes", "list(A)", "map(A, B)"):
        functions.declare(f"size({kind}) -> int", len)
        functions.declare(f"{kind}::size() -> int", len)


def double_text(value: float) -> str:
    """A double as Go's strconv prints it with %g and the shortest precision."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    text = repr(value)
    if "e" in text:
        digits, _, exponent = text.partition("e")
        return f"{digits.removesuffix('.0')}e{int(exponent):+03d}"
    if abs(value) >= 1e21:
        return f"{value:e}"
    return text.removesuffix(".0")


def _to_int(value: Any) -> int:
    if isinstance(value, float):
        if not -(2.0**63) <= value < 2.0**63:
            raise CelError("integer overflow")
        return int(value)
    if isinstance(value, str):
        if not re.fullmatch(r"[+-]?\d+", value):
            _bad_number("ParseInt", value)
        return integer(int(value))
    return integer(int(value))


def _bad_number(function: str, value: str) -> Any:
    raise CelError(f'strconv.{function}: parsing "{value}": invalid syntax')


def _to_double(value: Any) -> float:
    try:
        return float(value)
    except ValueError:
        return float(_bad_number("ParseFloat", value))


def _to_bool(value: str) -> bool:
    if value in {"1", "t", "true", "TRUE", "True"}:
        return True
    return False if value in {"0", "f", "false", "FALSE", "False"} else bool(_bad_number("ParseBool", value))


def _to_uint(value: Any) -> Uint:
    if isinstance(value, str):
        return unsigned(int(value)) if value.isdigit() else Uint(_bad_number("ParseUint", value))
    return unsigned(int(value))


def regular(pattern: str) -> Any:
    """A compiled regular expression; CelError when it is none."""
    try:
        return compiled(pattern)
    except PatternError as problem:
        raise CelError(str(problem)) from None


def matches(text: str, pattern: str) -> bool:
    """Whether a regular expression occurs in a text."""
    return bool(regular(pattern).search(text))


def _declare_conversions(functions: Functions) -> None:
    for kind in ("int", "uint", "double", "string"):
        functions.declare(f"int({kind}) -> int", _to_int)
        functions.declare(f"uint({kind}) -> uint", _to_uint)
        functions.declare(f"double({kind}) -> double", _to_double)
    for kind in ("int", "uint"):
        functions.declare(f"string({kind}) -> string", lambda value: str(int(value)))
    functions.declare("string(bool) -> string", lambda value: "true" if value else "false")
    functions.declare("string(double) -> string", double_text)
    functions.declare("string(string) -> string", lambda value: value)
    functions.declare("string(bytes) -> string", _text)
    functions.declare("bytes(string) -> bytes", lambda value: value.encode())
    functions.declare("bytes(bytes) -> bytes", lambda value: value)
    functions.declare("bool(bool) -> bool", lambda value: value)
    functions.declare("bool(string) -> bool", _to_bool)
    functions.declare("dyn(A) -> dyn", lambda value: value)
    functions.declare("type(A) -> type(A)", lambda value: TypeValue(type_name(value)))
    functions.declare("matches(string, string) -> bool", matches)
    functions.declare("string::matches(string) -> bool", matches)


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise CelError("invalid UTF-8 in bytes, cannot convert to string") from None

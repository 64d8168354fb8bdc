"""What `+ - * / %` and the comparisons do with values. Follows jqlang/jq src/builtin.c."""

from __future__ import annotations

import math
from collections.abc import Callable

from app.host.jq.dumping import shown
from app.host.jq.values import JqError, OutOfMemoryError, Value, compare, equal, is_nan, is_number, kind, native
from app.sim.limits import LIMITS

INT64 = 1 << 63


def limited(value: Value) -> Value:
    """A text or array that is not larger than one may be."""
    if len(value) > LIMITS.jq_items:
        raise OutOfMemoryError
    return value


def wrong(value: Value, text: str) -> JqError:
    """`type (value) text`."""
    return JqError(f"{kind(value)} ({shown(value)}) {text}")


def wrong_pair(left: Value, right: Value, text: str) -> JqError:
    """`type (value) and type (value) text`."""
    return JqError(f"{kind(left)} ({shown(left)}) and {kind(right)} ({shown(right)}) {text}")


def _sum(left: Value, right: Value) -> Value:
    if left is None:
        return right
    if right is None:
        return left
    if is_number(left) and is_number(right):
        return native(native(left) + native(right))
    if isinstance(left, str) and isinstance(right, str):
        return limited(left + right)
    if isinstance(left, list) and isinstance(right, list):
        return limited(left + right)
    if isinstance(left, dict) and isinstance(right, dict):
        return {**left, **right}
    raise wrong_pair(left, right, "cannot be added")


def _difference(left: Value, right: Value) -> Value:
    if is_number(left) and is_number(right):
        return native(native(left) - native(right))
    if isinstance(left, list) and isinstance(right, list):
        return [one for one in left if not any(equal(one, other) for other in right)]
    raise wrong_pair(left, right, "cannot be subtracted")


def _merged(left: dict[str, Value], right: dict[str, Value]) -> dict[str, Value]:
    made = {**left}
    for key, value in right.items():
        before = made.get(key)
        made[key] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return made


def _product(left: Value, right: Value) -> Value:
    if is_number(left) and is_number(right):
        return native((native(left) * native(right)) or float(left) * float(right))
    if isinstance(left, dict) and isinstance(right, dict):
        return _merged(left, right)
    text, number = (left, right) if isinstance(left, str) else (right, left)
    if isinstance(text, str) and is_number(number):
        if number < 0 or is_nan(number):
            return None
        times = int(min(number, LIMITS.jq_items + 1))
        if len(text) * times > LIMITS.jq_items:
            raise OutOfMemoryError
        return text * times
    raise wrong_pair(left, right, "cannot be multiplied")


def split(text: str, separator: str) -> list[Value]:
    """The parts between separators; letters where there is none."""
    if not text:
        return []
    return [*text] if not separator else [*text.split(separator)]


def _quotient(left: Value, right: Value) -> Value:
    if is_number(left) and is_number(right):
        if right == 0:
            raise wrong_pair(left, right, "cannot be divided because the divisor is zero")
        quotient = float(left) / float(right)
        return int(quotient) if quotient.is_integer() and 0 < abs(quotient) < 1e15 else quotient
    if isinstance(left, str) and isinstance(right, str):
        return split(left, right)
    raise wrong_pair(left, right, "cannot be divided")


def _whole(number: float) -> int:
    return int(max(-INT64, min(INT64 - 1, float(number))))


def _remainder(left: Value, right: Value) -> Value:
    if not is_number(left) or not is_number(right):
        raise wrong_pair(left, right, "cannot be divided (remainder)")
    if is_nan(left) or is_nan(right):
        return math.nan
    number, divisor = _whole(left), _whole(right)
    if not divisor:
        raise wrong_pair(left, right, "cannot be divided (remainder) because the divisor is zero")
    found = abs(number) % abs(divisor)
    return native(-found if number < 0 else found)


def negated(value: Value) -> Value:
    """`-value`."""
    if not is_number(value):
        raise wrong(value, "cannot be negated")
    return native(-native(value)) if value else -float(value)


BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "+": _sum, "-": _difference, "*": _product, "/": _quotient, "%": _remainder,
    "==": equal, "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: compare(left, right) < 0, ">": lambda left, right: compare(left, right) > 0,
    "<=": lambda left, right: compare(left, right) <= 0, ">=": lambda left, right: compare(left, right) >= 0,
}  # fmt: skip

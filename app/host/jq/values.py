"""Values of jq: what JSON knows; numbers remember how they were written. Follows jqlang/jq src/jv.c, jv_aux.c.

A value is None, a bool, an int or float, a str, a list or a dict. Values are shared and never changed. An int, and a
`Literal`, is printed as it was written; what arithmetic makes is a float, or an int that a float holds exactly.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

Value = Any
EXACT = 1 << 53  # up to here a double holds every whole number
SHOWN_BYTES = 14  # of a value in a message
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|(?P<nan>s?nan[0-9]*)|(?P<infinite>inf(?:inity)?))",
    re.I | re.A,
)
SHOWN_OF_PATH_BYTES = 29  # of one in a message about a path


class JqError(Exception):
    """What `try` catches; `value` is any value, mostly a text."""

    def __init__(self, value: Value) -> None:
        super().__init__(value)
        self.value = value


class OutOfMemoryError(Exception):
    """A value that would be larger than what a program may have."""


class Literal(float):
    """A number with the text that it was written as, where a double would be written in another way."""

    __slots__ = ("decimal",)
    decimal: Decimal

    @classmethod
    def of(cls, text: str) -> int | float:
        """The number that a text writes; ValueError when it is none."""
        found = _NUMBER.fullmatch(text)
        if found is None:
            raise ValueError(text)
        if found["nan"]:
            return math.nan
        if found["infinite"]:
            return -math.inf if text.startswith("-") else math.inf
        made = cls(text)
        made.decimal = Decimal(text)
        return made


def kind(value: Value) -> str:
    """The name of a value's type."""
    found = _KINDS.get(type(value))
    return found if found is not None else "number"


_KINDS = {type(None): "null", bool: "boolean", int: "number", float: "number", str: "string", list: "array",
          dict: "object"}  # fmt: skip


def is_number(value: Value) -> bool:
    """Whether it is a number: bool is one for Python only."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_nan(value: Value) -> bool:
    """Whether it is the number that is none."""
    return bool(value != value)  # noqa: PLR0124 - which is how it can be told


def native(number: float) -> int | float:
    """A number without the memory of how it was written."""
    if type(number) is int:
        return number if -EXACT <= number <= EXACT else float(number)
    return float(number)


def truthy(value: Value) -> bool:
    """Everything but null and false is true."""
    return value is not None and value is not False


def _decimal(number: float) -> Decimal | None:
    if type(number) is int:
        return Decimal(number)
    return number.decimal if isinstance(number, Literal) else None


def _compare_numbers(left: float, right: float) -> int:
    if is_nan(left):  # NaN is less than every number, itself included
        return -1
    if is_nan(right):
        return 1
    if type(left) is not float and type(right) is not float:
        exact, other = _decimal(left), _decimal(right)
        if exact is not None and other is not None:
            return (exact > other) - (exact < other)
    one, two = float(left), float(right)
    return (one > two) - (one < two)


def equal(left: Value, right: Value) -> bool:
    """Whether two values are the same."""
    if type(left) is str or type(right) is str:
        return type(left) is type(right) and bool(left == right)
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict):
        if not isinstance(right, dict) or len(left) != len(right):
            return False
        return all(key in right and equal(value, right[key]) for key, value in left.items())
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return is_number(right) and _compare_numbers(left, right) == 0


def _rank(value: Value) -> int:
    if value is None:
        return 0
    if isinstance(value, bool):
        return 1 + value
    return {"number": 3, "string": 4, "array": 5, "object": 6}[kind(value)]


def compare(left: Value, right: Value) -> int:
    """Negative, zero or positive: the order in which jq sorts."""
    if type(left) is str and type(right) is str:
        return (left > right) - (left < right)
    rank, other = _rank(left), _rank(right)
    if rank != other:
        return rank - other
    if rank == 3:
        return _compare_numbers(left, right)
    if rank == 5:
        for one, two in zip(left, right, strict=False):
            if found := compare(one, two):
                return found
        return len(left) - len(right)
    if rank == 6:
        keys, others = sorted(left), sorted(right)
        if keys != others:
            return -1 if keys < others else 1
        return next((found for key in keys if (found := compare(left[key], right[key]))), 0)
    return 0


def sort_key(value: Value) -> tuple[Any, ...]:
    """A key by which Python sorts values as jq does."""
    rank = _rank(value)
    if rank == 3:
        if is_nan(value):
            return 3, 0, 0
        return 3, 1, (value.decimal if isinstance(value, Literal) else value)
    if rank == 4:
        return 4, value
    if rank == 5:
        return 5, [sort_key(one) for one in value]
    if rank == 6:
        keys = sorted(value)
        return 6, keys, [sort_key(value[key]) for key in keys]
    return (rank,)


def identical(left: Value, right: Value) -> bool:
    """Whether it is the same value in the same place, as far as jq sees it: for path expressions."""
    if left is right:
        return True
    return is_number(left) and is_number(right) and type(left) is type(right) is not Literal and bool(left == right)

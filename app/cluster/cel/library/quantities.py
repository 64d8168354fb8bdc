"""Resource quantities.

Follows kubernetes apiserver/pkg/cel/library/quantity.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.cluster.cel.functions import Functions
from app.cluster.cel.library.operators import MAX_INT, MIN_INT
from app.cluster.cel.values import CelError
from app.sim import quantity


@dataclass(frozen=True)
class Amount:
    """A quantity."""

    value: quantity.Quantity
    cel_type = "kubernetes.Quantity"

    @property
    def exact(self) -> Fraction:
        """The number."""
        return Fraction(self.value.unscaled) * Fraction(10) ** self.value.exponent


def _parse(text: str) -> Amount:
    try:
        return Amount(quantity.parse(text))
    except quantity.QuantityError as problem:
        raise CelError(str(problem)) from None


def _is_quantity(text: str) -> bool:
    try:
        quantity.parse(text)
    except quantity.QuantityError:
        return False
    return True


def _integer(amount: Amount) -> int:
    if not _is_integer(amount):
        raise CelError("cannot convert value to integer")
    return int(amount.exact)


def _is_integer(amount: Amount) -> bool:
    return amount.exact.denominator == 1 and MIN_INT <= amount.exact <= MAX_INT


def _other(other: Amount | int) -> quantity.Quantity:
    return other.value if isinstance(other, Amount) else quantity.Quantity(other)


def _compare(one: Amount, two: Amount) -> int:
    return (one.exact > two.exact) - (one.exact < two.exact)


def declare(functions: Functions) -> None:
    """Add them."""
    kind = "kubernetes.Quantity"
    functions.declare(f"quantity(string) -> {kind}", _parse)
    functions.declare("isQuantity(string) -> bool", _is_quantity)
    functions.declare(f"{kind}::sign() -> int", lambda one: (one.exact > 0) - (one.exact < 0))
    functions.declare(f"{kind}::isGreaterThan({kind}) -> bool", lambda one, two: one.exact > two.exact)
    functions.declare(f"{kind}::isLessThan({kind}) -> bool", lambda one, two: one.exact < two.exact)
    functions.declare(f"{kind}::compareTo({kind}) -> int", _compare)
    functions.declare(f"{kind}::asApproximateFloat() -> double", lambda one: float(one.exact))
    functions.declare(f"{kind}::asInteger() -> int", _integer)
    functions.declare(f"{kind}::isInteger() -> bool", _is_integer)
    for given in (kind, "int"):
        functions.declare(f"{kind}::add({given}) -> {kind}", lambda one, two: Amount(one.value + _other(two)))
        functions.declare(f"{kind}::sub({given}) -> {kind}", lambda one, two: Amount(one.value - _other(two)))

"""Resource quantities: `100m`, `1.5Gi`, `2e3`, exact and in the canonical form that the API prints.

Follows kubernetes apimachinery pkg/api/resource/{quantity,suffix,amount}.go. One known difference: decimal exponents
beyond +-1000 are refused as a wrong suffix, where upstream would write the digits out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import total_ordering

BINARY_SI = "BinarySI"
DECIMAL_SI = "DecimalSI"
DECIMAL_EXPONENT = "DecimalExponent"

NANO, MICRO, MILLI = -9, -6, -3

_FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
_NUMERIC_WRONG = "unable to parse numeric part of quantity"
_SUFFIX_WRONG = "unable to parse quantity's suffix"

_DECIMAL_EXPONENTS = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY_EXPONENTS = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_SUFFIXES = {exponent: suffix for suffix, exponent in _DECIMAL_EXPONENTS.items()}
_BINARY_SUFFIXES = {exponent: suffix for suffix, exponent in _BINARY_EXPONENTS.items()}

_DIGITS = frozenset("0123456789")
_SUFFIX_CHARACTERS = frozenset("eEinumkKMGTP")
_MAX_INT64 = 2**63 - 1
_MAX_INT64_DIGITS = 18
_MAX_EXPONENT = 1000


class QuantityError(ValueError):
    """Text that is no quantity; the message is the one the API server uses."""


@total_ordering
@dataclass(frozen=True, eq=False)
class Quantity:
    """The exact number `unscaled` * 10**`exponent`, and how to print it.

    `text` is what was parsed when that already was canonical, so that it prints back unchanged.
    """

    unscaled: int
    exponent: int = 0
    format: str = DECIMAL_SI
    text: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.text if self.text is not None else _canonical(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and compare(self, other) == 0

    def __lt__(self, other: Quantity) -> bool:
        return compare(self, other) < 0

    def __hash__(self) -> int:
        return hash(_strip(self.unscaled, self.exponent, 10))

    def __bool__(self) -> bool:
        return self.unscaled != 0

    def __add__(self, other: Quantity) -> Quantity:
        """The sum; a zero on the left takes the format of `other`."""
        left, right, exponent = _aligned(self, other)
        return Quantity(left + right, exponent, self.format if self else other.format)

    def __sub__(self, other: Quantity) -> Quantity:
        left, right, exponent = _aligned(self, other)
        return Quantity(left - right, exponent, self.format if self else other.format)

    def __mul__(self, factor: int) -> Quantity:
        return Quantity(self.unscaled * factor, self.exponent, self.format)

    def __neg__(self) -> Quantity:
        return Quantity(-self.unscaled, self.exponent, self.format)

    def scaled_value(self, exponent: int) -> int:
        """The number in units of 10**`exponent`, rounded away from zero."""
        return _rescale(self.unscaled, self.exponent, exponent)[0]

    def value(self) -> int:
        """The whole number, rounded away from zero: bytes, cores, pods."""
        return self.scaled_value(0)

    def milli_value(self) -> int:
        """Thousandths, rounded away from zero: what CPU is counted in."""
        return self.scaled_value(MILLI)

    def __float__(self) -> float:
        return float(self.unscaled * 10**self.exponent if self.exponent >= 0 else self.unscaled / 10**-self.exponent)


def parse(text: str) -> Quantity:
    """The quantity that `text` writes; raises QuantityError."""
    if not text:
        raise QuantityError(_FORMAT_WRONG)
    value, whole, fraction, suffix = _split(text)
    format_, base, exponent = _interpret(suffix)
    fast = _parse_fast(text, whole, fraction, format_, exponent)
    return fast if fast is not None else _parse_slow(value, format_, base, exponent)


def from_json(value: object) -> Quantity:
    """The quantity in a decoded JSON value (a string or a number); raises QuantityError."""
    if value is None:
        return Quantity(0)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise QuantityError(_FORMAT_WRONG)
    return parse(str(value).strip())


def canonicalize(text: str) -> str:
    """The form in which the API server stores `text`."""
    return str(parse(text))


def compare(left: Quantity, right: Quantity) -> int:
    """-1, 0 or 1 as `left` is less than, equal to or greater than `right`."""
    a, b, _ = _aligned(left, right)
    return (a > b) - (a < b)


def milli(value: int, format_: str = DECIMAL_SI) -> Quantity:
    """The quantity of `value` thousandths."""
    return Quantity(value, MILLI, format_)


def _split(text: str) -> tuple[str, str, str, str]:
    """Signed number, digits before and after the point (no leading zeros), suffix."""
    end = len(text)
    start = 1 if text[0] in "+-" else 0
    position = start
    while position < end and text[position] == "0":
        position += 1
    if position == end:
        return "0", "0", "", ""
    begin, position = position, _skip(text, position, _DIGITS)
    whole, fraction = text[begin:position] or "0", ""
    if position < end and text[position] == ".":
        begin = position + 1
        position = _skip(text, begin, _DIGITS)
        fraction = text[begin:position]
    value, suffix_start = text[:position], position
    position = _skip(text, position, _SUFFIX_CHARACTERS)
    if position < end and text[position] in "+-":
        position += 1
    if _skip(text, position, _DIGITS) != end:
        raise QuantityError(_FORMAT_WRONG)
    return value, whole, fraction, text[suffix_start:]


def _skip(text: str, position: int, characters: frozenset[str]) -> int:
    while position < len(text) and text[position] in characters:
        position += 1
    return position


def _interpret(suffix: str) -> tuple[str, int, int]:
    """Format, base and exponent of a suffix."""
    if suffix in _DECIMAL_EXPONENTS:
        return DECIMAL_SI, 10, _DECIMAL_EXPONENTS[suffix]
    if suffix in _BINARY_EXPONENTS:
        return BINARY_SI, 2, _BINARY_EXPONENTS[suffix]
    if len(suffix) > 1 and suffix[0] in "eE":
        try:
            exponent = int(suffix[1:])
        except ValueError:
            raise QuantityError(_SUFFIX_WRONG) from None
        if abs(exponent) <= _MAX_EXPONENT:
            return DECIMAL_EXPONENT, 10, exponent
    raise QuantityError(_SUFFIX_WRONG)


def _parse_fast(text: str, whole: str, fraction: str, format_: str, exponent: int) -> Quantity | None:
    """A number that fits 64 bits: the only kind that keeps its text. None when it does not fit."""
    factor, scale = 1, 0
    if format_ == BINARY_SI:
        precision = -1 if fraction else 15 - len(whole) - int(exponent * 3 / 10) - 1
        factor = 1 << exponent
    else:
        scale = exponent - len(fraction)
        precision = _MAX_INT64_DIGITS - len(whole) - len(fraction)
    if precision < 0 or scale < NANO:
        return None
    digits = whole + fraction
    number = int(digits)
    if number * factor > _MAX_INT64:
        return None
    if format_ == BINARY_SI:
        keeps_text = bool(number & 7)
    else:
        keeps_text = scale % 3 == 0 and not digits.endswith("000") and digits[0] != "0"
    keeps_text = keeps_text or text == "0"
    signed = -number * factor if text[0] == "-" else number * factor
    return Quantity(signed, scale, format_, text if keeps_text else None)


def _parse_slow(value: str, format_: str, base: int, exponent: int) -> Quantity:
    """A number of many digits or below a billionth, which is rounded up to one."""
    whole, _, fraction = value.lstrip("+-").partition(".")
    if not whole + fraction:
        raise QuantityError(_NUMERIC_WRONG)
    unscaled, scale = int(whole + fraction), -len(fraction)
    if base == 2:
        unscaled <<= exponent
    else:
        scale += exponent
    if scale < NANO:
        unscaled, scale = _rescale(unscaled, scale, NANO)[0], NANO
    amount = Quantity(unscaled, scale)
    if format_ == BINARY_SI and compare(amount, Quantity(_MAX_INT64)) > 0:
        unscaled, scale = _MAX_INT64, 0
    if format_ == BINARY_SI and unscaled and compare(amount, Quantity(1)) < 0:
        format_ = DECIMAL_SI
    return Quantity(-unscaled if value.startswith("-") else unscaled, scale, format_)


def _canonical(quantity: Quantity) -> str:
    if not quantity.unscaled:
        return "0"
    format_ = quantity.format
    if format_ == BINARY_SI:
        whole, exact = _rescale(quantity.unscaled, quantity.exponent, 0)
        if exact and abs(whole) >= 1024:
            mantissa, power = _strip(whole, 0, 1024)
            return f"{mantissa}{_BINARY_SUFFIXES.get(power * 10, '')}"
        format_ = DECIMAL_SI
    mantissa, exponent = _strip(quantity.unscaled, quantity.exponent, 10)
    surplus = exponent % 3
    mantissa, exponent = mantissa * 10**surplus, exponent - surplus
    if format_ == DECIMAL_SI:
        return f"{mantissa}{_DECIMAL_SUFFIXES.get(exponent, '')}"
    return f"{mantissa}e{exponent}" if exponent else str(mantissa)


def _strip(number: int, exponent: int, base: int) -> tuple[int, int]:
    """`number` without its factors of `base`, which move into `exponent`."""
    if not number:
        return 0, 0
    while number % base == 0:
        number //= base
        exponent += 1
    return number, exponent


def _rescale(unscaled: int, exponent: int, target: int) -> tuple[int, bool]:
    """The number in units of 10**`target`, rounded away from zero, and whether that was exact."""
    if exponent >= target:
        return unscaled * 10 ** (exponent - target), True
    divisor = 10 ** (target - exponent)
    quotient, remainder = divmod(abs(unscaled), divisor)
    quotient += remainder > 0
    return -quotient if unscaled < 0 else quotient, remainder == 0


def _aligned(left: Quantity, right: Quantity) -> tuple[int, int, int]:
    """Both numbers in units of the smaller power of ten, and that power."""
    exponent = min(left.exponent, right.exponent)
    return (
        left.unscaled * 10 ** (left.exponent - exponent),
        right.unscaled * 10 ** (right.exponent - exponent),
        exponent,
    )

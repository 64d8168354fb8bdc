"""Go values as text: `fmt.Sprint`, `%v`, `%#v`, and how strconv and encoding/json write floats.

Follows Go's fmt, strconv and encoding/json packages.
"""

from __future__ import annotations

import math
from typing import Any

from app.kubectl.output.golang.values import Byte, go_number
from app.sim.go_strings import quote

_SHORTEST_PRECISION = 6  # from this decimal exponent on, the shortest 'g' has an exponent


def sprint(*values: Any) -> str:
    """`fmt.Sprint`: a space between two neighbours of which neither is a string."""
    parts: list[str] = []
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            parts.append(" ")
        parts.append(format_value(value))
    return "".join(parts)


def sprintln(*values: Any) -> str:
    """`fmt.Sprintln`: spaces between all, a newline at the end."""
    return " ".join(map(format_value, values)) + "\n"


def format_value(value: Any) -> str:
    """`%v`: `map[a:1 b:2]`, `[1 2]`, `<nil>`, `1e+06`."""
    if isinstance(value, str):
        return value
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        number = go_number(value)
        return str(int(number)) if isinstance(number, int) else format_float(number)
    if isinstance(value, float):
        return format_float(value)
    if isinstance(value, dict):
        if (text := getattr(value, "go_text", None)) is not None:  # a type with a String method
            return str(text)
        return "map[" + " ".join(f"{key}:{format_value(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list | tuple):
        return "[" + " ".join(map(format_value, value)) + "]"
    if isinstance(value, complex):
        return f"({format_float(value.real)}{_signed(value.imag)}i)"
    return str(value)


def go_syntax(value: Any, *, nested: bool = False) -> str:
    """`%#v`: `map[string]interface {}{"a":1}`."""
    if value is None:
        return "interface {}(nil)" if nested else "<nil>"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        entries = (f"{quote(key)}:{go_syntax(value[key], nested=True)}" for key in sorted(value))
        return "map[string]interface {}{" + ", ".join(entries) + "}"
    if isinstance(value, list | tuple):
        return "[]interface {}{" + ", ".join(go_syntax(item, nested=True) for item in value) + "}"
    if isinstance(value, Byte):
        return f"{int(value):#x}"
    return format_value(value)


def shortest_digits(number: float) -> tuple[str, int]:
    """The fewest digits that read back as the positive finite `number`, and the decimal point's place among them."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    return (digits, point) if digits else ("0", 1)


def format_float(number: float) -> str:
    """strconv.FormatFloat(number, 'g', -1, 64), with fmt's names for infinities."""
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else ("+Inf" if number > 0 else "-Inf")
    sign = "-" if math.copysign(1, number) < 0 else ""
    digits, point = shortest_digits(abs(number))
    exponent = point - 1
    if exponent < -4 or exponent >= _SHORTEST_PRECISION:
        return sign + _exponential(digits, exponent)
    return sign + _positional(digits, point)


def format_json_float(number: float) -> str:
    """How encoding/json writes `number`: no exponent from 1e-6 up to 1e21; `-0` and integers without a point."""
    sign = "-" if math.copysign(1, number) < 0 else ""
    magnitude = abs(number)
    digits, point = shortest_digits(magnitude)
    if magnitude != 0 and not 1e-6 <= magnitude < 1e21:
        text = _exponential(digits, point - 1)
        return sign + (text[:-2] + text[-1] if text[-4:-1] == "e-0" else text)
    return sign + _positional(digits, point)


def _positional(digits: str, point: int) -> str:
    if point <= 0:
        return "0" if digits == "0" else "0." + "0" * -point + digits
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return f"{digits[:point]}.{digits[point:]}"


def _exponential(digits: str, exponent: int) -> str:
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _signed(number: float) -> str:
    text = format_float(number)
    return text if text[0] in "+-" else "+" + text

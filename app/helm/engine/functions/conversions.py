"""Numbers and texts out of anything, as sprig and spf13/cast make them.

Follows github.com/Masterminds/sprig/v3 numeric.go, strings.go and github.com/spf13/cast.
"""

from __future__ import annotations

import math
import re
from typing import Any

from app.helm.engine.values import Bytes, Struct, Time
from app.kubectl.output.golang.printing import format_value
from app.kubectl.output.golang.values import Byte, Int, kind, type_name
from app.kubectl.output.gotemplate.builtins import CallError, Function

_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]*|[1-9][0-9_]*)\Z")


def to_int64(value: Any) -> int:
    """`int64` of a number, a text or a bool; 0 where there is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return int(value) if math.isfinite(value) else 0
    if isinstance(value, str):
        return parsed_integer(value) or 0
    return 0


def parsed_integer(text: str) -> int | None:
    """strconv.ParseInt(text, 0, 64); None where it fails."""
    if not _INTEGER.match(text):
        return None
    digits = text.lstrip("+-").replace("_", "")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        digits = "0o" + digits[1:]
    number = int(digits, 0)
    return -number if text.startswith("-") else number


def to_float(value: Any) -> float:
    """`float64` of a number, a text or a bool; 0 where there is none."""
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value) if value == value.strip() and "_" not in value else 0.0
        except ValueError:
            return 0.0
    return 0.0


def text_of(value: Any) -> str:
    """sprig's strval: texts and bytes as they are, everything else as `%v`."""
    if isinstance(value, Bytes):
        return value.decode("utf-8", "surrogateescape")
    return value if isinstance(value, str) else format_value(value)


def atoi(text: str) -> Int:
    """strconv.Atoi, 0 for what is no number."""
    return Int(int(text)) if re.fullmatch(r"[-+]?[0-9]+", text) else Int(0)


def is_empty(value: Any) -> bool:
    """sprig's empty: nil, zero, nothing in it. Structs never are."""
    if isinstance(value, Struct | Time):
        return False
    return not value


def list_of(value: Any, action: str) -> list[Any]:
    """A list of any element type; CallError `Cannot ACTION type T` for anything else."""
    if isinstance(value, list | tuple):
        return list(value)
    if value is None:
        raise CallError(NIL_POINTER)
    raise CallError(f"Cannot {action} type {kind_of(value)}")


def kind_of(value: Any) -> str:
    """reflect's Kind by name: `int64` where the template package only knows `int`."""
    if value is None:
        return "invalid"
    if isinstance(value, bool):
        return "bool"
    exact = {Int: "int", Byte: "uint8", int: "int64", float: "float64", complex: "complex128"}.get(type(value))
    if exact:
        return exact
    name = kind(value)
    return "ptr" if name == "struct" and type_name(value).startswith("*") else name


NIL_POINTER = "runtime error: invalid memory address or nil pointer dereference"


def _to_strings(value: Any) -> list[Any]:
    from app.helm.engine.functions.strings import strings_of  # noqa: PLC0415 - strings convert, too

    return strings_of(value)


def _to_decimal(value: Any) -> int:
    text = format_value(value)
    return int(text, 8) if re.fullmatch(r"[-+]?[0-7]+", text) else 0


FUNCTIONS = {
    "atoi": Function(atoi, ("string",)),
    "int": Function(lambda value: Int(to_int64(value)), ("any",)),
    "int64": Function(to_int64, ("any",)),
    "float64": Function(to_float, ("any",)),
    "toString": Function(text_of, ("any",)),
    "toStrings": Function(_to_strings, ("any",)),
    "toDecimal": Function(_to_decimal, ("any",)),
}

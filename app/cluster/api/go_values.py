"""Values with an UnmarshalJSON of their own: quantities, times, durations, base64, int-or-string.

Each function takes a parsed JSON value and returns what the server writes back, or raises GoError with Go's message.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import Any

from app.sim import go_base64, go_durations, quantity
from app.sim.go_durations import duration_text
from app.sim.go_time import RFC3339, time_problem

RFC3339_MICRO = "2006-01-02T15:04:05.000000Z07:00"


class GoError(Exception):
    """What Go's decoder stops at; the text is the error's message."""


class TypeMismatchError(GoError):
    """A value of the wrong JSON type: `value` as Go names it (`number 1.5`), `wanted` the Go type."""

    def __init__(self, value: str, wanted: str) -> None:
        super().__init__(f"json: cannot unmarshal {value} into Go value of type {wanted}")
        self.value = value
        self.wanted = wanted


def json_kind(value: Any) -> str:
    """What Go calls the JSON value in `cannot unmarshal KIND into`."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def number_text(value: float) -> str:
    """A number as it stood in the JSON text, as near as parsing it leaves us."""
    return str(value)


def parse_quantity(value: Any) -> str:
    """The canonical text of a quantity given as text or number."""
    try:
        return str(quantity.from_json(value))
    except ValueError as error:
        raise GoError(str(error)) from error


def parse_int_or_string(value: Any) -> int | str:
    """A number of 32 bits or text; null leaves zero."""
    if value is None:
        return 0
    if isinstance(value, str):
        return value
    if json_kind(value) != "number":
        raise TypeMismatchError(json_kind(value), "int32")
    if not isinstance(value, int) or not -(2**31) <= value < 2**31:
        raise TypeMismatchError(f"number {number_text(value)}", "int32")
    return value


def parse_time(value: Any, *, micro: bool = False) -> str | None:
    """A time in UTC with whole seconds (or microseconds); null and empty text are no time."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeMismatchError(json_kind(value), "string")
    if problem := time_problem(value, RFC3339_MICRO if micro else RFC3339):
        raise GoError(problem)
    moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value)).astimezone(UTC)
    if micro:
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_duration(value: Any) -> str:
    """A duration such as `1m30s`, as Go writes it back."""
    if value is None:
        return "0s"
    if not isinstance(value, str):
        raise TypeMismatchError(json_kind(value), "string")
    try:
        return duration_text(go_durations.parse_duration(value))
    except ValueError as wrong:
        raise GoError(str(wrong)) from None


def parse_base64(text: str) -> str:
    """Base64 text re-encoded; raises with the offset Go's decoder reports."""
    try:
        return base64.b64encode(go_base64.decode(text)).decode()
    except ValueError as wrong:
        raise GoError(str(wrong)) from None

"""Values with an UnmarshalJSON of their own: quantities, times, durations, base64, int-or-string.

Each function takes a parsed JSON value and returns what the server writes back, or raises GoError with Go's message.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from app.sim import quantity
from app.sim.go_time import RFC3339, time_problem

RFC3339_MICRO = "2006-01-02T15:04:05.000000Z07:00"
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_DURATION = re.compile(r"[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)")


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
    if _DURATION.fullmatch(value) is None:
        raise GoError(f'time: invalid duration "{value}"')
    units = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
    parts = re.findall(r"([\d.]+)(ns|us|µs|ms|s|m|h)", value)
    seconds = sum(float(number) * units[unit] for number, unit in parts)
    return format_duration(timedelta(seconds=-seconds if value.startswith("-") else seconds))


def format_duration(length: timedelta) -> str:
    """A duration as Go's time.Duration prints it: `1h0m5s`, `30s`, `0s`."""
    total = abs(length.total_seconds())
    sign = "-" if length.total_seconds() < 0 else ""
    if total == 0:
        return "0s"
    if total < 1:
        return f"{sign}{total * 1000:g}ms"
    hours, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    text = f"{seconds:.9f}".rstrip("0").rstrip(".") + "s"
    if hours:
        return f"{sign}{hours:.0f}h{minutes:.0f}m{text}"
    return f"{sign}{minutes:.0f}m{text}" if minutes else f"{sign}{text}"


def parse_base64(text: str) -> str:
    """Base64 text re-encoded; raises with the offset Go's decoder reports."""
    clean = text.replace("\r", "").replace("\n", "")
    body = clean.rstrip("=")
    for offset, char in enumerate(clean):
        if char not in _BASE64 and not (char == "=" and offset >= len(body) and offset % 4 >= 2):
            raise GoError(f"illegal base64 data at input byte {offset}")
    if len(clean) % 4:
        raise GoError(
            f"illegal base64 data at input byte {len(clean) - len(clean) % 4 if body == clean else len(clean)}"
        )
    return base64.b64encode(base64.b64decode(clean)).decode()

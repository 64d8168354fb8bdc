"""Timestamps and durations.

Follows cel-go common/types/{timestamp,duration}.go. Known difference: of time zones only UTC and fixed offsets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from app.cluster.cel.functions import Functions
from app.cluster.cel.values import CelError, Duration, Timestamp
from app.sim import go_durations
from app.sim.go_durations import SECOND

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_duration(text: str) -> Duration:
    """`1h30m`; CelError for anything else."""
    try:
        return Duration(go_durations.parse_duration(text))
    except ValueError as wrong:
        raise CelError(str(wrong)) from None


def parse_timestamp(text: str) -> Timestamp:
    """RFC 3339."""
    match = _MOMENT.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        zone = "+00:00" if match[4] in "Zz" else match[4]
        found = datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}")
    except ValueError:
        raise CelError(f'parsing time "{text}" as "2006-01-02T15:04:05Z07:00": cannot parse') from None
    since = found - _EPOCH
    return Timestamp((since.days * 86400 + since.seconds) * SECOND + int((match[3] or "").ljust(9, "0")))


def as_text(value: Timestamp | Duration) -> str:
    """As string() and JSON have them: RFC 3339, or seconds."""
    negative = isinstance(value, Duration) and value.nanoseconds < 0
    sign, count = ("-", -value.nanoseconds) if negative else ("", value.nanoseconds)
    seconds, rest = divmod(count, SECOND)
    part = f".{rest:09d}".rstrip("0") if rest else ""
    if isinstance(value, Duration):
        return f"{sign}{seconds}{part}s"
    return f"{(_EPOCH + timedelta(seconds=seconds)).strftime('%Y-%m-%dT%H:%M:%S')}{part}Z"


def _zoned(value: Timestamp, zone: str) -> datetime:
    match = re.fullmatch(r"([+-]?)(\d\d):(\d\d)", zone)
    if match is None and zone not in {"UTC", "GMT", ""}:
        raise CelError(f"unknown time zone {zone}")
    minutes = 0 if match is None else (int(match[2]) * 60 + int(match[3])) * (-1 if match[1] == "-" else 1)
    moment = _EPOCH + timedelta(microseconds=value.nanoseconds // 1000)
    return moment.astimezone(timezone(timedelta(minutes=minutes)))


_PARTS: dict[str, Callable[[datetime], int]] = {
    "getFullYear": lambda at: at.year,
    "getMonth": lambda at: at.month - 1,
    "getDayOfYear": lambda at: at.timetuple().tm_yday - 1,
    "getDayOfMonth": lambda at: at.day - 1,
    "getDate": lambda at: at.day,
    "getDayOfWeek": lambda at: at.isoweekday() % 7,
    "getHours": lambda at: at.hour,
    "getMinutes": lambda at: at.minute,
    "getSeconds": lambda at: at.second,
    "getMilliseconds": lambda at: at.microsecond // 1000,
}
_LENGTHS = {"getHours": 3600 * SECOND, "getMinutes": 60 * SECOND, "getSeconds": SECOND, "getMilliseconds": 1_000_000}


def declare(functions: Functions) -> None:
    """Add them."""
    functions.declare("duration(string) -> duration", parse_duration)
    functions.declare("duration(duration) -> duration", lambda value: value)
    functions.declare("timestamp(string) -> timestamp", parse_timestamp)
    functions.declare("timestamp(int) -> timestamp", lambda value: Timestamp(value * SECOND))
    functions.declare("timestamp(timestamp) -> timestamp", lambda value: value)
    functions.declare("int(timestamp) -> int", lambda value: value.nanoseconds // SECOND)
    functions.declare("int(duration) -> int", lambda value: value.nanoseconds)
    for kind in ("timestamp", "duration"):
        functions.declare(f"string({kind}) -> string", as_text)
    _declare_sums(functions)
    for name, part in _PARTS.items():
        functions.declare(f"timestamp::{name}() -> int", _part(part))
        functions.declare(f"timestamp::{name}(string) -> int", _part(part))
    for name, length in _LENGTHS.items():
        functions.declare(f"duration::{name}() -> int", _length(length))


def _part(part: Callable[[datetime], int]) -> Callable[..., int]:
    return lambda value, zone="UTC": part(_zoned(value, zone))


def _length(length: int) -> Callable[[Any], int]:
    return lambda value: int(value.nanoseconds / length)


def _declare_sums(functions: Functions) -> None:
    cases: tuple[tuple[str, str, str, Any, int], ...] = (
        ("timestamp", "duration", "timestamp", Timestamp, 1),
        ("duration", "timestamp", "timestamp", Timestamp, 1),
        ("duration", "duration", "duration", Duration, 1),
        ("timestamp", "timestamp", "duration", Duration, -1),
        ("timestamp", "duration", "timestamp", Timestamp, -1),
        ("duration", "duration", "duration", Duration, -1),
    )
    for left, right, result, made, sign in cases:
        name = "_+_" if sign > 0 else "_-_"
        functions.declare(f"{name}({left}, {right}) -> {result}", _sum(made, sign))


def _sum(made: Callable[[int], Any], sign: int) -> Callable[[Any, Any], Any]:
    return lambda left, right: made(left.nanoseconds + sign * right.nanoseconds)

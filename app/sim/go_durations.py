"""Durations as Go reads and prints them: `1h30m`, `500ms`, `1m0.5s`.

Follows go time: ParseDuration, Duration.String. Counted in nanoseconds, as whole numbers.
"""

from __future__ import annotations

import re

from app.sim.go_strings import quote

MICROSECOND, MILLISECOND, SECOND = 1_000, 1_000_000, 1_000_000_000
MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
_UNITS = {"ns": 1, "us": MICROSECOND, "µs": MICROSECOND, "μs": MICROSECOND, "ms": MILLISECOND, "s": SECOND,
          "m": MINUTE, "h": HOUR}  # fmt: skip  # both letters that look like a mu
_PART = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)")
_LONGEST = (1 << 63) - 1


def parse_duration(text: str) -> int:
    """Nanoseconds; ValueError with Go's message."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    total, invalid = 0, ValueError(f"time: invalid duration {quote(text)}")
    if not rest:
        raise invalid
    while rest:
        part = _PART.match(rest)
        assert part is not None  # every piece of it may be missing
        whole, fraction, unit = part[1], part[2] or "", part[3]
        if not (whole or fraction) or int(whole or 0) > _LONGEST + 1:
            raise invalid
        if not unit:
            raise ValueError(f"time: missing unit in duration {quote(text)}")
        if unit not in _UNITS:
            raise ValueError(f"time: unknown unit {quote(unit)} in duration {quote(text)}")
        total += int(whole or 0) * _UNITS[unit] + int(fraction or 0) * _UNITS[unit] // 10 ** len(fraction)
        if total > _LONGEST:
            raise invalid
        rest = rest[part.end() :]
    return -total if text.startswith("-") else total


def duration_text(nanoseconds: int) -> str:
    """How Go prints so many nanoseconds; `0s` for none."""
    sign, count = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if count == 0:
        return "0s"
    for unit, size in (("ns", 1), ("µs", MICROSECOND), ("ms", MILLISECOND)):
        if count < size * 1000:
            return f"{sign}{_decimal(count, size)}{unit}"
    hours, rest = divmod(count, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    text = f"{hours}h" if hours else ""
    text += f"{minutes}m" if hours or minutes else ""
    return f"{sign}{text}{_decimal(rest, SECOND)}s"


def _decimal(count: int, unit: int) -> str:
    whole, part = divmod(count, unit)
    fraction = f"{part:0{len(str(unit)) - 1}d}".rstrip("0") if part else ""
    return f"{whole}.{fraction}" if fraction else str(whole)

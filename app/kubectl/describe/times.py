"""Times in descriptions: as dates, and as ages."""

from __future__ import annotations

from datetime import UTC, datetime

from app.sim.clock import parse_rfc3339
from app.sim.duration import human_duration, short_human_duration

ZERO = "Mon, 01 Jan 0001 00:00:00 +0000"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date(stamp: str | None) -> str:
    """`Mon, 23 Nov 2026 05:11:09 +0000`."""
    if not stamp:
        return ZERO
    moment = datetime.fromtimestamp(parse_rfc3339(stamp), UTC)
    return f"{DAYS[moment.weekday()]}, {moment.day:02} {MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S} +0000"


def go_date(stamp: str | None) -> str:
    """`2026-11-23 05:11:09 +0000 UTC`, as Go prints a time of its own accord."""
    if not stamp:
        return "0001-01-01 00:00:00 +0000 UTC"
    return f"{datetime.fromtimestamp(parse_rfc3339(stamp), UTC):%Y-%m-%d %H:%M:%S} +0000 UTC"


def since(stamp: str | None, now: float) -> str:
    """How long ago that was: `5s`, `3m20s`; `<unknown>` without a time."""
    return human_duration(now - parse_rfc3339(stamp)) if stamp else "<unknown>"


def short_since(stamp: str | None, now: float) -> str:
    """How long ago that was, in the largest unit alone, as before 2018."""
    return short_human_duration(now - parse_rfc3339(stamp)) if stamp else "<unknown>"

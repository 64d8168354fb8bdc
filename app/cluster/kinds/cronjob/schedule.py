"""Cron schedules: when a time matches, and when the next one comes.

Follows robfig/cron v3 (standard parser), which the CronJob controller uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
DAYS = {name: number for number, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}
SHORTCUTS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


@dataclass(frozen=True, eq=False)  # there is one of each text
class Schedule:
    """A parsed schedule; `every` seconds for `@every`, else sets of minutes, hours, days, months, weekdays."""

    fields: tuple[frozenset[int], ...] = ()
    any_day: bool = True  # neither the day of the month nor the weekday is restricted, or only one is
    every: float = 0.0
    zone: str = ""

    def next(self, after: float) -> float | None:
        """The first matching moment after `after` (seconds since 1970); None when there is none within five years."""
        return _next(self, int(after))

    def find(self, after: int) -> float | None:
        """What `next` remembers."""
        if self.every:
            return after + self.every
        zone = ZoneInfo(self.zone) if self.zone else UTC
        moment = datetime.fromtimestamp(after, zone).replace(second=0, microsecond=0) + timedelta(minutes=1)
        limit = moment + timedelta(days=5 * 366)
        minutes, hours, _, months, _ = self.fields
        while moment < limit:
            if moment.month not in months:
                moment = (moment.replace(day=1, hour=0, minute=0) + timedelta(days=32)).replace(day=1)
            elif not self._day(moment):
                moment = moment.replace(hour=0, minute=0) + timedelta(days=1)
            elif moment.hour not in hours:
                moment = moment.replace(minute=0) + timedelta(hours=1)
            elif moment.minute not in minutes:
                moment += timedelta(minutes=1)
            else:
                return moment.timestamp()
        return None

    def _day(self, moment: datetime) -> bool:
        by_date = moment.day in self.fields[2]
        by_weekday = (moment.isoweekday() % 7) in self.fields[4]
        return (by_date and by_weekday) if self.any_day else (by_date or by_weekday)


@lru_cache(maxsize=1024)  # a pass over a CronJob asks for the same two or three moments as the last one
def _next(schedule: Schedule, after: int) -> float | None:
    return schedule.find(after)


@lru_cache(maxsize=256)
def parse(text: str, zone: str = "") -> Schedule:
    """A schedule; ValueError with a short reason when it is none."""
    text = text.strip()
    for prefix in ("TZ=", "CRON_TZ="):
        if text.startswith(prefix):
            zone, _, text = text[len(prefix) :].partition(" ")
    if text.startswith("@every "):
        return Schedule(every=max(1.0, _duration(text[7:].strip())), zone=zone)
    text = SHORTCUTS.get(text, text)
    parts = text.split()
    if len(parts) != 5:
        raise ValueError(f"expected exactly 5 fields, found {len(parts)}: {parts}")
    names: tuple[dict[str, int], ...] = ({}, {}, {}, MONTHS, DAYS)
    found = tuple(_field(part, *bounds, table) for part, bounds, table in zip(parts, _BOUNDS, names, strict=True))
    any_day = _is_free(parts[2]) or _is_free(parts[4])
    return Schedule(found, any_day, zone=zone)


def _is_free(text: str) -> bool:
    """Whether a field leaves its day open; `*/2` does not."""
    return any(part.partition("/")[0] in {"*", "?"} and part.partition("/")[2] in {"", "1"} for part in text.split(","))


def _field(text: str, low: int, high: int, names: dict[str, int]) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        size = int(step) if slash else 1
        if size <= 0:
            raise ValueError(f"step of range should be a positive number: {part}")
        if span in {"*", "?"}:
            first, last = low, high
        else:
            start, dash, end = span.partition("-")
            first = _number(start, names)
            last = _number(end, names) if dash else (high if slash else first)
        if first < low:
            raise ValueError(f"beginning of range ({first}) below minimum ({low}): {part}")
        if last > high:
            raise ValueError(f"end of range ({last}) above maximum ({high}): {part}")
        if first > last:
            raise ValueError(f"beginning of range ({first}) beyond end of range ({last}): {part}")
        found.update(range(first, last + 1, size))
    return frozenset(found)


def _number(text: str, names: dict[str, int]) -> int:
    if text.lower() in names:
        return names[text.lower()]
    if not text.isdigit():
        raise ValueError(f"failed to parse int from {text}")
    return int(text)


def _duration(text: str) -> float:
    total, number = 0.0, ""
    while text:
        unit = next((u for u in ("ms", "h", "m", "s") if text.startswith(u)), "")
        if unit and number:
            total += float(number) * _UNITS[unit]
            number, text = "", text[len(unit) :]
        elif text[0].isdigit() or text[0] == ".":
            number, text = number + text[0], text[1:]
        else:
            raise ValueError(f"failed to parse duration {text}")
    return total

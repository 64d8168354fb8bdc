"""Times as Go writes and reads them: layouts made of the reference time, durations. UTC is the machines' zone.

Follows Go's time/format.go.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

ANSIC = "Mon Jan _2 15:04:05 2006"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PIECES = re.compile(
    r"January|Jan|Monday|Mon|MST|2006|__2|_2|002|01|02|03|04|05|06|15|PM|pm|Z07:00:00|Z070000|Z07:00|Z0700|Z07|"
    r"-07:00:00|-070000|-07:00|-0700|-07|[.,]0+(?![0-9])|[.,]9+(?![0-9])|1|2|3|4|5"
)
NANOSECONDS = 1_000_000_000


def go_format(seconds: float, layout: str, nanoseconds: int | None = None) -> str:
    """A moment in a Go layout. `nanoseconds` since 1970 say it more exactly than a float can."""
    total = round(seconds * 1e6) * 1000 if nanoseconds is None else nanoseconds
    whole, fraction = divmod(total, NANOSECONDS)
    moment = datetime.fromtimestamp(whole, UTC)
    return _PIECES.sub(lambda piece: _written(piece[0], moment, fraction), layout)


def _written(piece: str, moment: datetime, fraction: int) -> str:
    hour = moment.hour % 12 or 12
    fixed = {
        "January": _MONTHS[moment.month - 1], "Jan": _MONTHS[moment.month - 1][:3],
        "Monday": _DAYS[moment.weekday()], "Mon": _DAYS[moment.weekday()][:3], "MST": "UTC",
        "2006": f"{moment.year:04d}", "06": f"{moment.year % 100:02d}", "01": f"{moment.month:02d}",
        "1": str(moment.month), "02": f"{moment.day:02d}", "_2": f"{moment.day:2d}", "2": str(moment.day),
        "002": f"{moment.timetuple().tm_yday:03d}", "__2": f"{moment.timetuple().tm_yday:3d}",
        "15": f"{moment.hour:02d}", "03": f"{hour:02d}", "3": str(hour), "04": f"{moment.minute:02d}",
        "4": str(moment.minute), "05": f"{moment.second:02d}", "5": str(moment.second),
        "PM": "PM" if moment.hour >= 12 else "AM", "pm": "pm" if moment.hour >= 12 else "am",
        "-0700": "+0000", "-07:00": "+00:00", "-07": "+00", "-070000": "+000000", "-07:00:00": "+00:00:00",
    }  # fmt: skip
    if piece in fixed:
        return fixed[piece]
    if piece[0] == "Z":
        return "Z"
    digits = f"{fraction:09d}"[: len(piece) - 1]
    if piece[1] == "9":
        digits = digits.rstrip("0")
    return piece[0] + digits if digits else ""


_READ = {
    "January": "|".join(_MONTHS), "Jan": "|".join(m[:3] for m in _MONTHS), "Monday": "|".join(_DAYS),
    "Mon": "|".join(d[:3] for d in _DAYS), "MST": "[A-Z]{3,4}", "2006": r"\d{4}", "06": r"\d{2}", "01": r"\d{2}",
    "02": r"\d{2}", "_2": r"[ \d]\d", "15": r"\d{2}", "03": r"\d{2}", "04": r"\d{2}", "05": r"\d{2}(?:\.\d+)?",
    "PM": "AM|PM", "pm": "am|pm", "1": r"\d{1,2}", "2": r"\d{1,2}", "3": r"\d{1,2}", "4": r"\d{1,2}",
    "5": r"\d{1,2}(?:\.\d+)?",
}  # fmt: skip


_ZONE, _FRACTION = r"Z|[-+]\d\d:?(?:\d\d)?", r"[.,]?\d*"


def go_parse(layout: str, text: str) -> float:
    """Seconds since 1970 of a text in a Go layout; ValueError in Go's words."""
    names: list[str] = []
    pattern, last = "", 0
    for piece in _PIECES.finditer(layout):
        pattern += re.escape(layout[last : piece.start()])
        zone = piece[0][0] in "Z-" and len(piece[0]) > 1
        pattern += f"({_ZONE if zone else _READ.get(piece[0], _FRACTION)})"
        names.append("zone" if zone else piece[0])
        last = piece.end()
    match = re.fullmatch(pattern + re.escape(layout[last:]), text)
    if match is None:
        quoted = f'parsing time "{text}" as "{layout}": cannot parse "{text}" as "{names[0] if names else layout}"'
        raise ValueError(quoted)
    return _seconds(dict(zip(names, match.groups(), strict=True)))


def _seconds(parts: dict[str, str]) -> float:
    def number(*names: str, default: int = 0) -> int:
        return next((int(parts[name]) for name in names if name in parts), default)

    year = number("2006", default=1 if "06" not in parts else 2000 + number("06"))
    month = number("01", "1", default=1)
    for names, name in ((_MONTHS, "January"), (tuple(m[:3] for m in _MONTHS), "Jan")):
        if name in parts:
            month = names.index(parts[name]) + 1
    hour = number("15", "03", "3")
    if parts.get("PM", parts.get("pm", "")).upper() == "PM":
        hour = hour % 12 + 12
    second = float(parts.get("05", parts.get("5", "0")))
    day = number("02", "_2", "2", default=1)
    moment = datetime(year, month, day, hour, number("04", "4"), 0, tzinfo=UTC).timestamp() + second
    zone = parts.get("zone", "Z").replace(":", "")
    if zone != "Z":
        offset = int(zone[1:3]) * 3600 + int(zone[3:5] or 0) * 60
        moment -= offset if zone[0] == "+" else -offset
    return moment


def rfc3339(nanoseconds: int) -> str:
    """`2026-11-23T07:30:15.421602463Z`."""
    return go_format(0, "2006-01-02T15:04:05.999999999Z07:00", nanoseconds)


def parse_rfc3339(text: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 text; 0 for the zero time or nonsense."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[-+]\d\d:\d\d)", text)
    if match is None or text.startswith("0001-"):
        return 0
    whole = datetime.fromisoformat(match[1] + match[3].replace("Z", "+00:00"))
    fraction = int(((match[2] or ".0")[1:] + "0" * 9)[:9])
    return int(whole.timestamp()) * NANOSECONDS + fraction


def ansic(nanoseconds: int) -> str:
    """`Mon Nov 23 07:30:15 2026`."""
    return go_format(0, ANSIC, nanoseconds)

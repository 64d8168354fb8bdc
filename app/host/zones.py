"""Time zones: those that TZ and dates name. Follows tzset(3) and gnulib lib/parse-datetime.y: time_zone_table."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Minutes east of Greenwich, by the names that a date may have.
_HOURS = {
    "gmt": 0, "ut": 0, "utc": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "art": -3, "brt": -3, "brst": -2, "nst": -3.5,
    "ndt": -2.5, "ast": -4, "adt": -3, "clt": -4, "clst": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "hast": -10, "hadt": -9, "sst": -12, "wat": 1,
    "cet": 1, "cest": 2, "met": 1, "mez": 1, "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "cat": 2, "sast": 2, "eat": 3,
    "msk": 3, "msd": 4, "ist": 5.5, "sgt": 8, "kst": 9, "jst": 9, "gst": 10, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_MILITARY = {letter: at for at, letter in enumerate("abcdefghiklm", 1)} | {
    letter: -at for at, letter in enumerate("nopqrst", 1)
} | {letter: -at for at, letter in enumerate("uvwxy", 8)}  # fmt: skip
ZONES = {name: int(hours * 60) for name, hours in (_HOURS | _MILITARY).items()}
_POSIX = re.compile(r"([A-Za-z]{3,}|<[^>]+>)([-+]?\d{1,2})(?::(\d\d))?")


def zone(name: str) -> tzinfo:
    """What TZ says: a place, `JST-9`, or nothing; names that nobody knows are UTC under their own name."""
    if not name:
        return UTC
    if "/" in name or name.isalpha():
        try:
            return ZoneInfo(name.lstrip(":"))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return timezone(timedelta(0), name.split("/", maxsplit=1)[0] or "UTC")
    try:
        return ZoneInfo(name)  # EST5EDT
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    if found := _POSIX.match(name):
        west = int(found[2])
        minutes = abs(west) * 60 + int(found[3] or 0)
        return timezone(timedelta(minutes=minutes if west < 0 else -minutes), found[1].strip("<>"))
    return UTC

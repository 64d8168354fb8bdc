"""Dates as people describe them: `2024-01-15 10:30 +1 day`, `next monday`, `@1700000000`. Follows gnulib
lib/parse-datetime.y: words and numbers become tokens, each of which is a letter; what an item looks like is a regular
expression over those letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from app.host.zones import ZONES, zone

# The letters: u, s numbers without and with a sign; f, g the same with a fraction; m month, d day of the week, y unit,
# o `next`, `third`, ...; e `tomorrow`, ...; a `ago`; p `am`, `pm`; z time zone, k `dst`, t the letter T.
_TOKEN = re.compile(r"([-+]\s*)?(\d+)(?:[.,](\d+))?|([a-z][a-z.]*)|([@:/,])|[-+]", re.I)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_ORDINALS = {
    "last": -1, "this": 0, "next": 1, "first": 1, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_UNITS = {
    "year": ("months", 12), "month": ("months", 1), "fortnight": ("days", 14), "week": ("days", 7),
    "day": ("days", 1), "hour": ("seconds", 3600), "minute": ("seconds", 60), "min": ("seconds", 60),
    "second": ("seconds", 1), "sec": ("seconds", 1),
}  # fmt: skip
_SHIFTS = {"tomorrow": 1, "yesterday": -1, "today": 0, "now": 0}
_SHORT = {"sept": ("m", 9), "tues": ("d", 2), "wednes": ("d", 3), "thur": ("d", 4), "thurs": ("d", 4)}
_ROOM = range(-(10**10), 10**10)  # what is added may be so many units at most


class _WrongError(Exception):
    """No date."""


@dataclass(frozen=True)
class _Token:
    kind: str
    value: int = 0
    digits: int = 0
    unit: str = ""
    fraction: float = 0.0


@dataclass
class _Found:
    """What was described."""

    date: tuple[int, int, int] | None = None  # a year below zero is the present one
    time: tuple[int, int, float] | None = None
    zone: tzinfo | None = None
    day: tuple[int, int] | None = None  # ordinal, day of the week with Sunday as 0
    added: dict[str, int] = field(default_factory=dict)
    relative: bool = False


def parsed(text: str, now: float, here: tzinfo = UTC) -> float | None:
    """Seconds since 1970 of a description, None when it is none; `here` is the time zone of who asks."""
    text = text.strip()
    if named := re.match(r'TZ="([^"]*)"', text):
        here, text = zone(named[1]), text[named.end() :].strip()
    if since := re.fullmatch(r"@\s*([-+]?\d+(?:[.,]\d+)?)", text):
        return float(since[1].replace(",", "."))
    try:
        return _moment(_items(_tokens(re.sub(r"\([^()]*\)", " ", text), here)), now, here)
    except (_WrongError, ValueError, OverflowError):
        return None


def _tokens(text: str, here: tzinfo) -> list[_Token]:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            if not text[at].isspace():
                raise _WrongError
            at += 1
            continue
        at = found.end()
        sign, number, fraction, word, mark = found.groups()
        if number:
            minus = -1 if sign and sign[0] == "-" else 1
            kind = "sg"[bool(fraction)] if sign else "uf"[bool(fraction)]
            tokens.append(_Token(kind, minus * int(number), len(number), fraction=minus * float(f"0.{fraction or 0}")))
        elif word:
            tokens.append(_word(word.lower(), here))
        elif mark:
            tokens.append(_Token(mark))
    return tokens


def _word(word: str, here: tzinfo) -> _Token:
    plain = word.replace(".", "")
    if plain in ("am", "pm"):
        return _Token("p", 12 * (plain == "pm"))
    if plain in _SHORT:
        return _Token(*_SHORT[plain])
    for kind, names, first in (("m", _MONTHS, 1), ("d", _DAYS, 0)):
        for value, name in enumerate(names, first):
            if plain in (name, name[:3]):
                return _Token(kind, value)
    for unit in (plain, plain.removesuffix("s")):
        if unit in _UNITS:
            return _Token("y", _UNITS[unit][1], unit=_UNITS[unit][0])
    simple = {"ago": _Token("a", -1), "hence": _Token("a", 1), "dst": _Token("k"), "t": _Token("t")}
    if plain in simple:
        return simple[plain]
    if plain in _ORDINALS:
        return _Token("o", _ORDINALS[plain])
    if plain in _SHIFTS:
        return _Token("e", _SHIFTS[plain])
    if plain in ZONES:
        return _Token("z", ZONES[plain])
    if plain == datetime(2024, 1, 1, tzinfo=here).strftime("%Z").lower():
        return _Token("z", int(datetime(2024, 1, 1, tzinfo=here).strftime("%z")[:3]) * 60)
    raise _WrongError


# -- items


def _date(found: _Found, year: int, month: int, day: int) -> None:
    if found.date is not None:
        raise _WrongError
    found.date = (year, month, day)


def _year(token: _Token) -> int:
    """A year of two digits is one between 1969 and 2068."""
    value = abs(token.value)
    return value + (1900 if value > 68 else 2000) if token.digits <= 2 else value


def _slashed(found: _Found, t: list[_Token]) -> None:
    if len(t) == 3:
        _date(found, -1, t[0].value, t[2].value)
    elif t[0].digits >= 4:
        _date(found, t[0].value, t[2].value, t[4].value)
    else:
        _date(found, _year(t[4]), t[0].value, t[2].value)


def _time(found: _Found, t: list[_Token]) -> None:
    if found.time is not None:
        raise _WrongError
    numbers = [one.value + one.fraction for one in t if one.kind in "uf"]
    hour, minute, second = (*numbers, 0, 0)[:3]
    half = next((one for one in t if one.kind == "p"), None)
    if half is not None:
        if not 1 <= hour <= 12:
            raise _WrongError
        hour = hour % 12 + half.value
    if hour > 23 or minute > 59 or second >= 60:
        raise _WrongError
    found.time = (int(hour), int(minute), second)


def _offset(found: _Found, t: list[_Token], minutes: int = 0) -> None:
    """`+02:00`, `+0200`, `+2`, perhaps behind the name of a zone."""
    if found.zone is not None:
        raise _WrongError
    sign = -1 if t and t[0].value < 0 else 1
    if len(t) == 3:
        minutes += t[0].value * 60 + sign * t[2].value
    elif t:
        value = abs(t[0].value)
        minutes += sign * (value * 60 if t[0].digits <= 2 else value // 100 * 60 + value % 100)
    found.zone = timezone(timedelta(minutes=minutes))


def _zoned_time(found: _Found, t: list[_Token]) -> None:
    at = next((at for at, one in enumerate(t) if one.kind == "s"), len(t))
    _time(found, t[:at])
    if at < len(t):
        _offset(found, t[at:])


def _zone(found: _Found, t: list[_Token]) -> None:
    summer = t[-1].kind == "k"
    minutes = t[0].value if t[0].kind == "z" else ZONES["t"]
    _offset(found, [] if summer else t[1:], minutes + 60 * summer)


def _weekday(found: _Found, t: list[_Token]) -> None:
    if found.day is not None:
        raise _WrongError
    found.day = (t[0].value, t[1].value) if t[0].kind in "ou" else (0, t[0].value)


def _relative(found: _Found, t: list[_Token]) -> None:
    sign = t[-1].value if t[-1].kind == "a" else 1
    unit = next((one for one in t if one.kind == "y"), _Token("y", 1, unit="days"))
    amount = t[0].value if t[0].kind in "ouse" else 1
    if amount not in _ROOM:
        raise _WrongError
    found.added[unit.unit] = found.added.get(unit.unit, 0) + sign * amount * unit.value
    found.relative = True


def _number(found: _Found, t: list[_Token]) -> None:
    """A number alone: a date, an hour, or the year of the date before it."""
    value, digits = t[0].value, t[0].digits
    if found.date is not None and found.date[0] < 0 and not found.relative and (found.time is not None or digits > 2):
        found.date = (_year(t[0]), *found.date[1:])
    elif digits > 4:
        _date(found, value // 10000, value // 100 % 100, value % 100)
    else:
        hour, minute = (value, 0) if digits <= 2 else divmod(value, 100)
        _time(found, [_Token("u", hour), _Token("u", minute)])


def _unfinished(_: _Found, __: list[_Token]) -> None:
    raise _WrongError


_Action = Callable[[_Found, list[_Token]], None]
_ITEMS: tuple[tuple[re.Pattern[str], _Action], ...] = tuple(
    (re.compile(pattern), action)
    for pattern, action in (
        (r"usst(?=u)", lambda found, t: _date(found, _year(t[0]), -t[1].value, -t[2].value)),
        (r"usst", _unfinished),
        (r"u:u(:[uf])?p", _time),
        (r"up", _time),
        (r"u:u(:[uf])?(s(:u)?)?", _zoned_time),
        (r"[zt](?=sy)|zk|[zt]s(:u)?|[zt]", _zone),
        (r"u/u(/u)?", _slashed),
        (r"uss", lambda found, t: _date(found, _year(t[0]), -t[1].value, -t[2].value)),
        (r"um[us]", lambda found, t: _date(found, _year(t[2]), t[1].value, t[0].value)),
        (r"um", lambda found, t: _date(found, -1, t[1].value, t[0].value)),
        (r"mss", lambda found, t: _date(found, _year(t[2]), t[0].value, -t[1].value)),
        (r"mu,u", lambda found, t: _date(found, _year(t[3]), t[0].value, t[1].value)),
        (r"mu", lambda found, t: _date(found, -1, t[0].value, t[1].value)),
        (r"usm?s?(?<=ms)", lambda found, t: _date(found, _year(t[3]), t[2].value, t[0].value)),
        (r"[ou]d|d,?", _weekday),
        (r"[ous]ya?|ya?|e", _relative),
        (r"u", _number),
    )
)


def _items(tokens: list[_Token]) -> _Found:
    found, kinds, at = _Found(), "".join(token.kind for token in tokens), 0
    while at < len(kinds):
        for pattern, action in _ITEMS:
            if item := pattern.match(kinds, at):
                action(found, tokens[at : item.end()])
                at = item.end()
                break
        else:
            raise _WrongError
    return found


# -- the moment


def _moment(found: _Found, now: float, here: tzinfo) -> float:
    place = found.zone or here
    today = datetime.fromtimestamp(now, here)
    year, month, day = found.date or (today.year, today.month, today.day)
    hour, minute, second = found.time or (0, 0, 0)
    if found.time is None and found.relative and found.date is None and found.day is None:
        hour, minute, second = today.hour, today.minute, today.second + now % 1
    wall = datetime(year if year >= 0 else today.year, month, day, hour, minute, int(second))
    if found.day is not None and found.date is None:
        wall += timedelta(days=_days_until(*found.day, (wall.weekday() + 1) % 7))
    months = wall.year * 12 + wall.month - 1 + found.added.get("months", 0)
    first = wall.replace(year=months // 12, month=months % 12 + 1, day=1)
    wall = first + timedelta(days=wall.day - 1 + found.added.get("days", 0))
    aware = wall.replace(tzinfo=place)
    if datetime.fromtimestamp(aware.timestamp(), place).replace(tzinfo=None) != wall:
        raise _WrongError  # the hour that a change to summer time leaves out
    return aware.timestamp() + second % 1 + found.added.get("seconds", 0)


def _days_until(ordinal: int, wanted: int, today: int) -> int:
    return (wanted - today) % 7 + 7 * (ordinal - (1 if ordinal > 0 and wanted != today else 0))

"""Dates and durations, in UTC. Follows github.com/Masterminds/sprig/v3 date.go and Go's time package."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from app.helm.engine.functions.conversions import to_int64
from app.helm.engine.values import Time
from app.helm.times import go_format, go_parse
from app.kubectl.output.golang.values import Int
from app.kubectl.output.gotemplate.builtins import CallError, Function
from app.sim.go_durations import SECOND, duration_text, parse_duration

_UNITS = (("y", 365 * 86400), ("mo", 30 * 86400), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def go_time_text(moment: Time) -> str:
    """`%v` of a time."""
    return go_format(moment.seconds, "2006-01-02 15:04:05.999999999 -0700 MST")


def _moment(value: Any, now: float) -> float:
    if isinstance(value, Time):
        return value.seconds
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else now


def _date_modify(text: str, moment: Time) -> Time:
    try:
        return Time(moment.seconds + parse_duration(text) / SECOND)
    except ValueError as wrong:
        raise CallError(str(wrong)) from None


def _date_modified(text: str, moment: Time) -> Time:
    try:
        return _date_modify(text, moment)
    except CallError:
        return moment


def _to_date(layout: str, text: str) -> Time:
    try:
        return Time(go_parse(layout, text))
    except ValueError as wrong:
        raise CallError(str(wrong)) from None


def _to_date_or_zero(layout: str, text: str) -> Time:
    try:
        return _to_date(layout, text)
    except CallError:
        return Time(-62135596800.0)


def _duration(value: Any) -> str:
    seconds = int(value) if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value) else 0
    if type(value) is int:
        seconds = value
    return duration_text(seconds * SECOND)


def _rounded(value: Any, now: float) -> str:
    seconds = 0.0
    if isinstance(value, str):
        try:
            seconds = parse_duration(value) / SECOND
        except ValueError:
            seconds = 0.0
    elif isinstance(value, Time):
        seconds = now - value.seconds
    elif type(value) is int:
        seconds = value / 1e9
    sign, whole = ("-", -seconds) if seconds < 0 else ("", seconds)
    for unit, size in _UNITS:
        if whole >= size:
            return f"{sign}{int(whole // size)}{unit}"
    return "0s"


def table(now: float) -> dict[str, Function]:
    """The functions on a machine whose clock says `now`."""

    def date(layout: str, value: Any) -> str:
        return go_format(_moment(value, now), layout)

    def in_zone(layout: str, value: Any, zone: str) -> str:
        return date(layout, value)  # UTC is the only zone of these machines

    def html_date(value: Any) -> str:
        return date("2006-01-02", value)

    return {
        "now": Function(lambda: Time(now), ()),
        "date": Function(date, ("string", "any")),
        "dateInZone": Function(in_zone, ("string", "any", "string")),
        "date_in_zone": Function(in_zone, ("string", "any", "string")),
        "htmlDate": Function(html_date, ("any",)),
        "htmlDateInZone": Function(lambda value, _zone: html_date(value), ("any", "string")),
        "ago": Function(lambda value: duration_text(round(now - _moment(value, now)) * SECOND), ("any",)),
        "durationRound": Function(lambda value: _rounded(value, now), ("any",)),
    }


def _method(attribute: str) -> Any:
    return lambda moment: Int(getattr(datetime.fromtimestamp(moment.seconds, UTC), attribute))


METHODS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "Format": (lambda moment, layout: go_format(moment.seconds, layout), ("string",)),
    "Unix": (lambda moment: to_int64(moment.seconds), ()),
    "UnixNano": (lambda moment: int(moment.seconds * 1e9), ()),
    "UTC": (lambda moment: moment, ()),
    "String": (go_time_text, ()),
    **{name: (_method(name.lower()), ()) for name in ("Year", "Day", "Hour", "Minute", "Second")},
}
FUNCTIONS = {
    "dateModify": Function(_date_modified, ("string", "time")),
    "date_modify": Function(_date_modified, ("string", "time")),
    "mustDateModify": Function(_date_modify, ("string", "time")),
    "must_date_modify": Function(_date_modify, ("string", "time")),
    "toDate": Function(_to_date_or_zero, ("string", "string")),
    "mustToDate": Function(_to_date, ("string", "string")),
    "unixEpoch": Function(lambda moment: str(int(moment.seconds)), ("time",)),
    "duration": Function(_duration, ("any",)),
}

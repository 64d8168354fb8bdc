"""Times: seconds since 1970, their parts as arrays, and formats. Follows jqlang/jq src/builtin.c and C's library."""

from __future__ import annotations

import calendar
import math
from datetime import UTC, datetime, timedelta, tzinfo

from app.host.jq.machine import World
from app.host.jq.parsed_times import parsed
from app.host.jq.registry import call, function, template, text
from app.host.jq.syntax import Node, pipe
from app.host.jq.values import JqError, Value, is_number, native
from app.host.strftime import formatted
from app.host.zones import zone

ISO = "%Y-%m-%dT%H:%M:%SZ"
PARTS = 8  # year, month from 0, day, hour, minute, second, day of the week and of the year
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _parts(seconds: float, here: tzinfo) -> list[Value]:
    try:
        moment = (EPOCH + timedelta(seconds=int(seconds))).astimezone(here)
    except (OverflowError, ValueError):
        raise JqError("error converting number of seconds since epoch to datetime") from None
    second = native(moment.second + (float(seconds) - math.floor(seconds)))
    second = int(second) if second == int(second) else second
    day = moment.timetuple().tm_yday - 1
    return [moment.year, moment.month - 1, moment.day, moment.hour, moment.minute, second, moment.isoweekday() % 7, day]


@function("gmtime/0")
def _gmtime(_world: World, value: Value) -> Value:
    if not is_number(value):
        raise JqError("gmtime() requires numeric inputs")
    return _parts(value, UTC)


@function("localtime/0")
def _localtime(world: World, value: Value) -> Value:
    if not is_number(value):
        raise JqError("localtime() requires numeric inputs")
    return _parts(value, zone(world.zone))


def _seconds(parts: Value, mistake: str) -> int:
    """Seconds since 1970 of a time's parts, any of which may be out of its range."""
    if not isinstance(parts, list) or len(parts) < PARTS or not all(map(is_number, parts[:PARTS])):
        raise JqError(mistake)
    year, month, day, hour, minute, second = (int(part) for part in parts[:6])
    year, month = year + month // 12, month % 12
    try:
        return calendar.timegm((year, month + 1, 1, 0, 0, 0)) + ((day - 1) * 24 + hour) * 3600 + minute * 60 + second
    except (ValueError, OverflowError):
        raise JqError("invalid gmtime representation") from None


@function("mktime/0")
def _mktime(_world: World, value: Value) -> Value:
    if not isinstance(value, list):
        raise JqError("mktime requires array inputs")
    return _seconds(value, "mktime requires parsed datetime inputs")


def _written(name: str, value: Value, pattern: Value, here: tzinfo) -> str:
    wanting = f"{name}/1 requires parsed datetime inputs"
    if is_number(value):
        value = _parts(value, here)
    elif not isinstance(value, list):
        raise JqError(wanting)
    if not isinstance(pattern, str):
        raise JqError(f"{name}/1 requires a string format")
    seconds = _seconds(value, wanting)
    if here is not UTC:
        naive = datetime(1970, 1, 1) + timedelta(seconds=seconds)
        seconds = int(naive.replace(tzinfo=here).timestamp())
    shown = formatted(pattern, seconds, here)
    if not shown:
        raise JqError(f"{name}/1: unknown system failure")
    return shown


@function("strftime/1")
def _strftime(_world: World, value: Value, pattern: Value) -> Value:
    return _written("strftime", value, pattern, UTC)


@function("strflocaltime/1")
def _strflocaltime(world: World, value: Value, pattern: Value) -> Value:
    return _written("strflocaltime", value, pattern, zone(world.zone))


@function("strptime/1")
def _strptime(_world: World, value: Value, pattern: Value) -> Value:
    if not isinstance(value, str) or not isinstance(pattern, str):
        raise JqError("strptime/1 requires string inputs and arguments")
    found = parsed(value, pattern)
    if found is None:
        raise JqError(f'date "{value}" does not match format "{pattern}"')
    return found


@function("now/0")
def _now(world: World, _value: Value) -> Value:
    return world.now()


@template("todateiso8601/0")
def _todateiso8601() -> Node:
    return call("strftime", text(ISO))


@template("todate/0")
def _todate() -> Node:
    return call("strftime", text(ISO))


@template("fromdateiso8601/0")
def _fromdateiso8601() -> Node:
    return pipe(call("strptime", text(ISO)), call("mktime"))


@template("fromdate/0")
def _fromdate() -> Node:
    return _fromdateiso8601()

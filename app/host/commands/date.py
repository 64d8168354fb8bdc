"""date: the lab's time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.units import clock_time

USAGE = Usage(
    "date [OPTION]... [+FORMAT]",
    "Display the current time in the given FORMAT.",
    (
        Option("d", "date", "STRING", "display time described by STRING, not 'now'"),
        Option("u", "utc", "", "print Coordinated Universal Time (UTC)"),
        Option("", "universal", "", "the same"),
        Option("I", "iso-8601", "", "output date in ISO 8601 format"),
        Option("R", "rfc-email", "", "output date and time in RFC 5322 format"),
        Option("", "rfc-3339", "FMT", "output date/time in RFC 3339 format: date, seconds or ns"),
        Option("r", "reference", "FILE", "display the last modification time of FILE"),
        Option("s", "set", "STRING", "set time described by STRING"),
    ),
)
UNITS = {
    "sec": 1, "second": 1, "min": 60, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "fortnight": 1209600,
}  # fmt: skip
FORMATS = (
    "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M", "%Y-%m-%d", "%d %b %Y", "%b %d %Y", "%d %b %Y %H:%M:%S", "%a %b %d %H:%M:%S %Y",
    "%m/%d/%Y", "%Y%m%d",
    "%Y-%m-%d %H:%M%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M", "%d %b %Y %H:%M", "%d %B %Y %H:%M", "%d %B %Y",
    "%B %d %Y",
    "%b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S %z",
)  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RELATIVE = re.compile(r"([+-]?)\s*(\d+|next\b|last\b)?\s*([a-z]+)\b(\s+ago\b)?", re.I)
ISO = {"date": "%Y-%m-%d", "hours": "%Y-%m-%dT%H%:z", "minutes": "%Y-%m-%dT%H:%M%:z", "seconds": "%Y-%m-%dT%H:%M:%S%:z"}


async def main(run: Invocation) -> int:
    """Print the time."""
    iso = next((a.partition("=")[2] or a[2:] or "date" for a in run.args if re.match(r"-I|--iso-8601", a)), "")
    run.argv = [re.sub(r"^-I\w+$|^--iso-8601=.*$", "-I", a) for a in run.argv]
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    when = run.now()
    if "set" in options:
        return await run.fail("cannot set date: Operation not permitted")
    if "reference" in options:
        when = run.stat(options.last("reference")).modified
    elif "date" in options:
        found = parsed(options.last("date"), when)
        if found is None:
            return await run.fail(f"invalid date ‘{options.last('date')}’")
        when = found
    text = next((operand for operand in options.operands if operand.startswith("+")), "")
    if extra := next((operand for operand in options.operands if not operand.startswith("+")), ""):
        return await run.fail(f"invalid date ‘{extra}’")
    if "iso-8601" in options:
        text = "+" + ISO.get(iso, ISO["date"])
    elif "rfc-email" in options:
        text = "+%a, %d %b %Y %H:%M:%S %z"
    elif "rfc-3339" in options:
        text = "+" + {"date": "%Y-%m-%d", "ns": "%Y-%m-%d %H:%M:%S.%N%:z"}.get(
            options.last("rfc-3339"), "%Y-%m-%d %H:%M:%S%:z"
        )
    await run.stdout.write(formatted(text[1:] if text else "%a %b %e %H:%M:%S %Z %Y", when) + "\n")
    return 0


def formatted(pattern: str, when: float) -> str:
    """strftime as GNU date has it, in UTC."""
    moment = datetime.fromtimestamp(int(when), UTC)
    nanoseconds = f"{round((when % 1) * 1e9):09}"

    def replaced(found: re.Match[str]) -> str:
        flag, width, code = found.groups()
        if code == "N":
            return nanoseconds[: int(width or 9)]
        special = {
            "s": str(int(when)), "Z": "UTC", "z": "+0000", ":z": "+00:00", "e": f"{moment.day:2}", "n": "\n", "t": "\t",
            "k": f"{moment.hour:2}", "l": f"{int(moment.strftime('%I')):2}", "P": f"{moment:%p}".lower(), "%": "%",
            "F": f"{moment:%Y-%m-%d}", "T": clock_time(when), "R": f"{moment:%H:%M}", "r": f"{moment:%I:%M:%S %p}",
            "D": f"{moment:%m/%d/%y}", "q": str((moment.month + 2) // 3), "c": f"{moment:%a %b %e %H:%M:%S %Y}",
            "x": f"{moment:%m/%d/%y}", "X": clock_time(when),
        }  # fmt: skip
        text = special[code] if code in special else moment.strftime(f"%{code}")
        if flag == "-":
            text = text.lstrip("0 ") or "0"
        elif flag == "^":
            text = text.upper()
        elif flag == "_":
            text = re.sub(r"^0+(?=\d)", lambda zeros: " " * len(zeros[0]), text)
        return text.rjust(int(width), "0") if width else text

    return re.sub(r"%([-_0^#]?)(\d*)(:?[A-Za-z%])", replaced, pattern)


def parsed(text: str, now: float) -> float | None:
    """Seconds since 1970 of a description: a date, `@1700000000`, `yesterday`, `2 hours ago`, a date plus those."""
    rest, moment = text.strip(), now
    if not rest:
        return now - now % 86400
    if found := re.match(r"@(-?\d+(?:\.\d+)?)", rest):
        moment, rest = float(found[1]), rest[found.end() :]
    else:
        moment, rest = _absolute(rest, now)
    while rest := rest.strip():
        found = RELATIVE.match(rest)
        if found is None:
            return None
        rest = rest[found.end() :]
        sign, number, name, ago = found[1], found[2], found[3].lower(), found[4]
        if name in ("now", "today", "utc"):
            continue
        if name in ("yesterday", "tomorrow"):
            moment += 86400 if name == "tomorrow" else -86400
            continue
        if name[:3] in WEEKDAYS and (len(name) == 3 or name.endswith("day")):
            moment = _weekday(moment, WEEKDAYS.index(name[:3]), {"next": 1, "last": -1}.get((number or "").lower(), 0))
            continue
        amount = {"next": 1, "last": -1}.get((number or "").lower(), 0) or int(number or 1)
        amount *= (-1 if sign == "-" else 1) * (-1 if ago else 1)
        unit = name.rstrip("s") if name not in UNITS else name
        if unit in UNITS:
            moment += amount * UNITS[unit]
        elif unit in ("month", "year"):
            moment = _months(moment, amount * (12 if unit == "year" else 1))
        else:
            return None
    return moment


def _weekday(moment: float, wanted: int, further: int) -> float:
    """Midnight of the next such day (today counts unless `next` was said), or of the last one."""
    today = moment - moment % 86400
    ahead = (wanted - datetime.fromtimestamp(today, UTC).weekday()) % 7
    return today + 86400 * (ahead + (7 if further > 0 and not ahead else -7 if further < 0 else 0))


def _absolute(text: str, now: float) -> tuple[float, str]:
    """A date at the start, if there is one: its moment and what follows."""
    words = text.replace("Z", "+0000").replace(" UTC", "+0000").split(" ")
    for count in range(len(words), 0, -1):
        for pattern in FORMATS:
            try:
                moment = datetime.strptime(" ".join(words[:count]), pattern)
            except ValueError:
                continue
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return aware.timestamp(), " ".join(words[count:])
    if found := re.match(r"(\d{1,2}):(\d\d)(?::(\d\d))?\b", text):
        midnight = now - now % 86400
        return midnight + int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0), text[found.end() :]
    return now, text


def _months(moment: float, months: int) -> float:
    when = datetime.fromtimestamp(moment, UTC)
    index = when.year * 12 + when.month - 1 + months
    first = when.replace(year=index // 12, month=index % 12 + 1, day=1)
    return (first + timedelta(days=when.day - 1)).timestamp()

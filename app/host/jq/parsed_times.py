"""Times read with a format, as C's strptime reads them. Follows glibc time/strptime_l.c."""

from __future__ import annotations

import calendar
import re
from datetime import date

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
COMPOUND = {
    "D": "%m/%d/%y", "F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "r": "%I:%M:%S %p", "c": "%a %b %e %H:%M:%S %Y",
    "x": "%m/%d/%y", "X": "%H:%M:%S",
}  # fmt: skip
# Numbers by their letter: the least, the greatest, and how many digits.
NUMBERS = {
    "Y": (0, 9999, 4), "m": (1, 12, 2), "d": (1, 31, 2), "e": (1, 31, 2), "H": (0, 23, 2), "k": (0, 23, 2),
    "I": (1, 12, 2), "l": (1, 12, 2), "M": (0, 59, 2), "S": (0, 61, 2), "j": (1, 366, 3), "y": (0, 99, 2),
    "w": (0, 6, 1), "u": (1, 7, 1), "C": (0, 99, 2), "U": (0, 53, 2), "W": (0, 53, 2), "V": (0, 53, 2), "g": (0, 99, 2),
    "G": (0, 9999, 4),
}  # fmt: skip


class _MismatchError(Exception):
    pass


class _Reading:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found: dict[str, int] = {}

    def follow(self, pattern: str) -> None:
        for found in re.finditer(r"\s+|%[EO]?(.)|[\s\S]", pattern):
            code = found[1]
            if found[0].isspace() or code in ("n", "t"):
                self.blanks()
            elif not code or code == "%":
                self.literal(found[0][-1])
            elif code in COMPOUND:
                self.follow(COMPOUND[code])
            else:
                self.directive(code)

    def blanks(self) -> None:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1

    def literal(self, letter: str) -> None:
        if not self.text.startswith(letter, self.at):
            raise _MismatchError
        self.at += 1

    def directive(self, code: str) -> None:
        if code in NUMBERS:
            least, greatest, digits = NUMBERS[code]
            self.blanks()
            self.found[code] = self.number(least, greatest, digits)
        elif code in "aA":
            self.found["w"] = self.name(DAYS)
        elif code in "bBh":
            self.found["m"] = self.name(MONTHS) + 1
        elif code in "pP":
            self.found["p"] = self.name(("am", "pm"))
        elif code == "s":
            self.seconds()
        elif code == "z":
            self.zone()
        elif code == "Z":
            self.taken(r"[A-Za-z]*")
        else:
            raise _MismatchError

    def taken(self, pattern: str) -> str:
        found = re.compile(pattern).match(self.text, self.at)
        if found is None:
            raise _MismatchError
        self.at = found.end()
        return found[0]

    def number(self, least: int, greatest: int, digits: int) -> int:
        number = int(self.taken(rf"[0-9]{{1,{digits}}}"))
        if not least <= number <= greatest:
            raise _MismatchError
        return number

    def name(self, names: tuple[str, ...]) -> int:
        rest = self.text[self.at :].lower()
        for at, name in enumerate(names):
            for known in (name, name[:3]):
                if rest.startswith(known):
                    self.at += len(known)
                    return at
        raise _MismatchError

    def seconds(self) -> None:
        whole = int(self.taken(r"-?[0-9]+"))
        days, rest = divmod(whole, 86400)
        day = date.fromordinal(date(1970, 1, 1).toordinal() + days)
        self.found |= {
            "Y": day.year,
            "m": day.month,
            "d": day.day,
            "H": rest // 3600,
            "M": rest // 60 % 60,
            "S": rest % 60,
        }

    def zone(self) -> None:
        self.blanks()
        self.taken(r"Z|[+-][0-9]{2}(?::?[0-9]{2})?")


def parsed(text: str, pattern: str) -> list[int | str] | None:
    """The parts of a time, as `gmtime` has them, and the text that is left, if any; None when it does not match."""
    reading = _Reading(text)
    try:
        reading.follow(pattern)
    except _MismatchError:
        return None
    rest = text[reading.at :]
    if rest and not rest[0].isspace():
        return None
    return [*_parts(reading.found), *([rest] if rest else [])]


def _parts(found: dict[str, int]) -> list[int]:
    year = found.get("Y", 1900)
    if "Y" not in found and "y" in found:
        year = found["y"] + (2000 if found["y"] < 69 else 1900)
    hour = found.get("H", found.get("k", 0))
    if "I" in found or "l" in found:
        hour = found.get("I", found.get("l", 0)) % 12 + 12 * found.get("p", 0)
    month, day = found.get("m", 1), found.get("d", found.get("e", 0))
    if "j" in found and "d" not in found and "m" not in found:
        begun = date.fromordinal(date(max(year, 1), 1, 1).toordinal() + found["j"] - 1)
        month, day = begun.month, begun.day
    weekday, yearday = found.get("w", found.get("u", 0) % 7), found.get("j", 1) - 1
    if day and year >= 1:
        first = date(year, month, 1).toordinal() + day - 1
        weekday, yearday = first % 7, first - date(year, 1, 1).toordinal()
    return [year, month - 1, day, hour, found.get("M", 0), found.get("S", 0), weekday, yearday]

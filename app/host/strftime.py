"""Times as GNU date writes them: its format, with flags and widths. Follows gnulib lib/nstrftime.c."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

DIRECTIVE = re.compile(r"%([-_0^#+]*)(\d*)([EO]?)(:{0,3}[A-Za-z%])")
WORDS = frozenset("aAbBhpPZnt%")  # padded with blanks; numbers are padded with zeros
BLANK = frozenset("ekl")
COMPOUND = {
    "c": "%a %b %e %H:%M:%S %Y", "D": "%m/%d/%y", "F": "%Y-%m-%d", "r": "%I:%M:%S %p", "R": "%H:%M", "T": "%H:%M:%S",
    "x": "%m/%d/%y", "X": "%H:%M:%S",
}  # fmt: skip
PLAIN = frozenset("aAbBCdeFgGHIjklmMnNpPqRrsStTuUVwWxXyYzZcDh%") | {":z", "::z", ":::z"}


def formatted(pattern: str, when: float, here: tzinfo = UTC) -> str:
    """A moment in that format."""
    moment = datetime.fromtimestamp(int(when // 1), here)
    nanoseconds = round(when % 1 * 1e6) * 1000  # a float of today's size has no finer ones

    def replaced(found: re.Match[str]) -> str:
        flags, width, _, code = found.groups()
        if code not in PLAIN:
            return found[0]
        return _shown(code, flags, int(width or 0), moment, nanoseconds)

    return DIRECTIVE.sub(replaced, pattern)


def _shown(code: str, flags: str, width: int, moment: datetime, nanoseconds: int) -> str:
    pad = next((flag for flag in reversed(flags) if flag in "-_0+"), "")
    if code == "N":
        digits = f"{nanoseconds:09}"[: width or 9]
        if pad == "_":
            return (digits.rstrip("0") or "0").ljust(width or 9)
        return digits if pad == "-" else digits.ljust(width, "0")
    text = _zone(code, pad, width, moment) if code.endswith("z") else _text(code, moment)
    if code in COMPOUND or code in WORDS:
        if "^" in flags or ("#" in flags and code in "aAbBh"):
            text = text.upper()
        elif "#" in flags:
            text = text.lower()
        return text.rjust(width, "0" if pad in ("0", "+") else " ") if pad != "-" else text
    if code.endswith("z"):
        return text
    return _number(text, code, pad, width)


def _number(text: str, code: str, pad: str, width: int) -> str:
    bare = text.lstrip("0 ") or "0"
    if pad == "-":
        return bare
    filler = " " if pad == "_" or (code in BLANK and pad not in ("0", "+")) else "0"
    size = max(width, len(text))
    plus = "+" if pad == "+" and code in "CFGY" and width > len(text) else ""
    return plus + bare.rjust(size - len(plus), filler)


def _zone(code: str, pad: str, width: int, moment: datetime) -> str:
    """`+0900` and the forms with colons; what is padded stands behind the sign."""
    offset = moment.utcoffset()
    seconds = int(offset.total_seconds()) if offset is not None else 0
    sign, seconds = "-" if seconds < 0 else "+", abs(seconds)
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    colons = code.count(":")
    tails = (f"{minutes:02}", f":{minutes:02}", f":{minutes:02}:{rest:02}", f":{minutes:02}" if minutes else "")
    digits = f"{hours:02}{tails[colons]}"
    if pad in ("-", "_"):
        digits = f"{hours}{tails[colons]}"
        digits = digits if colons else digits.lstrip("0") or "0"
    if pad == "_":
        return (sign + digits).rjust(max(width, len(f"+{hours:02}{tails[colons]}")))
    return sign + digits if pad == "-" else sign + digits.rjust(width - 1, "0")


def _text(code: str, moment: datetime) -> str:
    if code in COMPOUND:
        pattern = COMPOUND[code]
        return re.sub("%(.)", lambda found: _text(found[1], moment), pattern)
    special = {
        "s": str(int(moment.timestamp())), "Z": moment.strftime("%Z"), "e": f"{moment.day:2}", "n": "\n", "t": "\t",
        "k": f"{moment.hour:2}", "l": f"{(moment.hour + 11) % 12 + 1:2}", "P": f"{moment:%p}".lower(), "%": "%",
        "q": str((moment.month + 2) // 3), "Y": str(moment.year), "C": f"{moment.year // 100:02}", "h": f"{moment:%b}",
    }  # fmt: skip
    return special[code] if code in special else moment.strftime(f"%{code}")

"""Texts as Go's standard library reads and writes them: quoted strings, durations, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_ESCAPES = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v", "\\": r"\\"}
_UNITS = {"ns": -9, "us": -6, "µs": -6, "μs": -6, "ms": -3}
_SCALES = {**{unit: Decimal(10) ** power for unit, power in _UNITS.items()}, "s": Decimal(1), "m": Decimal(60), "h": Decimal(3600)}  # fmt: skip # noqa: E501
LONGEST = (1 << 63) - 1  # nanoseconds of a time.Duration; no number of it may be larger
_PART = re.compile(r"([0-9]*\.?[0-9]*)([^0-9.]*)")


def quote(text: str, mark: str = '"') -> str:
    """Go's %q of a string (or, with `mark` a single quote, of a rune)."""
    return mark + "".join(_quoted(char, mark) for char in text) + mark


def _quoted(char: str, mark: str) -> str:
    if char == mark:
        return "\\" + mark
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def go_list(words: Iterable[str]) -> str:
    """Go's %v of a slice of strings: `[a b]`."""
    return f"[{' '.join(words)}]"


def parse_duration(text: str) -> float:
    """Seconds of `1m30s`; ValueError with time.ParseDuration's message."""
    rest = text.lstrip("+-") if text[:1] in "+-" else text
    if rest == "0":
        return 0.0
    if not rest:
        raise ValueError(f"time: invalid duration {quote(text)}")
    total = Decimal(0)
    while rest:
        match = _PART.match(rest)
        if match is None or not match[1] or match[1] == "." or int(match[1].partition(".")[0] or 0) > LONGEST:
            raise ValueError(f"time: invalid duration {quote(text)}")
        if not match[2]:
            raise ValueError(f"time: missing unit in duration {quote(text)}")
        if match[2] not in _SCALES:
            raise ValueError(f"time: unknown unit {quote(match[2])} in duration {quote(text)}")
        total += Decimal(match[1]) * _SCALES[match[2]]
        rest = rest[match.end() :]
    return float(-total if text.startswith("-") else total)


def format_duration(seconds: float) -> str:
    """How Go prints a time.Duration: `1m30s`, `500ms`, `0s`."""
    if seconds == 0:
        return "0s"
    sign, total = ("-", -seconds) if seconds < 0 else ("", seconds)
    if total < 1:
        for unit, size in (("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)):
            if total >= size:
                return f"{sign}{total / size:g}{unit}"
    hours, rest = divmod(round(total, 9), 3600)
    minutes, left = divmod(rest, 60)
    text = f"{left:.9f}".rstrip("0").rstrip(".") + "s"
    if hours:
        return f"{sign}{int(hours)}h{int(minutes)}m{text}"
    return f"{sign}{int(minutes)}m{text}" if minutes else sign + text


def corrupt_byte(text: str) -> int:
    """Where Go's base64 decoder stops in `text`."""
    data = text.encode("utf-8", "surrogateescape")
    count = 0
    for place, byte in enumerate(data):
        if byte in b"\r\n":
            continue
        if byte == ord("="):
            return _corrupt_padding(data, place, count % 4)
        if not (chr(byte).isalnum() and byte < 0x80) and byte not in b"+/":
            return place
        count += 1
    return len(data) - count % 4


def _corrupt_padding(data: bytes, place: int, filled: int) -> int:
    if filled < 2:
        return place
    rest = [index for index in range(place + 1, len(data)) if data[index] not in b"\r\n"]
    if filled == 2:
        if not rest:
            return len(data)
        if data[rest[0]] != ord("="):
            return rest[0]
        rest = rest[1:]
    return rest[0] if rest else len(data)

"""Go's `fmt.Sprintf`, for the values that templates can hold.

Follows Go's fmt/print.go and fmt/format.go. Differs: `%p` of maps and lists is a bad verb (there are no addresses), and
`%x` of floats takes no precision.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from app.kubectl.output.golang.printing import format_float, format_value, go_syntax
from app.kubectl.output.golang.values import Byte, type_name
from app.sim.go_strings import can_backquote, quote

_MAX_WIDTH = 1_000_000
_INTEGER_BASES = {"d": "d", "v": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}


@dataclass(frozen=True)
class Flags:
    """What stands between `%` and the verb."""

    plus: bool = False
    minus: bool = False
    sharp: bool = False
    space: bool = False
    zero: bool = False
    width: int | None = None
    precision: int | None = None


class _Directives:
    """The walk over one format: position, which argument is next, and whether they were taken in order."""

    def __init__(self, template: str, arguments: tuple[Any, ...]) -> None:
        self.template, self.arguments = template, arguments
        self.position = self.next = 0
        self.reordered = self.good_index = False

    def character(self) -> str:
        return self.template[self.position : self.position + 1]

    def index(self) -> bool:
        """Reads `[3]`; whether there was one."""
        if self.character() != "[":
            return False
        self.reordered = True
        match = re.compile(r"\[(\d+)\]").match(self.template, self.position)
        if match is None or not 1 <= int(match[1]) <= len(self.arguments):
            close = self.template.find("]", self.position)
            self.position = close + 1 if close >= 0 else self.position + 1
            self.good_index = False
            return True
        self.next, self.position = int(match[1]) - 1, match.end()
        return True

    def number(self) -> int | None:
        match = re.compile(r"\d+").match(self.template, self.position)
        if match is None:
            return None
        self.position = match.end()
        return int(match[0]) if int(match[0]) <= _MAX_WIDTH else None

    def star(self) -> int | None:
        """The integer argument for `*`, or None when it is none."""
        self.position += 1
        if self.next >= len(self.arguments):
            return None
        value = self.arguments[self.next]
        self.next += 1
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MAX_WIDTH:
            return None
        return int(value)


def sprintf(template: str, *arguments: Any) -> str:
    """`template` with its verbs replaced by `arguments`; mistakes appear in the text, as `%!d(string=x)`."""
    out: list[str] = []
    walk = _Directives(template, arguments)
    end = len(template)
    while walk.position < end:
        percent = template.find("%", walk.position)
        if percent < 0:
            out.append(template[walk.position :])
            break
        out.append(template[walk.position : percent])
        walk.position = percent + 1
        walk.good_index = True
        out.append(_directive(walk))
    if not walk.reordered and walk.next < len(arguments):
        extra = ", ".join(
            "<nil>" if value is None else f"{type_name(value)}={format_value(value)}"
            for value in arguments[walk.next :]
        )
        out.append(f"%!(EXTRA {extra})")
    return "".join(out)


def _directive(walk: _Directives) -> str:
    flags, notes = _read_flags(walk)
    verb = walk.character()
    if not verb:
        return notes + "%!(NOVERB)"
    walk.position += 1
    if verb == "%":
        return notes + "%"
    if not walk.good_index:
        return f"{notes}%!{verb}(BADINDEX)"
    if walk.next >= len(walk.arguments):
        return f"{notes}%!{verb}(MISSING)"
    value = walk.arguments[walk.next]
    walk.next += 1
    return notes + format_verb(verb, value, flags)


def _read_flags(walk: _Directives) -> tuple[Flags, str]:
    """The flags, and complaints about them that come before the value."""
    seen = set()
    while walk.character() and walk.character() in "+-# 0":
        seen.add(walk.character())
        walk.position += 1
    minus, notes = "-" in seen, ""
    after_index = walk.index()
    width: int | None
    if walk.character() == "*":
        width = walk.star()
        if width is None:
            notes += "%!(BADWIDTH)"
        elif width < 0:
            width, minus = -width, True
        after_index = False
    else:
        width = walk.number()
        if after_index and width is not None:
            walk.good_index = False
    precision: int | None = None
    if walk.character() == ".":
        walk.position += 1
        walk.good_index = walk.good_index and not after_index
        after_index = walk.index()
        if walk.character() == "*":
            precision = walk.star()
            if precision is None or precision < 0:
                precision, notes = None, notes + "%!(BADPREC)"
            after_index = False
        else:
            precision = walk.number() or 0
    if not after_index:
        walk.index()
    flags = Flags("+" in seen, minus, "#" in seen, " " in seen, "0" in seen and not minus, width, precision)
    return flags, notes


def format_verb(verb: str, value: Any, flags: Flags) -> str:
    """`value` under one verb."""
    if verb == "T":
        return _pad(_truncated(type_name(value), flags), flags)
    if value is None:
        return _pad("<nil>", flags) if verb == "v" else f"%!{verb}(<nil>)"
    if verb == "v" and flags.sharp:
        return _pad(go_syntax(value), flags) if not isinstance(value, dict | list | tuple) else go_syntax(value)
    if isinstance(value, dict):
        each = (f"{format_verb(verb, k, flags)}:{format_verb(verb, value[k], flags)}" for k in sorted(value))
        return "map[" + " ".join(each) + "]"
    if isinstance(value, list | tuple):
        return "[" + " ".join(format_verb(verb, item, flags) for item in value) + "]"
    text = _scalar(verb, value, flags)
    return text if text is not None else f"%!{verb}({type_name(value)}={format_verb('v', value, flags)})"


def _scalar(verb: str, value: Any, flags: Flags) -> str | None:
    """A string, boolean or number under `verb`; None when the verb does not fit it."""
    if isinstance(value, str):
        return _string(verb, value, flags)
    if isinstance(value, bool):
        return _pad("true" if value else "false", flags) if verb in "tv" else None
    if isinstance(value, int):
        return _integer(verb, value, flags)
    if isinstance(value, float):
        return _float(verb, value, flags)
    return _pad(format_value(value), flags) if verb in "vgG" else None


def _string(verb: str, value: str, flags: Flags) -> str | None:
    if verb in "vs":
        return _pad(_truncated(value, flags), flags)
    if verb == "q":
        text = _truncated(value, flags)
        if flags.sharp and can_backquote(text):
            return _pad(f"`{text}`", flags)
        return _pad(quote(text, ascii_only=flags.plus), flags)
    if verb not in "xX":
        return None
    data = value.encode("utf-8", "surrogateescape")[: flags.precision]
    prefix = ("0x" if flags.sharp and data else "") if verb == "x" else ("0X" if flags.sharp and data else "")
    digits = [f"{byte:02x}" if verb == "x" else f"{byte:02X}" for byte in data]
    text = (f" {prefix}" if flags.space else "").join(digits)
    return _pad(prefix + text, flags)


def _integer(verb: str, value: int, flags: Flags) -> str | None:
    number = int(value)
    if verb == "c":
        return _pad(_character(number), flags)
    if verb == "q":
        return _pad(quote(_character(number), "'", ascii_only=flags.plus), flags)
    if verb == "U":
        text = f"U+{number:04X}"
        return _pad(f"{text} '{chr(number)}'" if flags.sharp and chr(number).isprintable() else text, flags)
    base = _INTEGER_BASES.get(verb)
    if base is None:
        return None
    digits = format(abs(number), base)
    sign = "-" if number < 0 else "+" if flags.plus else " " if flags.space else ""
    if flags.precision is not None:
        digits = "" if flags.precision == 0 and number == 0 else digits.rjust(flags.precision, "0")
    elif flags.zero and flags.width is not None:
        digits = digits.rjust(flags.width - len(sign), "0")
    prefix = "0o" if verb == "O" else _PREFIXES.get(base, "") if flags.sharp else ""
    if verb == "v" and flags.sharp and isinstance(value, Byte):
        prefix = "0x"
    return _pad(sign + prefix + digits, replace(flags, zero=False))


def _character(number: int) -> str:
    return chr(number) if 0 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else "\ufffd"


def _float(verb: str, value: float, flags: Flags) -> str | None:
    if verb in "vgG" and flags.precision is None and not (flags.sharp and verb != "v"):
        text = format_float(value)
    elif verb in "vgG":
        text = _general(value, 6 if flags.precision is None else flags.precision, flags.sharp)
    elif verb in "eE":
        text = f"{value:.{6 if flags.precision is None else flags.precision}e}"
    elif verb in "fF":
        text = f"{value:.{6 if flags.precision is None else flags.precision}f}"
    elif verb in "xX" and flags.precision is None:
        text = _hexadecimal(value) if verb == "x" else _hexadecimal(value).upper()
    else:
        return None
    text = text.upper() if verb in "GE" and text[-1].isdigit() else _infinity(text)
    if text[0] not in "+-":
        text = "+" + text
    number = text if flags.plus or text[0] != "+" else " " + text[1:] if flags.space else text[1:]
    if flags.zero and flags.width is not None and text[-1].isdigit() and number[0] in "+- ":
        return number[0] + number[1:].rjust(flags.width - 1, "0")
    return _pad(number, flags if text[-1].isdigit() else replace(flags, zero=False))


def _infinity(text: str) -> str:
    return {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}.get(text, text)


def _hexadecimal(value: float) -> str:
    mantissa, _, exponent = value.hex().partition("p")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}p{exponent[0]}{exponent[1:]:0>2}" if exponent else format_float(value)


def _general(value: float, precision: int, keep_zeros: bool) -> str:
    return format(value, f"{'#' if keep_zeros else ''}.{precision or 1}g")


def _truncated(text: str, flags: Flags) -> str:
    return text if flags.precision is None else text[: flags.precision]


def _pad(text: str, flags: Flags) -> str:
    if flags.width is None or len(text) >= flags.width:
        return text
    if flags.minus:
        return text.ljust(flags.width)
    return text.rjust(flags.width, "0" if flags.zero else " ")

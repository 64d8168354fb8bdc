"""Flags: declared once, parsed as pflag does, and named in errors, help and completion.

Follows github.com/spf13/pflag flag.go: parseArgs, parseLongArg, parseSingleShortArg.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.kubectl.errors import FlagError
from app.sim.go_durations import SECOND, parse_duration
from app.sim.go_strings import quote

INT_LIMITS = {"int": 63, "int32": 31}
TRUE = {"1", "t", "T", "TRUE", "true", "True"}
FALSE = {"0", "f", "F", "FALSE", "false", "False"}


@dataclass(frozen=True)
class Flag:
    """One flag of a command.

    `kind`: string, bool, int, int32, duration, strings (comma-separated, repeatable), array (repeatable, commas kept),
    pairs (key=value, comma-separated). `bare` is the value of the flag written without one (pflag's NoOptDefVal).
    """

    name: str
    kind: str = "string"
    default: str = ""
    short: str = ""
    help: str = ""
    bare: str | None = None
    hidden: bool = False
    deprecated: str = ""
    gate: str = ""  # the environment variable that must be `true` for the flag to be there

    @property
    def takes_bare(self) -> bool:
        """Whether the flag may stand alone, so that the next word is not its value."""
        return self.kind == "bool" or self.bare is not None

    @property
    def shown(self) -> str:
        """The flag as error messages name it."""
        return f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"


def initial(flag: Flag) -> Any:
    """The value of a flag that was not given."""
    if flag.kind in ("strings", "array"):
        return [word for word in flag.default.strip("[]").split(",") if word]
    if flag.kind == "pairs":
        return {}
    return _convert(flag, flag.default)


def _convert(flag: Flag, text: str) -> Any:
    if flag.kind == "bool":
        if text in TRUE or text in FALSE:
            return text in TRUE
        raise ValueError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")
    if flag.kind in INT_LIMITS:
        return _integer(text, INT_LIMITS[flag.kind])
    if flag.kind == "duration":
        return parse_duration(text) / SECOND
    if flag.kind == "strings":
        return next(csv.reader([text]), []) if text else []
    if flag.name == "aggregation-rule" and any("=" not in part for part in text.split(",")):
        raise ValueError("malformed pair, expect string=string")  # not pflag's own kind of pairs
    if flag.kind == "pairs":
        return dict(_pair(part) for part in next(csv.reader([text]), []))
    if flag.kind == "vmodule":
        _levels(text)
    return [text] if flag.kind == "array" else text


def _levels(text: str) -> None:
    """Check the levels of source files; follows k8s.io/klog klog.go: moduleSpec.Set."""
    for part in filter(None, text.split(",")):
        pattern, _, level = part.partition("=")
        if not pattern or not level.lstrip("+-").isdigit():
            raise ValueError("syntax error: expect comma-separated list of filename=N")
        if int(level) < 0:
            raise ValueError("negative value for vmodule level")


def _integer(text: str, bits: int) -> int:
    try:
        if text != text.strip() or "_" in text:
            raise ValueError
        number = int(text, 0) if text.lstrip("+-")[:2].lower() in ("0x", "0o", "0b") else int(text)
    except ValueError:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax") from None
    if not -(1 << bits) <= number < 1 << bits:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    return number


def _pair(text: str) -> tuple[str, str]:
    key, found, value = text.partition("=")
    if not found:
        raise ValueError(f"{text} must be formatted as key=value")
    return key, value


class Values:
    """What was given on a command line: values by flag name, arguments, and where `--` stood."""

    def __init__(self, flags: Iterable[Flag]) -> None:
        self.flags = {flag.name: flag for flag in flags}
        self.shorts = {flag.short: flag for flag in self.flags.values() if flag.short}
        self.given: dict[str, Any] = {}
        self.args: list[str] = []
        self.dash = -1  # how many arguments stood before `--`; -1 without one
        self.deprecations: list[str] = []

    def __getitem__(self, name: str) -> Any:
        return self.given[name] if name in self.given else initial(self.flags[name])

    def __contains__(self, name: str) -> bool:
        return name in self.flags

    def get(self, name: str, default: Any = None) -> Any:
        """A flag's value, or `default` when there is no such flag."""
        return self[name] if name in self.flags else default

    # A flag that this release or verb does not have counts as one that was not given.

    def text(self, name: str) -> str:
        """A string flag's value."""
        return str(self.get(name, ""))

    def on(self, name: str) -> bool:
        """Whether a bool flag is set."""
        return bool(self.get(name, False))

    def number(self, name: str) -> int:
        """An integer flag's value."""
        return int(self.get(name, 0))

    def seconds(self, name: str) -> float:
        """A duration flag's value, in seconds."""
        return float(self.get(name, 0.0))

    def words(self, name: str) -> list[str]:
        """A repeatable flag's values."""
        return list(self.get(name, ()))

    def changed(self, name: str) -> bool:
        """Whether the flag was given at all."""
        return name in self.given

    def set(self, flag: Flag, text: str) -> None:
        """Take one value; FlagError when it does not parse. Lists grow, everything else is replaced."""
        try:
            value = _convert(flag, text)
        except ValueError as wrong:
            raise FlagError(f"invalid argument {quote(text)} for {quote(flag.shown)} flag: {wrong}") from None
        if flag.kind in ("strings", "array"):
            value = [*self.given.get(flag.name, []), *value]
        elif flag.kind == "pairs":
            value = {**self.given.get(flag.name, {}), **value}
        if flag.deprecated and flag.name not in self.given:
            self.deprecations.append(f"Flag --{flag.name} has been deprecated, {flag.deprecated}\n")
        self.given[flag.name] = value


class HelpWanted(Exception):  # noqa: N818 - not an error
    """`--help` or `-h` was given."""


def parse(flags: Iterable[Flag], words: list[str], *, normalise: Callable[[str], str] | None = None) -> Values:
    """Parse a command's words; FlagError with pflag's message, HelpWanted for `-h`."""
    values = Values(flags)
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            values.dash = len(values.args)
            values.args += rest
            break
        if word.startswith("--"):
            _long(values, word, rest)
        elif word.startswith("-") and len(word) > 1:
            _shorts(values, word, rest)
        else:
            values.args.append(word)
    return values


def _long(values: Values, word: str, rest: list[str]) -> None:
    name, equals, text = word[2:].partition("=")
    if not name or name.startswith("-"):
        raise FlagError(f"bad flag syntax: {word}")
    flag = values.flags.get(name.replace("_", "-"))
    if flag is None:
        if name == "help":
            raise HelpWanted
        raise FlagError(f"unknown flag: --{name}")
    if equals:
        values.set(flag, text)
    elif flag.takes_bare:
        values.set(flag, flag.bare or "true")
    elif rest:
        values.set(flag, rest.pop(0))
    else:
        raise FlagError(f"flag needs an argument: --{name}")


def _shorts(values: Values, word: str, rest: list[str]) -> None:
    letters = word[1:]
    while letters:
        letter, after = letters[0], letters[1:]
        flag = values.shorts.get(letter)
        if flag is None:
            if letter == "h":
                raise HelpWanted
            raise FlagError(f"unknown shorthand flag: {quote(letter, chr(39))} in -{letters}")
        letters = ""
        if after.startswith("=") and len(after) > 1:
            values.set(flag, after[1:])
        elif flag.takes_bare:
            values.set(flag, flag.bare or "true")
            letters = after
        elif after:
            values.set(flag, after)
        elif rest:
            values.set(flag, rest.pop(0))
        else:
            raise FlagError(f"flag needs an argument: {quote(letter, chr(39))} in -{word[1:]}")


def from_fact(fact: str, kinds: dict[str, str], bare: dict[str, str], words: dict[str, str]) -> Flag:
    """A flag of the command table: `name|short|default`, its kind told by the default unless `kinds` knows better."""
    name, short, default = fact.split("|", 2)
    kind = kinds.get(name) or _kind_of(default)
    flag = Flag(name, kind, default, short, words.get(name, ""))
    return replace(flag, bare=bare[name]) if name in bare and kind != "bool" else flag


def _kind_of(default: str) -> str:
    if default in ("true", "false"):
        return "bool"
    if default.startswith("["):
        return "strings"
    if default.lstrip("-").isdigit():
        return "int"
    if default[:1].isdigit() and default[-1:] in ("s", "m", "h"):
        return "duration"
    return "string"

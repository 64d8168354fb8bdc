"""GNU-style options for our commands: declared once; parsing, `--help` and complaints come from the declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.host.invocation import Invocation
from app.host.versions import VERSIONS


@dataclass(frozen=True)
class Option:
    """An option: letter, long name (either may be empty), the value's name (empty for a switch), and help."""

    letter: str
    long: str
    value: str = ""
    help: str = ""

    @property
    def name(self) -> str:
        """How the command asks for it."""
        return self.long or self.letter


@dataclass(frozen=True)
class Usage:
    """A command's declaration. `status` is what a wrong option gives; `version` what `--version` prints."""

    line: str
    text: str = ""
    options: Sequence[Option] = ()
    status: int = 1
    version: str = ""
    numbers: str = ""  # the option that `-5` means (head, tail)
    intermixed: bool = True  # options may come behind operands
    ends: str = ""  # the letter of the option behind whose value everything is an operand (`nc -e PROGRAM ARGUMENT...`)

    def help(self) -> str:
        """What `--help` prints."""
        rows = [f"Usage: {self.line}"]
        if self.text:
            rows.append(self.text)
        if self.options:
            rows.append("")
        for option in self.options:
            letter = f"-{option.letter}" if option.letter else "  "
            long = f"--{option.long}{'=' + option.value if option.value else ''}" if option.long else ""
            value = f" {option.value}" if option.value and not option.long else ""
            names = f"{letter}{',' if option.letter and long else ' '} {long}{value}".rstrip()
            rows.append(f"  {names:<28} {option.help}".rstrip())
        return "\n".join(rows) + "\n"


@dataclass
class Options:
    """What was given: `values` by option name (a list of every value; switches count), and the operands."""

    run: Invocation
    usage: Usage
    values: dict[str, list[str]] = field(default_factory=dict)
    operands: list[str] = field(default_factory=list)
    status: int = 0

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def last(self, name: str, default: str = "") -> str:
        """The last value given."""
        return self.values[name][-1] if name in self.values else default

    def all(self, name: str) -> list[str]:
        """Every value given."""
        return self.values.get(name, [])

    @classmethod
    async def read(cls, run: Invocation, usage: Usage) -> Options | None:
        """Parse; None when all is said already (`--help`, `--version`): then return 0.

        A wrong option raises `WrongUsageError`, which the host turns into the complaint and the status.
        """
        found = cls(run, usage)
        try:
            found._parse(list(run.args))
        except _AskedError as asked:
            await run.stdout.write(asked.text)
            return None
        return found

    def _parse(self, rest: list[str]) -> None:
        longs = {option.long: option for option in self.usage.options if option.long}
        letters = {option.letter: option for option in self.usage.options if option.letter}
        while rest:
            if self.usage.ends in self.values:
                break
            argument = rest.pop(0)
            if argument == "--":
                self.operands += rest
                return
            if argument.startswith("--"):
                self._long(argument, rest, longs)
            elif argument.startswith("-") and argument != "-":
                self._letters(argument, rest, letters)
            else:
                self.operands.append(argument)
                if not self.usage.intermixed:
                    break
        self.operands += rest

    def _long(self, argument: str, rest: list[str], longs: Mapping[str, Option]) -> None:
        name, equals, value = argument[2:].partition("=")
        if name in ("help", "version") and name not in longs:
            known = VERSIONS.get(self.run.name, f"{self.run.name} (simulated)")
            version = (self.usage.version or known) + "\n"
            raise _AskedError(self.usage.help() if name == "help" else version)
        matching = [long for long in longs if long.startswith(name)]
        if name not in longs and len(matching) != 1:
            either = " ".join(f"'--{long}'" for long in matching)
            what = f"option '{argument}' is ambiguous; possibilities: {either}"
            raise WrongUsageError(what if matching else f"unrecognized option '{argument}'", self.usage.status)
        option = longs[name if name in longs else matching[0]]
        if not option.value:
            if equals:
                raise WrongUsageError(f"option '--{option.long}' doesn't allow an argument", self.usage.status)
            self._note(option, "")
        elif equals or rest:
            self._note(option, value if equals else rest.pop(0))
        else:
            raise WrongUsageError(f"option '--{option.long}' requires an argument", self.usage.status)

    def _letters(self, argument: str, rest: list[str], letters: Mapping[str, Option]) -> None:
        if self.usage.numbers and argument[1:].isdigit():
            self.values.setdefault(self.usage.numbers, []).append(argument[1:])
            return
        for index, letter in enumerate(argument[1:], 1):
            option = letters.get(letter)
            if option is None:
                raise WrongUsageError(f"invalid option -- '{letter}'", self.usage.status)
            if not option.value:
                self._note(option, "")
                continue
            if index + 1 < len(argument):
                self._note(option, argument[index + 1 :])
            elif rest:
                self._note(option, rest.pop(0))
            else:
                raise WrongUsageError(f"option requires an argument -- '{letter}'", self.usage.status)
            return

    def _note(self, option: Option, value: str) -> None:
        self.values.setdefault(option.name, []).append(value)

    async def wrong(self, text: str) -> int:
        """Complain about the operands, as GNU programs do."""
        said = f"{self.run.name}: {text}\n" if text else ""
        await self.run.stderr.write(f"{said}Try '{self.run.name} --help' for more information.\n")
        return self.usage.status


class _AskedError(Exception):
    """`--help` or `--version`; `text` is the answer."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class WrongUsageError(Exception):
    """An option that a command does not have, or that lacks its value."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.text, self.status = text, status

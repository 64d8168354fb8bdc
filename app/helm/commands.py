"""The tree of commands: usage facts from commands.json, behaviour from the files in verbs/.

A verb's file is named after its path (`get_values.py` is `helm get values`) and holds `SHORT` (one help line), perhaps
`LONG`, `ARGS` (how many arguments: least, most; None for any number), `FLAGS` (flags that help does not show), and
`async def run(call)`; a group of commands has no `run`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import orjson

from app.kubectl.flags import Flag

Run = Callable[[Any], Awaitable[None]]
ANY = (0, None)


@dataclass(frozen=True)
class Command:
    """One command or group of commands; `path` is `get values`, empty for helm itself."""

    path: str
    usage: str
    short: str
    long: str
    flags: tuple[Flag, ...]
    aliases: tuple[str, ...]
    subcommands: tuple[str, ...]
    arguments: tuple[int, int | None]
    run: Run | None
    types: Mapping[str, str]

    @property
    def name(self) -> str:
        """The command's last word."""
        return self.path.rpartition(" ")[2]

    @property
    def full(self) -> str:
        """`helm get values`."""
        return f"helm {self.path}".strip()


@dataclass(frozen=True)
class Tree:
    """All commands by path."""

    commands: Mapping[str, Command]

    def children(self, command: Command) -> list[Command]:
        """The subcommands in the order of help."""
        return [self.commands[f"{command.path} {name}".strip()] for name in command.subcommands]

    def child(self, command: Command, name: str) -> Command | None:
        """The subcommand of a name or alias."""
        return next((each for each in self.children(command) if name == each.name or name in each.aliases), None)

    def flags_of(self, command: Command) -> tuple[Flag, ...]:
        """Its own flags and those that every command takes."""
        names = {flag.name for flag in command.flags}
        return (*command.flags, *(flag for flag in self.commands[""].flags if flag.name not in names))

    def find(self, words: list[str]) -> tuple[Command, list[str]]:
        """The command that the words name, and the other words."""
        command, rest = self.commands[""], list(words)
        while command.subcommands and (at := self._first_argument(command, rest)) is not None:
            child = self.child(command, rest[at])
            if child is None:
                break
            del rest[at]
            command = child
        return command, rest

    def _first_argument(self, command: Command, words: list[str]) -> int | None:
        flags = {f"--{flag.name}": flag for flag in self.flags_of(command)}
        flags |= {f"-{flag.short}": flag for flag in self.flags_of(command) if flag.short}
        skip = False
        for at, word in enumerate(words):
            if skip:
                skip = False
            elif word == "--":
                return None
            elif word.startswith("-") and len(word) > 1:
                flag = flags.get(word)
                skip = flag is not None and not flag.takes_bare
            else:
                return at
        return None


@cache
def flag_words() -> dict[str, str]:
    """Help of flags from flags.txt: `name: text`, or `command name: text` for one command only."""
    text = resources.files("app.helm").joinpath("flags.txt").read_text("utf-8")
    pairs = (line.partition(": ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: words for name, _, words in pairs}


@cache
def tree() -> Tree:
    """All commands. Every one of commands.json has its file, and every file its command."""
    facts: dict[str, dict[str, Any]] = orjson.loads(resources.files("app.helm").joinpath("commands.json").read_bytes())
    package = importlib.import_module("app.helm.verbs")
    names = {info.name for info in pkgutil.iter_modules(package.__path__)}
    commands = {path: _command(path, fact) for path, fact in facts.items()}
    stray = names - {_stem(path) for path in facts}
    if stray:
        raise LookupError(f"app/helm/verbs/ holds files of no command: {', '.join(sorted(stray))}")
    return Tree(commands)


def _stem(path: str) -> str:
    return path.replace(" ", "_") or "root"


def _command(path: str, fact: dict[str, Any]) -> Command:
    module = importlib.import_module(f"app.helm.verbs.{_stem(path)}")
    types = {text.split("|")[0]: text.split("|")[2] for text in fact.get("flags", ())}
    flags = tuple(_flag(path, text) for text in fact.get("flags", ()))
    return Command(
        path, fact["usage"], module.SHORT, getattr(module, "LONG", ""), (*flags, *getattr(module, "FLAGS", ())),
        tuple(fact.get("aliases", ())), tuple(fact.get("subcommands", ())), getattr(module, "ARGS", ANY),
        getattr(module, "run", None), types,
    )  # fmt: skip


_KINDS = {
    "uint": "int", "float32": "string", "stringArray": "array", "format": "string", "stringToString": "pairs",
    "postRendererString": "string", "postRendererArgsSlice": "array", "WaitStrategy": "string",
}  # fmt: skip


def _flag(path: str, fact: str) -> Flag:
    name, short, kind, default, bare = fact.split("|")
    words = flag_words()
    text = words.get(f"{path} {name}".strip(), words.get(name, ""))
    kind = _KINDS.get(kind, kind)
    zero = {"bool": "false", "int": "0", "duration": "0s"}.get(kind, "")
    return Flag(name, kind, default or zero, short, text, bare or None)

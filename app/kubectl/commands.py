"""The tree of commands: usage facts from commands.json, behaviour from the files in verbs/.

A verb's file is named after its path (`rollout_undo.py` is `kubectl rollout undo`) and holds `SHORT` (one help line),
perhaps `LONG`, `FLAGS` (flag kinds and texts that the table cannot tell), `REQUIRED` (flags that must be given), and
`async def run(call)`; a group of commands has no `run`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any

import orjson

from app.kubectl.flags import Flag, from_fact

# What the table of defaults cannot tell: flags whose values keep their commas, pairs, 32-bit numbers.
KINDS = {
    "from-literal": "array", "env": "array", "as-group": "array", "as-user-extra": "array", "rule": "array",
    "prune-allowlist": "array", "annotation": "array", "annotations": "array", "user": "array", "group": "array",
    "serviceaccount": "array", "resource-name": "array", "for": "array", "set-image": "pairs",
    "aggregation-rule": "pairs", "max": "int32", "min": "int32", "replicas": "int32", "auth-provider-arg": "strings",
    "exec-env": "array", "exec-arg": "array", "option": "array", "port": "string", "value": "int32",
    "vmodule": "vmodule", "request-timeout": "string",
}  # fmt: skip
BARE = {"dry-run": "unchanged", "cascade": "background", "validate": "strict", "for": "", "env": ""}
SINGLE = {"user", "group", "serviceaccount", "for", "env"}  # arrays only where the default is a list

RECORD = Flag(
    "record", "bool", "false", help="Note this command line in the objects it changes", hidden=True,
    deprecated="--record will be removed in the future",
)  # fmt: skip
RECORDING = (
    "annotate", "apply", "autoscale", "create", "edit", "expose", "label", "patch", "run", "scale", "set image",
    "set resources", "set selector", "set serviceaccount",
)  # fmt: skip

GATES = ("KUBECTL_APPLYSET",)
Run = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True)
class Command:
    """One command or group of commands; `path` is `create secret generic`, empty for kubectl itself."""

    path: str
    usage: str
    short: str = ""
    long: str = ""
    flags: tuple[Flag, ...] = ()
    aliases: tuple[str, ...] = ()
    subcommands: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    run: Run | None = None
    hidden: bool = False
    raw: bool = False  # takes all words as they are, flags too

    @property
    def name(self) -> str:
        """The command's last word."""
        return self.path.rpartition(" ")[2]

    @property
    def full(self) -> str:
        """`kubectl create secret generic`."""
        return f"kubectl {self.path}".strip()


@dataclass(frozen=True)
class Tree:
    """All commands by path, and the flags that every command takes."""

    commands: Mapping[str, Command]
    global_flags: tuple[Flag, ...]

    def children(self, command: Command) -> list[Command]:
        """The subcommands that are there, in the order of help."""
        paths = (f"{command.path} {name}".strip() for name in command.subcommands)
        return [self.commands[path] for path in paths if path in self.commands]

    def child(self, command: Command, name: str) -> Command | None:
        """The subcommand of a name or alias."""
        for each in self.children(command):
            if name == each.name or name in each.aliases:
                return each
        return self.commands.get(f"{command.path} {name}".strip())

    def flags_of(self, command: Command) -> tuple[Flag, ...]:
        """Its own flags and the global ones; its own win."""
        names = {flag.name for flag in command.flags}
        shorts = {flag.short for flag in command.flags if flag.short}
        shared = (flag for flag in self.global_flags if flag.name not in names)
        return (*command.flags, *(replace(flag, short="") if flag.short in shorts else flag for flag in shared))


def _facts(package: str) -> dict[str, dict[str, Any]]:
    return dict(orjson.loads(resources.files(package).joinpath("commands.json").read_bytes()))


@cache
def flag_words() -> dict[str, str]:
    """Help of flags by name, from flags.txt (`name: text`); `verb name: text` is for one verb only."""
    text = resources.files("app.kubectl").joinpath("flags.txt").read_text("utf-8")
    pairs = (line.partition(": ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: words for name, _, words in pairs}


def _modules(package: str) -> dict[str, ModuleType]:
    root = importlib.import_module(package)
    names = sorted(info.name for info in pkgutil.iter_modules(root.__path__))
    return {name: importlib.import_module(f"{package}.{name}") for name in names}


def stem(path: str) -> str:
    """The file name of a command: `create secret docker-registry` lives in create_secret_docker_registry."""
    return path.replace(" ", "_").replace("-", "_")


def open_gates(env: Mapping[str, str]) -> frozenset[str]:
    """The features that are switched on in the environment."""
    return frozenset(name for name in GATES if env.get(name, "").lower() == "true")


@cache
def tree(release: str, gates: frozenset[str] = frozenset()) -> Tree:
    """All commands of a release. Files in verbs/ without a command are refused: they could never run.

    Flags of features that are not among the open `gates` are not there.
    """
    facts = _facts("app.kubectl")
    modules = _modules("app.kubectl.verbs")
    if release == "1.8":
        classic = importlib.import_module("app.kubectl.classic")
        facts = classic.facts(facts)
        modules = {**modules, **_modules("app.kubectl.classic.verbs")}
    by_stem = {stem(path): path for path in facts if path}
    commands = {"": _command("", facts[""], None)}
    for name, module in modules.items():
        if name in by_stem:
            commands[by_stem[name]] = _command(by_stem[name], facts[by_stem[name]], module, gates)
        elif hasattr(module, "USAGE"):
            commands[module.PATH] = _command(module.PATH, {"usage": module.USAGE}, module)
        elif release != "1.8":
            raise LookupError(f"app/kubectl/verbs/{name}.py belongs to no command of commands.json")
    shared = tuple(_flag("", fact, {}) for fact in facts["options"]["flags"])
    return Tree(commands, shared)


def _command(
    path: str, fact: dict[str, Any], module: ModuleType | None, gates: frozenset[str] = frozenset()
) -> Command:  # fmt: skip
    declared: dict[str, Flag] = getattr(module, "FLAGS", {})
    own = {name: flag for name, flag in declared.items() if not flag.gate or flag.gate in gates}
    flags = [own.get(text.partition("|")[0]) or _flag(path, text, {}) for text in fact.get("flags", ())]
    listed = {flag.name for flag in flags}
    flags += [flag for name, flag in own.items() if name not in listed]
    if path in RECORDING and "record" not in listed:
        flags.append(RECORD)
    return Command(
        path, fact["usage"] or "", getattr(module, "SHORT", ""), getattr(module, "LONG", ""), tuple(flags),
        tuple(fact.get("aliases", ())), tuple(fact.get("subcommands", ())), tuple(fact.get("examples", ())),
        getattr(module, "REQUIRED", ()), getattr(module, "run", None), getattr(module, "HIDDEN", False),
        getattr(module, "RAW", False),
    )  # fmt: skip


def _flag(path: str, fact: str, own: dict[str, str]) -> Flag:
    name, _, default = fact.split("|", 2)
    words = flag_words()
    text = words.get(f"{path} {name}".strip()) or words.get(name, "")
    kinds = {**KINDS, **own}
    if name in SINGLE and not default.startswith("["):
        kinds.pop(name, None)
    if name == "port" and default.lstrip("-").isdigit():
        kinds.pop(name)
    bare = {key: value for key, value in BARE.items() if value}
    return from_fact(fact, kinds, bare, {name: text})

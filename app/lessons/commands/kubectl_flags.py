"""Which words of a kubectl command line are flags, and which of them take the next word: kubectl's own table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.kubectl.commands import BARE

_MAY_STAND_ALONE = frozenset({"help", *(name for name, value in BARE.items() if value)})
# Flags that only older releases had.
_FORMER = {
    "run": "replicas||1 generator|| schedule|| service-generator|| record||false limits|| requests||",
    "get": "show-all|a|false export||false",
    "scale": "record||false",
    "delete": "record||false",
    "apply": "record||false",
    "set image": "record||false",
    "create": "record||false",
    "version": "short||false",
}


@dataclass(frozen=True)
class Facts:
    """The flags of one command: long names by short ones, those that stand without a value, and what each is anyway."""

    long_of: Mapping[str, str]
    alone: frozenset[str]
    known: frozenset[str]
    defaults: Mapping[str, str]


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = json.loads(files("app.kubectl").joinpath("commands.json").read_bytes())
    return table


@cache
def commands() -> frozenset[tuple[str, ...]]:
    """Every command by its words: `("rollout", "undo")`."""
    return frozenset(tuple(name.split()) for name in _table())


@cache
def aliases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Other names of subcommands: `("create", "deploy")` is `("create", "deployment")`."""
    other: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, command in _table().items():
        words = tuple(name.split())
        for alias in command.get("aliases", []):
            other[*words[:-1], alias] = words
    return other


@cache
def facts(command: tuple[str, ...]) -> Facts:
    """The flags of a command, the global ones included."""
    name = " ".join(command)
    described = [*_table().get(name, {}).get("flags", []), *_FORMER.get(name, "").split()]
    described += [*_table().get("options", {}).get("flags", []), "help|h|false", "all-namespaces|A|false"]
    long_of: dict[str, str] = {}
    alone = set(_MAY_STAND_ALONE)
    defaults: dict[str, str] = {}
    for fact in described:
        flag, short, default = fact.split("|", 2)
        if short:
            long_of.setdefault(short, flag)
        if default in ("true", "false"):
            alone.add(flag)
        defaults.setdefault(flag, default)
    return Facts(long_of, frozenset(alone), frozenset(defaults), defaults)

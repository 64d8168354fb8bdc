"""What could stand at the end of a half-typed kubectl command: commands, flags, and flags' values.

Follows cobra's completions.go; what commands take as arguments is in completing_arguments.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.kubectl import completing_arguments as arguments
from app.kubectl import plugins
from app.kubectl.call import Call
from app.kubectl.commands import Command, Tree
from app.kubectl.completing_arguments import DEFAULT, NO_FILES, Offer
from app.kubectl.flags import Flag, Values
from app.kubectl.printing import COLUMNS, OBJECT_FORMATS

FILTER_FILES = 8  # the candidates are endings of file names
FORMATS = ("json", "yaml", "kyaml", "name", "go-template", "go-template-file", "template", "templatefile", "jsonpath",
           "jsonpath-as-json", "jsonpath-file", "custom-columns", "custom-columns-file", "wide")  # fmt: skip
SECTIONS = {"context": "contexts", "cluster": "clusters", "user": "users"}
SUBRESOURCES = ("get", "edit", "apply", "patch", "replace")
MANIFESTS = ("json", "yaml", "yml")


@dataclass(frozen=True)
class _Value:
    """A flag whose value is half-typed: `-n k`, `--namespace=k`."""

    flag: Flag
    half: str


async def candidates(tree: Tree, command: Command, call: Call, before: list[str], half: str) -> Offer:
    """Words that could take the place of `half`, behind the words `before` (the command's own words left out)."""
    value = _half_value(tree, command, before, half)
    if value is not None:
        found = await _flag_values(call, command, value.flag)
        return found if found.directive == FILTER_FILES else found.fitting(value.half)
    if half.startswith("-") and "--" not in before:
        words = [] if "=" in half else _flag_names(tree, command, call.flags, half)
        return Offer(tuple(words), NO_FILES).fitting(half)
    if command.path == "help":
        return _help(tree, call.args).fitting(half)
    required = [told(f"--{name}", flag.help) for name, flag in _missing(command, call.flags)]
    children = [child for child in tree.children(command) if not child.hidden]
    if children:
        offered = Offer((*required, *_commands(tree, command, call)), NO_FILES) if not call.args else Offer()
    else:
        found = await arguments.offered(call, command, half)
        offered = Offer((*required, *found.words), found.directive)
    return offered.fitting(half)


def told(word: str, text: str) -> str:
    """A candidate with what it is."""
    return f"{word}\t{text}" if text else word


def _missing(command: Command, given: Values) -> list[tuple[str, Flag]]:
    flags = {flag.name: flag for flag in command.flags}
    return [(name, flags[name]) for name in command.required if not given.changed(name)]


def _commands(tree: Tree, command: Command, call: Call) -> list[str]:
    found = {child.name: child.short for child in tree.children(command) if not child.hidden}
    if command.path:
        return [told(name, text) for name, text in found.items()]
    found |= {"help": "Help about any command", "options": "Print the flags that every command takes"}
    own = [told(name, found[name]) for name in sorted(found)]
    names = [path.rpartition("/")[2].removeprefix(plugins.PREFIX) for path in plugins.listed(call.machine)]
    return [*(told(name, f"The command {name} is a plugin installed by the user") for name in names), *own]


def _help(tree: Tree, words: list[str]) -> Offer:
    """The commands that `kubectl help` could tell of."""
    command: Command | None = tree.commands[""]
    for word in words:
        command = tree.child(command, word) if command is not None else None
    children = [child for child in tree.children(command) if not child.hidden] if command is not None else []
    found = {child.name: child.short for child in children}
    if command is not None and not command.path:
        found |= {"help": "Help about any command", "options": "Print the flags that every command takes"}
        found = {name: found[name] for name in sorted(found)}
    return Offer(tuple(told(name, text) for name, text in found.items()), NO_FILES)


def _half_value(tree: Tree, command: Command, before: list[str], half: str) -> _Value | None:
    """The flag whose value is being typed, and as much of it as is there."""
    if "--" in before:
        return None
    flags = tree.flags_of(command)
    if half.startswith("-") and "=" in half:
        name, _, typed = half.partition("=")
        flag = _named(flags, name)
        return _Value(flag, typed) if flag is not None else None
    if half.startswith("-") or not before or not before[-1].startswith("-") or "=" in before[-1]:
        return None
    flag = _named(flags, before[-1])
    return _Value(flag, half) if flag is not None and not flag.takes_bare else None


def _named(flags: Iterable[Flag], word: str) -> Flag | None:
    for flag in flags:
        if word == f"--{flag.name}" or (not word.startswith("--") and flag.short and word[-1] == flag.short):
            return flag
    return None


def _flag_names(tree: Tree, command: Command, given: Values, half: str) -> list[str]:
    repeatable = ("strings", "array", "pairs")
    missing = _missing(command, given)
    if missing and half in ("-", "--"):
        return [told(f"--{name}", flag.help) for name, flag in missing]
    shown = []
    own = {flag.name for flag in command.flags}
    shared = [flag for flag in tree.flags_of(command) if flag.name not in own]
    help_flag = Flag("help", "bool", "false", "h", help=f"help for {command.name or 'kubectl'}")
    own_flags = [*command.flags, help_flag]
    for group in (shared, own_flags) if command.path else ([*shared, *own_flags],):
        for flag in sorted(group, key=lambda flag: flag.name):
            if flag.hidden or flag.deprecated or (given.changed(flag.name) and flag.kind not in repeatable):
                continue
            shown.append(told(f"--{flag.name}", flag.help))
            if flag.short:
                shown.append(told(f"-{flag.short}", flag.help))
    return shown


async def _flag_values(call: Call, command: Command, flag: Flag) -> Offer:
    own = {each.name for each in command.flags}
    name, path = flag.name, command.path
    if name == "filename" and path != "debug":
        return Offer(MANIFESTS, FILTER_FILES)
    if name == "namespace":
        return Offer(tuple(await arguments.names(call, "namespaces")), NO_FILES)
    if name in SECTIONS and name not in own:
        return Offer(tuple(arguments.configured(call, SECTIONS[name])), NO_FILES)
    if name == "output" and path == "get":
        allowed = (*OBJECT_FORMATS, *COLUMNS, "wide")
        return Offer(tuple(each for each in FORMATS if each in allowed), NO_FILES)
    if name == "subresource" and path in SUBRESOURCES:
        return Offer(("status", "scale", "resize"), NO_FILES)
    if name == "load-restrictor":
        return Offer(("LoadRestrictionsNone", "LoadRestrictionsRootOnly"), NO_FILES)
    if name == "clusterrole" and path == "create clusterrolebinding":
        return Offer(tuple(await arguments.names(call, "clusterroles")), NO_FILES)
    if name == "container" and path == "exec":
        return Offer(tuple(await arguments.containers(call)), NO_FILES)
    return Offer((), DEFAULT)

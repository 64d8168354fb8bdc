"""Preferences: defaults for flags, and aliases, from `~/.kube/kuberc`.

Follows kubernetes kubectl/pkg/kuberc/kuberc.go, kubectl/pkg/config/v1beta1.
"""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.commands import Command, Tree
from app.kubectl.errors import KubectlError, PlainError
from app.kubectl.flags import Flag
from app.kubectl.formats import yaml_text
from app.kubectl.machine import Machine
from app.kubectl.manifests import ManifestError, load, split
from app.sim.go_strings import go_list, quote

VERSION = "kubectl.config.k8s.io/v1beta1"
VERSIONS = (VERSION, "kubectl.config.k8s.io/v1alpha1")
FAILED = "error occurred while applying preferences"
FIELDS = (
    "apiVersion", "kind", "defaults", "aliases", "credentialPluginPolicy", "credentialPluginAllowlist", "overrides",
)  # fmt: skip
ALIAS_FIELDS = ("name", "command", "prependArgs", "appendArgs", "options")
OPTION_FIELDS = ("name", "default")
_NAME = re.compile("[a-zA-Z]+")
Preference = dict[str, Any]


class PreferenceError(Exception):
    """A file of preferences that cannot be read; the text is kubectl's."""


def path_of(machine: Machine, given: str = "") -> str:
    """The file of preferences; empty when they are switched off."""
    if machine.env.get("KUBERC") == "off" or machine.env.get("KUBECTL_KUBERC") == "false":
        return ""
    return given or machine.env.get("KUBERC") or f"{machine.env.get('HOME', '/root')}/.kube/kuberc"


async def preferences(machine: Machine, words: list[str]) -> Preference | None:
    """What holds for a command line; PlainError for a file that was asked for and cannot be read, and for wrong ones.

    A file with unknown fields is told, and so is one that is not the one that was asked for, and cannot be read.
    """
    given = given_path(words)
    if given and machine.env.get("KUBERC") == "off":
        what = "disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive"
        raise PlainError(f"{FAILED} kuberc error {what}")
    path = path_of(machine, given)
    explicit = bool(given or machine.env.get("KUBERC"))
    if not path or not (explicit or machine.kind_of(path)):
        return None
    try:
        found = read(machine, path)
    except PreferenceError as wrong:
        if explicit:
            raise PlainError(f"{FAILED} kuberc error kuberc: {wrong}") from None
        await machine.stderr.write(f"kuberc: no preferences loaded from {path}: {wrong}")
        return None
    if found is None:
        return None
    if unknown := unknown_fields(found):
        await machine.stderr.write(f"kuberc: ignoring strict decoding error in {path}: {unknown}")
    _validate(found)
    return found


def given_path(words: list[str]) -> str:
    """The value of `--kuberc` among words that have not been parsed."""
    for index, word in enumerate(words):
        if word == "--":
            break
        if word.startswith("--kuberc="):
            found = word.split("=")[1]
        elif word == "--kuberc":
            found = words[index + 1] if index + 1 < len(words) else ""
        else:
            continue
        if not found:
            raise PlainError(f"{FAILED} kuberc file is not found")
        return found
    return ""


def read(machine: Machine, path: str) -> Preference | None:
    """The first preferences in a file; None when it is empty. PreferenceError when there are none in it."""
    try:
        documents = split(machine.read_file(path))
    except OSError as wrong:
        verb = "read" if isinstance(wrong, IsADirectoryError) else "open"
        raise PreferenceError(f"{verb} {path}: {(wrong.strerror or '').lower()}") from None
    for document in documents:
        try:
            found = load(document)
        except ManifestError:
            continue
        if isinstance(found, dict) and found.get("kind") == "Preference" and found.get("apiVersion") in VERSIONS:
            return dict(found)
    if documents:
        raise PreferenceError(f"no valid preferences found in {path}, use --v=5 to see details")
    return None


def unknown_fields(preference: Preference) -> str:
    """What a strict decoder says of fields that preferences do not have; empty when it has nothing to say."""
    paths = [key for key in preference if key not in FIELDS]
    for section, known in (("aliases", ALIAS_FIELDS), ("defaults", ("command", "options"))):
        for place, entry in enumerate(preference.get(section) or []):
            paths += [f"{section}[{place}].{key}" for key in entry if key not in known]
            for index, option in enumerate(entry.get("options") or []):
                paths += [f"{section}[{place}].options[{index}].{key}" for key in option if key not in OPTION_FIELDS]
    unknown = [f"unknown field {quote(path)}" for path in sorted(paths)]
    return f"strict decoding error: {', '.join(unknown)}" if unknown else ""


def _validate(preference: Preference) -> None:
    names: set[str] = set()
    for alias in preference.get("aliases") or []:
        name = str(alias.get("name") or "")
        if not _NAME.fullmatch(name):
            raise PlainError(f"{FAILED} invalid alias name, can only include alphabetical characters")
        if name in names:
            raise PlainError(f"{FAILED} duplicate alias name {name}")
        names.add(name)
    for entry in [*(preference.get("aliases") or []), *(preference.get("defaults") or [])]:
        for option in entry.get("options") or []:
            if str(option.get("name") or "").startswith("-"):
                raise PlainError(f"{FAILED} flag name {option['name']} should be in long form without dashes")


def empty() -> Preference:
    """Preferences with nothing in them."""
    return {"kind": "Preference", "apiVersion": VERSION, "defaults": [], "aliases": []}


def write(machine: Machine, path: str, preference: Preference) -> None:
    """Write a file of preferences."""
    machine.make_directory(path.rpartition("/")[0] or "/")
    machine.write_file(path, yaml_text(preference).encode())


def expanded(tree: Tree, preference: Preference, words: list[str]) -> list[str]:
    """The words with an alias among them replaced by what it stands for."""
    at = next((place for place, word in enumerate(words) if not word.startswith("-")), len(words))
    aliases = {alias.get("name"): alias for alias in preference.get("aliases") or []}
    if at == len(words) or words[at] not in aliases or tree.child(tree.commands[""], words[at]) is not None:
        return words
    alias, name = aliases[words[at]], words[at]
    command = _command(tree, str(alias.get("command") or ""))
    if command is None:
        path = str(alias.get("command") or "")
        raise PlainError(
            f"{FAILED} command {quote(path)} not found to set alias {quote(name)}: {go_list(path.split())}"
        )
    options = []
    for option in alias.get("options") or []:
        flag = _flag(tree, command, str(option.get("name")))
        if flag is None:
            raise PlainError(f"{FAILED} invalid alias flag {option.get('name')} in alias kubectl")
        if not _given(words, flag):
            options.append(f"--{flag.name}={option.get('default', '')}")
    before, after = alias.get("prependArgs") or [], alias.get("appendArgs") or []
    return [*words[:at], *command.path.split(), *options, *before, *words[at + 1 :], *after]


def _command(tree: Tree, path: str) -> Command | None:
    """The command that words name, as far as they do; None when the first of them is none."""
    found = tree.commands[""]
    for word in path.split():
        child = tree.child(found, word)
        if child is None:
            break
        found = child
    return found if found.path else None


def _flag(tree: Tree, command: Command, name: str) -> Flag | None:
    return next((flag for flag in tree.flags_of(command) if flag.name == name), None)


def _given(words: list[str], flag: Flag) -> bool:
    long, short = f"--{flag.name}", f"-{flag.short}" if flag.short else None
    return any(word == long or word.startswith(f"{long}=") or (short and word.startswith(short)) for word in words)


async def defaults(
    machine: Machine, tree: Tree, preference: Preference, command: Command, words: list[str]
) -> list[tuple[Flag, str]]:
    """The values of flags that were not given; PlainError for a flag that the command has not."""
    found = []
    for entry in preference.get("defaults") or []:
        path = str(entry.get("command") or "")
        wanted = _command(tree, path)
        if wanted is None:
            await machine.stderr.write(f"Warning: command {quote(path)} not found to set kuberc override\n")
            continue
        if wanted.path.rpartition(" ")[2] != command.path.rpartition(" ")[2]:
            continue
        for option in entry.get("options") or []:
            flag = _flag(tree, command, str(option.get("name")))
            if flag is None:
                raise PlainError(f"{FAILED} invalid flag {option.get('name')} for command {path}")
            if not _given(words, flag):
                found.append((flag, str(option.get("default", ""))))
    return found


def option_of(word: str) -> dict[str, str]:
    """`flag=value` as the file holds it."""
    name, equals, value = word.partition("=")
    if not equals:
        raise KubectlError(f"invalid option format {quote(word)}, expected flag=value")
    return {"name": name.lstrip("-"), "default": value}

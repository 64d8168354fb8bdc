"""Preferences: defaults for flags, and aliases, from `~/.kube/kuberc`.

Follows kubernetes kubectl/pkg/kuberc/kuberc.go, kubectl/pkg/config/v1beta1.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.commands import Command, Tree
from app.kubectl.errors import KubectlError, PlainError
from app.kubectl.flags import Values
from app.kubectl.formats import yaml_text
from app.kubectl.machine import Machine
from app.kubectl.manifests import ManifestError, load
from app.sim.go_strings import quote

VERSION = "kubectl.config.k8s.io/v1beta1"
FAILED = "error occurred while applying preferences kuberc"
Preference = dict[str, Any]


def path_of(machine: Machine, given: str = "") -> str:
    """The file of preferences; empty when they are switched off."""
    if given == "off" or machine.env.get("KUBERC") == "off" or machine.env.get("KUBECTL_KUBERC") == "false":
        return ""
    return given or machine.env.get("KUBERC") or f"{machine.env.get('HOME', '/root')}/.kube/kuberc"


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
            raise PlainError(f"{FAILED} file is not found")
        return found
    return ""


def read(machine: Machine, path: str, *, given: bool = False) -> Preference | None:
    """The preferences of a file; None when there is none. PlainError for a file that was `given` and cannot be read."""
    if not path or not (given or machine.kind_of(path)):
        return None
    try:
        document = load(machine.read_file(path))
    except OSError as wrong:
        verb = "read" if isinstance(wrong, IsADirectoryError) else "open"
        raise PlainError(f"{FAILED} error kuberc: {verb} {path}: {(wrong.strerror or '').lower()}") from None
    except ManifestError:
        document = None
    if not isinstance(document, dict):
        raise PlainError(f"{FAILED} error kuberc: no valid preferences found in {path}, use --v=5 to see details")
    return dict(document)


def empty() -> Preference:
    """Preferences with nothing in them."""
    return {"kind": "Preference", "apiVersion": VERSION, "defaults": [], "aliases": []}


def write(machine: Machine, path: str, preference: Preference) -> None:
    """Write a file of preferences."""
    machine.make_directory(path.rpartition("/")[0] or "/")
    machine.write_file(path, yaml_text(preference).encode())


def expanded(tree: Tree, preference: Preference, words: list[str]) -> list[str]:
    """The words with an alias at their beginning replaced by what it stands for."""
    if not words or words[0].startswith("-") or tree.child(tree.commands[""], words[0]) is not None:
        return words
    for alias in preference.get("aliases") or []:
        if alias.get("name") == words[0]:
            options = [f"--{each['name']}={each['default']}" for each in alias.get("options") or []]
            mine = [each for each in options if not _given(words[1:], each.partition("=")[0])]
            before, after = alias.get("prependArgs") or [], alias.get("appendArgs") or []
            return [*str(alias.get("command", "")).split(), *before, *words[1:], *after, *mine]
    return words


def _given(words: list[str], flag: str) -> bool:
    return any(word == flag or word.startswith(f"{flag}=") for word in words)


def apply_defaults(preference: Preference, command: Command, values: Values) -> None:
    """Give flags that were not given the values of the preferences."""
    for entry in preference.get("defaults") or []:
        if entry.get("command") != command.path:
            continue
        for option in entry.get("options") or []:
            flag = values.flags.get(str(option.get("name")))
            if flag is not None and not values.changed(flag.name):
                values.set(flag, str(option.get("default", "")))


def option_of(word: str) -> dict[str, str]:
    """`flag=value` as the file holds it."""
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise KubectlError(f"invalid option format {quote(word)}, expected flag=value")
    return {"name": name, "default": value}

"""Plugins: programs named kubectl-NAME on the PATH.

Follows kubernetes kubectl/pkg/cmd/cmd.go: HandlePluginCommand; the longest name made of the leading words wins.
"""

from __future__ import annotations

from app.kubectl.machine import Machine

PREFIX = "kubectl-"


def find(machine: Machine, words: list[str]) -> list[str] | None:
    """The program and arguments that the words run as a plugin; None when there is none."""
    names = []
    for word in words:
        if word.startswith("-"):
            break
        names.append(word.replace("-", "_"))
    while names:
        path = which(machine, PREFIX + "-".join(names))
        if path:
            return [path, *words[len(names) :]]
        names.pop()
    return None


def which(machine: Machine, name: str) -> str:
    """The path of a program on the PATH; empty when there is none."""
    for directory in machine.env.get("PATH", "").split(":"):
        path = f"{directory.rstrip('/')}/{name}"
        if directory and machine.kind_of(path) == "file":
            return path
    return ""


def listed(machine: Machine) -> list[str]:
    """The paths of all plugins, in the order of the PATH."""
    found = []
    for directory in dict.fromkeys(machine.env.get("PATH", "").split(":")):
        if directory and machine.kind_of(directory) == "directory":
            names = machine.list_directory(directory)
            found += [f"{directory.rstrip('/')}/{name}" for name in names if name.startswith(PREFIX)]
    return found

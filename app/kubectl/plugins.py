"""Plugins: programs named kubectl-NAME on the PATH.

Follows kubernetes kubectl/pkg/cmd/cmd.go: HandlePluginCommand; the longest name made of the leading words wins.
"""

from __future__ import annotations

from app.kubectl.machine import Machine

PREFIX = "kubectl-"


def find(machine: Machine, words: list[str], least: int = 1) -> list[str] | None:
    """The program and arguments that the words run as a plugin; None when there is none.

    `least`: how many words its name is made of at least.
    """
    names = []
    for word in words:
        if word.startswith("-"):
            break
        names.append(word.replace("-", "_"))
    while len(names) >= least:
        path = which(machine, PREFIX + "-".join(names))
        if path:
            return [path, *words[len(names) :]]
        names.pop()
    return None


async def run(machine: Machine, plugin: list[str]) -> int:
    """Run a plugin with its arguments; its exit status."""
    status, out, err = await machine.run(plugin)
    await machine.stdout.write(out)
    await machine.stderr.write(err)
    return status


def which(machine: Machine, name: str) -> str:
    """The path of a program on the PATH; empty when there is none."""
    for directory in machine.env.get("PATH", "").split(":"):
        path = f"{directory.rstrip('/')}/{name}"
        if directory and machine.kind_of(path) == "file" and machine.executable(path):
            return path
    return ""


def listed(machine: Machine) -> list[str]:
    """The paths of all plugins, in the order of the PATH."""
    found = []
    for directory in dict.fromkeys(machine.env.get("PATH", "").split(":")):
        if directory and machine.kind_of(directory) == "directory":
            names = machine.list_directory(directory)
            paths = [f"{directory.rstrip('/')}/{name}" for name in names if name.startswith(PREFIX)]
            found += [path for path in paths if machine.kind_of(path) == "file"]
    return found

"""The commands and flags of both kubectls."""

from __future__ import annotations

from app.kubectl.commands import Command, Tree, tree
from app.kubectl.flags import Flag
from app.kubectl.unsupported import HARMLESS, refused
from app.labs.support.markdown import code, table

RELEASES = {"1.37": "kubectl 1.37 (modern lessons)", "1.8": "kubectl 1.8 (lessons of 2018)"}
REFUSAL = "error: the flag --FLAG of kubectl COMMAND is not supported by this simulation"


def section() -> str:
    """A table for each kubectl."""
    parts = ["## kubectl", f"A refused flag is answered with `{REFUSAL}`, unless it is given its default."]
    for release, title in RELEASES.items():
        commands = tree(release)
        parts += [f"### {title}", _global(commands), _commands(commands)]
    return "\n\n".join(parts)


def _global(commands: Tree) -> str:
    shared = Command("", "", flags=commands.global_flags)
    working = [flag for flag in commands.global_flags if flag.name not in _refused_everywhere(commands)]
    lines = [f"Every command takes {_flags(working)}."]
    lines.append(f"Every command refuses {code(f'--{name}' for name in _refused_everywhere(commands))}.")
    lines += _reasons(shared)
    return "\n".join(lines)


def _refused_everywhere(commands: Tree) -> list[str]:
    known = {flag.name for flag in commands.global_flags}
    return [name for name in refused(Command("", "")) if name in known]


def _commands(commands: Tree) -> str:
    listed = [commands.commands[path] for path in sorted(commands.commands) if path and path != "options"]
    rows = [_row(command) for command in listed if command.run is not None and not command.path.startswith("__")]
    return table(("command", "flags", "refused"), rows)


def _row(command: Command) -> tuple[str, str, str]:
    shut = set(refused(command))
    working = [flag for flag in command.flags if flag.name not in shut]
    names = code(f"--{flag.name}" for flag in command.flags if flag.name in shut)
    return f"`kubectl {command.path}`", "; ".join([_flags(working), *_reasons(command)]).strip("; "), names


def _flags(flags: list[Flag]) -> str:
    return code(f"-{flag.short}, --{flag.name}" if flag.short else f"--{flag.name}" for flag in flags)


def _reasons(command: Command) -> list[str]:
    own = {flag.name for flag in command.flags}
    found = HARMLESS.get(command.path, {})
    return [f"`--{name}` changes nothing: {why}" for name, why in sorted(found.items()) if name in own]

"""The helm program: find the command, parse its flags, run it, tell what went wrong.

Follows helm pkg/cmd/root.go, pkg/cmd/require/args.go and github.com/spf13/cobra.
"""

from __future__ import annotations

import contextlib

from app.helm.call import Call
from app.helm.colours import MODES, mode_of
from app.helm.commands import Command, Tree, tree
from app.helm.errors import HelmError
from app.helm.help import help_of, usage_of
from app.kubectl.errors import ConnectionFailure, ErrorList, KubectlError, StatusError
from app.kubectl.flags import HelpWanted, Values, parse
from app.kubectl.machine import Machine
from app.kubectl.program import BROKEN_PIPE, distance
from app.sim.randomness import Randomness

FORMATS = ("table", "json", "yaml")
STRATEGIES = ("watcher", "hookOnly", "legacy")

# How to connect: the simulated network has no rate to limit, and repositories are what they say they are.
CONNECTION = ("qps", "burst-limit", "insecure-skip-tls-verify", "plain-http")


async def main(machine: Machine, randomness: Randomness) -> int:
    """Run helm with `machine.argv`; its exit status."""
    commands = tree()
    command, rest = commands.find(machine.argv[1:])
    try:
        return await _run(machine, randomness, commands, command, rest)
    except BrokenPipeError:
        return BROKEN_PIPE
    except (HelmError, KubectlError, StatusError, ConnectionFailure, ErrorList) as wrong:
        with contextlib.suppress(BrokenPipeError):
            await machine.stderr.write(f"Error: {wrong}\n")
        return 1


async def _run(machine: Machine, randomness: Randomness, commands: Tree, command: Command, rest: list[str]) -> int:
    if not command.path and rest[:1] == ["help"]:
        return await _help(machine, commands, rest[1:])
    try:
        flags = parse(commands.flags_of(command), rest)
    except HelpWanted:
        await machine.stdout.write(help_of(commands, command, _home(machine)))
        return 0
    for notice in flags.deprecations:
        await machine.stderr.write(notice)
    if command.run is None:
        return await _group(machine, commands, command, flags)
    _check_arguments(command, flags.args)
    _check_values(flags)
    call = Call(machine, randomness, flags)
    if (mode := mode_of(call)) not in MODES:
        problem = f'invalid color mode "{mode}": must be one of: never, auto, always'
        await call.log("WARN", "command failed", error=problem)
        return 1
    if command.path != "env":
        call.refuse(*(name for name in CONNECTION if name in flags))
    await command.run(call)
    return 0


async def _help(machine: Machine, commands: Tree, words: list[str]) -> int:
    command, rest = commands.find(words)
    if rest and command.subcommands:
        unknown = " ".join(f"`{word}`" for word in rest)
        usage = usage_of(commands, commands.commands[""], _home(machine))
        await machine.stderr.write(f"Unknown help topic [{unknown}]\n{usage}")
        return 0
    await machine.stdout.write(help_of(commands, command, _home(machine)))
    return 0


async def _group(machine: Machine, commands: Tree, command: Command, flags: Values) -> int:
    """A group alone shows its help; only helm itself minds words that it does not know."""
    if flags.args and not command.path:
        word = flags.args[0]
        names = [each.name for each in commands.children(command)]
        close = [name for name in names if distance(word, name) <= 2 or name.startswith(word.lower())]
        meant = "\n\nDid you mean this?\n" + "".join(f"\t{name}\n" for name in close) if close else ""
        await machine.stderr.write(
            f'Error: unknown command "{word}" for "helm"{meant}\nRun \'helm --help\' for usage.\n'
        )
        return 1
    await machine.stdout.write(help_of(commands, command, _home(machine)))
    return 0


def _home(machine: Machine) -> str:
    return machine.env.get("HOME", "/root")


def _check_arguments(command: Command, args: list[str]) -> None:
    least, most = command.arguments
    if len(args) >= least and (most is None or len(args) <= most):
        return
    if most == 0:
        wanted = "accepts no arguments"
    elif least == most:
        wanted = f"requires {least} argument{'s' if least != 1 else ''}"
    elif len(args) < least:
        wanted = f"requires at least {least} argument{'s' if least != 1 else ''}"
    else:
        wanted = f"accepts at most {most} argument{'s' if most != 1 else ''}"
    raise HelmError(f'"{command.full}" {wanted}\n\nUsage:  {command.usage}')


def _check_values(flags: Values) -> None:
    """The flags whose values are one of few."""
    if "output" in flags and flags.text("output") not in FORMATS:
        raise _invalid(flags, "output", "invalid format type")
    if "post-renderer" in flags and (plugin := flags.text("post-renderer")):  # there are no such plugins to be had
        raise _invalid(flags, "post-renderer", f"plugin: {{Name:{plugin} Type:postrenderer/v1}} not found")
    if "wait" in flags and flags.flags["wait"].kind == "string":
        given = "watcher" if flags.text("wait") == "true" else flags.text("wait")
        if flags.text("wait") == "false":
            given = "hookOnly"
        if given not in STRATEGIES:
            problem = f'invalid wait input "{given}". Valid inputs are watcher, hookOnly, and legacy'
            raise _invalid(flags, "wait", problem)
        if flags.changed("wait"):
            flags.given["wait"] = given


def _invalid(flags: Values, name: str, problem: str) -> HelmError:
    return HelmError(f'invalid argument "{flags.text(name)}" for "{flags.flags[name].shown}" flag: {problem}')

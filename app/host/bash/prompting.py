"""Builtins that ask: the lines that `read` takes at a terminal, the menus of `select`, what PS1 expands; and `fc`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.host.activity import PIPE, Running
from app.host.bash.builtins import builtin, complain
from app.host.bash.interpreter import Context
from app.host.bash.menus import menu
from app.host.bash.prompt import expandable, prompt

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

# Run behind each line of an interactive shell where there is something to run.
COMMAND = '\neval "$(__evaluated $? "${PROMPT_COMMAND-}")"'
PS1 = '\neval "__ps1 \\"$(__decoded "${PS1-}")\\""'


def before_prompt(shell: Shell, text: str) -> str:
    """What runs behind a line of an interactive shell: PROMPT_COMMAND, and what stands in PS1."""
    shell.expanded_prompt = None
    known = shell.variables
    command = "PROMPT_COMMAND" in text or known.get("PROMPT_COMMAND")
    ps1 = "PS1" in text or "rc" in text or expandable(known.get("PS1", ""))
    return (COMMAND if command else "") + (PS1 if ps1 else "")


@builtin("__line")
async def _line(shell: Shell, context: Context, state: Running) -> int:
    """One typed line for `read`; its options come along, `-p`'s prompt is shown, `-s` hides what is typed."""
    arguments, device, hidden = context.argv, shell.terminal, False
    for index, argument in enumerate(arguments):
        if not re.fullmatch(r"-[a-zA-Z]+", argument):
            continue
        hidden = hidden or "s" in argument
        if argument.endswith("p") and index + 1 < len(arguments) and shell.delivery is not None:
            await shell.delivery.write("e", arguments[index + 1].encode())
    hidden = hidden and device is not None and device.echo
    if hidden and device is not None:
        device.set_echo(False)
    state.waits_for = "input"
    try:
        typed = await shell.source.read()
    finally:
        if hidden and device is not None:
            device.set_echo(True)
    state.waits_for = PIPE
    await context.stdout.write(typed)
    return 0


@builtin("__menu")
async def _menu(shell: Shell, context: Context, state: Running) -> int:
    """The menu (at first, and after an empty line) and the question."""
    reply, question, *items = context.argv
    text = ("" if reply else menu(items)) + question
    if shell.delivery is not None and "e" in shell.streams:
        await shell.delivery.write("e", text.encode("utf-8", "surrogateescape"))
    else:
        await context.stderr.write(text.encode("utf-8", "surrogateescape"))
    return 0


@builtin("__chosen")
async def _chosen(shell: Shell, context: Context, state: Running) -> int:
    """The item with that number; nothing for other answers."""
    reply, *items = context.argv
    number = int(reply) if reply.strip().isdigit() else 0
    if 1 <= number <= len(items):
        await context.stdout.write(items[number - 1].encode("utf-8", "surrogateescape"))
    return 0


@builtin("__decoded")
async def _decoded(shell: Shell, context: Context, state: Running) -> int:
    """PS1 with its escapes replaced, as it goes between double quotes."""
    host, user, terminal = shell.host, shell.process.user, shell.terminal
    shown = prompt(
        context.argv[0], user=user if user != "root" else host.spec.user, host=host.spec.name, cwd=shell.cwd,
        home=context.env.get("HOME", host.spec.home), now=host.clock.now, dollar="\\$",
        line=len(terminal.history_lines()) + 1 if terminal is not None else 1, jobs=len(shell.jobs.all()),
    )  # fmt: skip
    await context.stdout.write(shown.replace('"', '\\"').encode("utf-8", "surrogateescape"))
    return 0


@builtin("__ps1")
async def _ps1(shell: Shell, context: Context, state: Running) -> int:
    shell.expanded_prompt = context.argv[0]
    return 0


@builtin("__fc")
async def _fc(shell: Shell, context: Context, state: Running) -> int:
    """`fc -l` lists what was typed. Running it again, changed or not, is `!`'s business here."""
    terminal, arguments = shell.terminal, list(context.argv)
    options = "".join(argument[1:] for argument in arguments if re.fullmatch(r"-[a-z]+", argument))
    if "l" not in options:
        return await complain(shell, context, "fc: only -l is simulated: run lines again with !")
    if unknown := re.search(r"[^lnr]", options):
        return await complain(shell, context, f"fc: -{unknown[0]}: invalid option", 2)
    lines = list(terminal.history_lines()) if terminal is not None else []
    if lines and lines[-1].startswith("fc"):
        lines.pop()
    if not lines:
        return 0
    bounds = [argument for argument in arguments if not re.fullmatch(r"-[a-z]+", argument)]
    first = _place(bounds[0], lines) if bounds else max(1, len(lines) - 15)
    last = _place(bounds[1], lines) if len(bounds) > 1 else len(lines)
    if first is None or last is None:
        return await complain(
            shell, context, "fc: no command found" if bounds else "fc: history specification out of range"
        )
    numbers = list(range(min(first, last), max(first, last) + 1))
    for number in reversed(numbers) if ("r" in options) != (first > last) else numbers:
        shown = "\t " if "n" in options else f"{number}\t "
        await context.stdout.write(f"{shown}{lines[number - 1]}\n".encode())
    return 0


def _place(given: str, lines: list[str]) -> int | None:
    """The number of a line, by number, by distance from the end, or by how it begins."""
    if re.fullmatch(r"-?\d+", given):
        number = int(given) if int(given) > 0 else len(lines) + int(given) + 1
        return min(max(number, 1), len(lines)) if lines else None
    return next((at for at in range(len(lines), 0, -1) if lines[at - 1].startswith(given)), None)

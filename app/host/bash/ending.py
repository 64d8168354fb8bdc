"""How a script ended: its status, whether its shell exits with it, and the traps of a shell that a signal ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.host.bash import texts
from app.host.bash.execution import interpret
from app.host.bash.interpreter import Outcome, Writer
from app.host.bash.script import Script

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

LEAVES = re.compile(r"\b(?:exit|logout|exec)\b")
EXPANSION_ERROR = re.compile(rb"^[^\n:]+: line \d+: [\w$]+: (unbound variable\n$)?")
ERREXIT = re.compile(r"\bset\s+-\w*e|\berrexit\b")
ASSERTION = re.compile(r"\$\{\w+:?\?")


async def settle(shell: Shell, outcome: Outcome, script: Script, stdout: Writer, stderr: Writer) -> int:
    """The status of a run; `shell.exited` when the shell exits with it."""
    if outcome.cancelled:
        return await _run_traps(shell, stdout, stderr)
    if outcome.error:
        problem = outcome.error.removeprefix("execution error: ").removeprefix("resource limit exceeded: ")
        wrong = texts.refused(problem, script.text, name=shell.speaker, interactive=shell.interactive)
        await stderr.write(wrong.encode())
        return 2 if "parse error" in outcome.error else 1
    if shell.stepwise:
        shell.exited = None if shell.at_prompt else outcome.exit
    elif not shell.interactive:
        shell.exited = outcome.exit if LEAVES.search(script.text) else None
        found = EXPANSION_ERROR.match(shell.last_error)
        told = found and (found[1] or ASSERTION.search(script.text))
        if outcome.exit == 1 and shell.is_command and told and not ERREXIT.search(shell.options + script.text):
            return 127
    elif not shell.at_prompt:
        message = shell.last_error.startswith(b"bash: line") and not LEAVES.search(script.text)
        if not message:
            shell.exited = outcome.exit
    return shell.status if shell.at_prompt else outcome.exit


async def _run_traps(shell: Shell, stdout: Writer, stderr: Writer) -> int:
    """After an interrupt: what `trap` has set for it, and for the end of a script; the status."""
    traps, status = shell.interpreter.traps, 128 + (shell.signalled or 2)
    action = traps.get("INT" if shell.signalled in (0, 2) else "TERM", "")
    if action:
        outcome = await interpret(shell, f"trap - EXIT INT TERM; {action}", stdout, stderr)
        status = outcome.exit if LEAVES.search(action) else status
    if not shell.interactive and "EXIT" in traps:
        await interpret(shell, f"trap - EXIT INT TERM; {traps['EXIT']}", stdout, stderr)
    return status

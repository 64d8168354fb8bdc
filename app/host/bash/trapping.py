"""Traps for signals in a script: bashkit knows what `trap` has set, but is never signalled.

`trap` tells us what is set then, and behind each command of ours stands `eval "$(__caught $?)"`: what a signal that
came meanwhile runs, as bash runs it when the command in front is done.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from app.host.activity import Running
from app.host.bash.builtins import builtin
from app.host.bash.indirect import prepared
from app.host.bash.interpreter import Context
from app.host.processes import signal_number

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

SET = re.compile(r"\btrap\b.*\b(?:SIG)?(?:HUP|INT|QUIT|USR1|USR2|TERM|ALRM|1|2|3|10|12|14|15)\b", re.S)
PRINTED = re.compile(r"^trap -- '((?:[^']|'\\'')*)' (\w+)$", re.M)


class Traps:
    """What signals do in one shell."""

    def __init__(self) -> None:
        self.actions: dict[int, str] = {}
        self._waiting: list[int] = []
        self._come: asyncio.Future[int] | None = None

    def takes(self, number: int, *, checked: bool) -> bool:
        """Take a signal: one that is ignored, or has an action and `checked` says that somebody will look."""
        action = self.actions.get(number)
        if action is None or (action and not checked):
            return False
        if action:
            self._waiting.append(number)
            if self._come is not None and not self._come.done():
                self._come.set_result(number)
        return True

    def coming(self) -> asyncio.Future[int]:
        """The next signal that has an action."""
        if self._come is None or self._come.done():
            self._come = asyncio.get_running_loop().create_future()
        return self._come

    def caught(self) -> list[str]:
        """What those that came have to run; they are done with."""
        numbers, self._waiting = self._waiting, []
        return [self.actions[number] for number in numbers if self.actions.get(number)]


@builtin("__trapped")
async def _trapped(shell: Shell, context: Context, state: Running) -> int:
    """`trap` was run: its status, and what `trap -p` prints now."""
    status, printed = context.argv
    shell.traps.actions = {
        number: action.replace("'\\''", "'")
        for action, name in PRINTED.findall(printed)
        if (number := signal_number(name)) is not None
    }
    return int(status)


@builtin("__caught")
async def _caught(shell: Shell, context: Context, state: Running) -> int:
    """What runs behind a command of ours whose status this is."""
    status, actions = context.argv[0], shell.traps.caught()
    if actions:
        text = prepared(shell, "\n".join(actions), shell.label).decode("utf-8", "surrogateescape")
        await context.stdout.write(f"__status {status}\n{text}\n".encode("utf-8", "surrogateescape"))
    await context.stdout.write(f"__status {status}".encode())
    return 0

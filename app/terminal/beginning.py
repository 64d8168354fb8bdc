"""How a terminal's shells begin: the login shell, and shells inside others; what they know of the window."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from app.host.bash.background import NOWHERE
from app.host.bash.shell import Shell
from app.terminal import history_file
from app.terminal.level import Level
from app.terminal.prompt import PS1, first_prompt

if TYPE_CHECKING:
    from app.terminal.terminal import Terminal

STARTUP = ". ~/.bashrc"
KILL = 9


async def login(terminal: Terminal, levels: list[Level], state: bytes | None = None, cwd: str | None = None) -> Level:
    """Put a login shell on `levels`, which a lab may keep while it starts; `state` is what it goes on from."""
    host = terminal.host
    shell = host.shell(terminal=terminal, cwd=cwd)
    shell.job_output = (terminal, terminal)
    shell.process.signal = shell.end
    await shell.prepare(f"PS1='{PS1[host.spec.style]}'")
    level = Level(shell)
    levels.append(level)
    if state is not None:
        shell.restore(state)
    elif host.files.exists(f"{host.spec.home}/.bashrc"):
        level.running, level.before = STARTUP, shell.snapshot()
        await shell.run(STARTUP, stdout=terminal, stderr=terminal)
        level.running = None
    history_file.begin(level)
    return level


async def nested(terminal: Terminal, shell: Shell) -> Level:
    """A level for an interactive shell that was started in another."""
    level = Level(shell, ended=asyncio.get_running_loop().create_future())
    await shell.prepare(f"PS1='{first_prompt(shell)}'")
    home = shell.variables.get("HOME", shell.host.spec.home)
    if not shell.dash and shell.host.files.exists(f"{home}/.bashrc"):
        await shell.run(STARTUP, stdout=terminal, stderr=terminal)
    history_file.begin(level)
    shell.process.signal = partial(_signalled, level)
    return level


def _signalled(level: Level, number: int) -> None:
    """A signal for a shell in another: one that waits for a line and is killed ends, as with its machine."""
    level.shell.end(number)
    if number == KILL and level.running is None and level.ended is not None and not level.ended.done():
        level.ended.set_result(128 + KILL)


async def measure(level: Level, rows: int, columns: int) -> None:
    """LINES and COLUMNS, as bash has them when its window changed (checkwinsize)."""
    shell = level.shell
    if level.size != (rows, columns) and not shell.dash:
        level.size, status = (rows, columns), shell.status
        await shell.run(f"LINES={rows} COLUMNS={columns}", stdout=NOWHERE, stderr=NOWHERE)
        shell.status = status

"""The living parts of a terminal: its shells, who listens, what is typed but not taken."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from app.host.bash.gate import Gate
from app.host.bash.shell import Shell
from app.terminal.history import History


@dataclass(eq=False)
class Level:
    """A shell of the terminal: the login shell, or one that was started in another.

    `pasted` has the lines of a text that was entered as a whole: they are shown already, and this shell reads them one
    by one without a prompt between them.
    """

    shell: Shell
    before: bytes = b""  # its state before the line that runs
    running: str | None = None
    interrupted: bool = False
    warned: bool = False  # that there are stopped jobs, by the last line
    ended: asyncio.Future[int] | None = None
    gate: Gate | None = None
    size: tuple[int, int] = (0, 0)  # rows and columns as LINES and COLUMNS have them
    history: History = field(default_factory=History)
    pasted: deque[str] = field(default_factory=deque)


@dataclass
class Listeners:
    """Who wants to know: `changed` of mode, prompt and busyness, `typed` of lines taken into the history, `ended` of
    lines that are done, with their exit status."""

    changed: list[Callable[[], None]] = field(default_factory=list)
    typed: list[Callable[[str], None]] = field(default_factory=list)
    ended: list[Callable[[str, int], None]] = field(default_factory=list)


@dataclass
class Typed:
    """Lines that wait for the prompt or a program, and the lines of a command that is not complete yet."""

    waiting: deque[tuple[str, bool]] = field(default_factory=deque)  # and whether they are shown already
    unfinished: str = ""
    remembered: str = ""  # the unfinished command as the history will have it

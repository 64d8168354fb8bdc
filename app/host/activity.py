"""Who is busy on a machine, and what the others wait for: the autojump clock asks.

An interpreter is busy from the start of a run to its end, except while one of our commands runs in it: those are
Python, so when the loop has nothing to do they wait, for time, the network, input or another process. Only a command
that waits for a pipe of its own interpreter leaves it to bashkit to go on.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

PIPE = "pipe"
QUIET_TURNS = 4  # turns of the loop in which nothing may start before a machine counts as idle


@dataclass(eq=False)
class Running:
    """One of our commands in an interpreter; `waits_for` is `time`, `network`, `input`, `child` or `pipe`."""

    waits_for: str = "network"


@dataclass(eq=False)
class Run:
    """One run of an interpreter."""

    commands: list[Running] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Whether bashkit is working now, as far as can be told."""
        return not any(command.waits_for != PIPE for command in self.commands)


class Activity:
    """The runs of one machine."""

    def __init__(self) -> None:
        self._runs: set[Run] = set()
        self._changed: asyncio.Event | None = None
        self.changes = 0

    def begin(self) -> Run:
        """An interpreter starts to work."""
        run = Run()
        self._runs.add(run)
        self.changes += 1
        return run

    def end(self, run: Run) -> None:
        """It is done."""
        self._runs.discard(run)
        self.note()

    def note(self) -> None:
        """Something changed that may have made the machine idle."""
        self.changes += 1
        if self._changed is not None:
            self._changed.set()

    def idle(self) -> bool:
        """Whether nothing can happen before time passes or somebody types."""
        return not any(run.busy for run in self._runs)

    def waiting(self) -> set[str]:
        """What the running commands wait for: `time`, `network`, `input`."""
        return {command.waits_for for run in self._runs for command in run.commands} - {PIPE, "child"}

    async def until_idle(self) -> None:
        """Return as soon as the machine is idle and the loop has nothing left to do for it."""
        quiet, seen = 0, -1
        while quiet < QUIET_TURNS:
            if not self.idle():
                self._changed = asyncio.Event()
                if not self.idle():
                    await self._changed.wait()
                self._changed = None
                quiet = 0
                continue
            quiet = quiet + 1 if seen == self.changes else 0
            seen = self.changes
            await asyncio.sleep(0)

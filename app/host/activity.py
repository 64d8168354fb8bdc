"""Who is busy on a machine, and what the others wait for: the autojump clock asks.

An interpreter is busy from the start of a run to its end, except while one of our commands runs in it: those are
Python, so when the loop has nothing to do they wait, for time, the network, input or another process. Only a command
that waits for a pipe of its own interpreter leaves it to bashkit to go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

PIPE = "pipe"
QUIET_TURNS = 4  # turns of the loop in which nothing may start before a machine counts as idle
HANDOVER = 0.002  # seconds of the wall in which bashkit's threads hand over what a command has just written
PIPED = 0.006  # the same where one of its programs may have to act on that: the other end of a pipe


class Running:
    """One of our commands in an interpreter; `waits_for` is `time`, `network`, `input`, `child` or `pipe`."""

    def __init__(self, waits_for: str = "network") -> None:
        self._waits_for = waits_for
        self._inside: list[str] = []
        self.piped = False  # what it writes goes through bashkit
        self._computing = 0  # in a thread of bashkit, which the loop does not see
        self.session = False  # of somebody who came in from outside, not of the machine's first program
        self.note: Callable[[], None] | None = None
        self.statuses: Mapping[int, int] = {}  # by signal: what it exits with now, where the signal does not kill it
        self.deliver: Callable[[int], None] | None = None  # a signal for it
        self.turn = asyncio.Lock()  # parts of it that write at the same time go on in the order in which they wrote
        self.shown = False  # its output goes to the terminal: no pipe whose reader a signal would kill with it

    @property
    def waits_for(self) -> str:
        """What it waits for when it waits: of several things at once a pipe, then the latest; a child but in time."""
        if self._computing:
            return PIPE
        if PIPE in self._inside or not self._inside:
            return PIPE if self._inside else self._waits_for
        return "time" if self._inside[-1] == "child" and "time" in self._inside else self._inside[-1]

    @waits_for.setter
    def waits_for(self, what: str) -> None:
        self._waits_for = what
        if self.note is not None:
            self.note()

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Inside it waits for this too. Waits may overlap and end in any order: a program reads while it writes."""
        self._inside.append(what)
        if self.note is not None:
            self.note()
        try:
            yield
        finally:
            self._inside.remove(what)
            if self.note is not None:
                self.note()

    @contextmanager
    def computing(self, by: int = 1) -> Iterator[None]:
        """Inside it is busy, although the loop has nothing to do; with -1, not so for a while."""
        self._computing += by
        if self.note is not None:
            self.note()
        try:
            yield
        finally:
            self._computing -= by
            if self.note is not None:
                self.note()


class Run:
    """One run of an interpreter."""

    def __init__(self, note: Callable[[], None]) -> None:
        self.commands: list[Running] = []
        self.ending = False  # cancelled: bashkit is about to end it
        self._note = note

    @property
    def busy(self) -> bool:
        """Whether bashkit is working now, as far as can be told."""
        return self.ending or not any(command.waits_for != PIPE for command in self.commands)

    def enter(self, command: Running) -> None:
        """One of our commands starts in it."""
        command.note = self._note
        self.commands.append(command)
        self._note()

    def catches(self, signal: int) -> bool:
        """Hand the terminal's signal to the program in front, if it exits by itself then: the script goes on."""
        command = self.commands[0] if len(self.commands) == 1 else None
        if command is None or not command.shown or signal not in command.statuses or command.deliver is None:
            return False
        command.deliver(signal)
        return True

    def leave(self, command: Running) -> None:
        """And ends."""
        self.commands.remove(command)
        self._note()


class Activity:
    """The runs of one machine."""

    def __init__(self) -> None:
        self._runs: set[Run] = set()
        self._changed: asyncio.Event | None = None
        self.changes = 0
        self._calm = -1  # the count of changes at which the machine was last found idle

    def begin(self) -> Run:
        """An interpreter starts to work."""
        run = Run(self.note)
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

    def session_waits(self) -> bool:
        """Whether a program that was started from outside (`kubectl exec`) waits for time."""
        return any(command.session and command.waits_for == "time" for run in self._runs for command in run.commands)

    async def until_idle(self) -> None:
        """Return as soon as the machine is idle and nothing is on its way from bashkit's threads."""
        while True:
            while not self.idle():
                changed = self._changed = self._changed or asyncio.Event()
                await changed.wait()
                if self._changed is changed:
                    self._changed = None
            seen = self.changes
            for _ in range(QUIET_TURNS):
                await asyncio.sleep(0)
            if seen != self._calm and self._runs:
                piped = any(command.piped for run in self._runs for command in run.commands)
                await asyncio.sleep(PIPED if piped else HANDOVER)
            if seen == self.changes and self.idle():
                self._calm = seen
                return

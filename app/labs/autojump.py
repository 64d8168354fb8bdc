"""The headless clock: as soon as everything waits, time jumps to what is due next. Nothing really waits.

"Everything waits" is what the host says (no interpreter is computing) together with what the running programs wait for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol, TypeVar

from app.labs.driver import advance_sliced
from app.lessons.commands.endless import runs_on
from app.sim.clock import Clock
from app.terminal.terminal import Terminal

T = TypeVar("T")
PATIENCE = 3600.0  # simulated seconds that one act may take
WATCHED = 60.0  # simulated seconds that somebody looks at what goes on until it is interrupted


class Waiting(Protocol):
    """A host, as far as time is concerned."""

    def waiting(self) -> set[str]:
        """What running programs wait for: `time`, `network`, `input`."""

    def until_idle(self) -> Awaitable[None]:
        """Return once no interpreter is computing."""


class StuckError(Exception):
    """A program went on for longer than PATIENCE, or waits for something that will never come."""


def stays_in_front(terminal: Terminal) -> bool:
    """Whether a terminal's program goes on by itself until somebody interrupts it: `watch`, `while true; ...`."""
    return terminal.mode == "raw" or runs_on(terminal.foreground or "")


async def run_jumping(clock: Clock, host: Waiting, work: Coroutine[Any, Any, T]) -> T:
    """Await some work while time jumps whenever everything waits. StuckError when it never ends."""
    task = asyncio.ensure_future(work)
    end = clock.now + PATIENCE
    try:
        while not task.done():
            await _first(task, host.until_idle())
            if task.done():
                break
            due = clock.next_due()
            if due is None or due > end:
                raise StuckError("it waits for something that will not happen")
            await advance_sliced(clock, due)
            await asyncio.sleep(0)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    return await task


async def advance_quietly(clock: Clock, host: Waiting, until: float) -> None:
    """Advance to a moment, stopping at everything that is due so that the programs it wakes can act at their time."""
    while True:
        await host.until_idle()
        due = clock.next_due()
        if due is None or due >= until:
            break
        await advance_sliced(clock, due)
        await asyncio.sleep(0)
    await advance_sliced(clock, until)
    await host.until_idle()


async def _first(task: asyncio.Future[Any], other: Awaitable[None]) -> None:
    """Wait for whichever comes first, and leave the task running."""
    idle = asyncio.ensure_future(other)
    try:
        await asyncio.wait((task, idle), return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not idle.done():
            idle.cancel()
        elif not idle.cancelled() and (failed := idle.exception()) is not None:
            raise failed

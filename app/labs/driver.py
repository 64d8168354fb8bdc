"""Who moves a lab's clock: the wall while somebody is there, jumps when everything waits."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from app.sim.clock import Clock
from app.sim.limits import LIMITS

if TYPE_CHECKING:
    from app.labs.lab import Lab

log = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds of the wall for programs that compute while time jumps
NAP = 0.25  # seconds between looks at the wall when nothing is due sooner


class WallDriver:
    """Moves a clock with the wall while it is `running`; it stands still otherwise. Lives on one asyncio loop."""

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self.clock = clock
        self.speed = speed
        self._anchor: tuple[float, float] | None = None  # (wall, simulated) when it began to run
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._lock = asyncio.Lock()

    def start(self) -> None:
        """Run with the wall from now on."""
        if self._anchor is None:
            self.clock.on_earlier = lambda when: self._wake.set()
            self._anchor = (time.monotonic(), self.clock.now)
            self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """Stand still."""
        if self._task is not None:
            self._task.cancel()
        self._anchor = self._task = None

    def pace(self, speed: float) -> None:
        """Go on so many times as fast as the wall; 0 stands still, and only jumps move the clock."""
        if self._anchor is not None:
            self._anchor = (time.monotonic(), self.target())
        self.speed = speed
        self._wake.set()

    def target(self) -> float:
        """What the clock should show by the wall."""
        if self._anchor is None:
            return self.clock.now
        wall, simulated = self._anchor
        return max(simulated + (time.monotonic() - wall) * self.speed, self.clock.now)

    async def catch_up(self) -> None:
        """Bring the clock to the wall now: before a learner's input is handled."""
        await self.advance_to(self.target())

    async def skip(self, seconds: float, stop: Callable[[], Awaitable[None]]) -> None:
        """Jump ahead, waiting for `stop` whenever something was due; the wall's pace goes on from there."""
        until = self.target() + seconds
        while (due := self.clock.next_due()) is not None and due < until:
            await self._jump(due)
            await stop()
        await self._jump(until)
        await stop()
        self._wake.set()

    async def _jump(self, moment: float) -> None:
        self.shift(max(0.0, moment - self.target()))
        await self.advance_to(max(moment, self.target()))

    def shift(self, seconds: float) -> None:
        """Let the clock owe `seconds` more: the next advance to `target()` goes there."""
        if self._anchor is not None:
            wall, simulated = self._anchor
            self._anchor = (wall, simulated + seconds)

    async def advance_to(self, until: float) -> None:
        """Advance in slices, so that no lab holds the loop for long."""
        async with self._lock:
            await advance_sliced(self.clock, until)

    async def _run(self) -> None:
        while True:
            try:
                await self.catch_up()
            except Exception:  # what failed was due and is not due any more: time goes on
                log.exception("something that was due failed")
            due = self.clock.next_due()
            nap = NAP if due is None or not self.speed else min(NAP, max(0.001, (due - self.clock.now) / self.speed))
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), nap)
            except TimeoutError:
                continue


async def advance_sliced(clock: Clock, until: float) -> None:
    """Advance a clock to `until`, letting others run after every slice of LIMITS.slice_seconds."""
    while not clock.advance(until, pause=slice_over() if clock.shared else None):
        await asyncio.sleep(0)


def act_at_once(clock: Clock) -> None:
    """From now on what is due at this very moment happens as soon as the loop gets to it, without a driver.

    A real control loop acts within milliseconds of a write; nobody should have to wait for the clock's next move. The
    loop is this lab's alone: all of a moment happens at once, so that a program's next request never falls between.
    """
    loop = asyncio.get_running_loop()
    clock.shared = False

    def earlier(when: float) -> None:
        if when <= clock.now:
            loop.call_soon(lambda: clock.advance(clock.now))

    clock.on_earlier = earlier


def slice_over() -> Callable[[], bool]:
    """A question that says True once a slice of wall time is used up."""
    end = time.perf_counter() + LIMITS.slice_seconds
    return lambda: time.perf_counter() >= end


class Stops:
    """The moments at which a jump of time stops: programs that waited for them act before it goes on.

    A program that computes on and on is not waited for for ever: PATIENCE is for the whole jump.
    """

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.left = PATIENCE

    async def programs_act(self) -> None:
        """Return once they have; at once when no program waits for time."""
        if self.left <= 0 or not self.lab.sleepers():
            await asyncio.sleep(0)
            return
        began = time.monotonic()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.lab.until_idle(), self.left)
            return
        self.left -= time.monotonic() - began

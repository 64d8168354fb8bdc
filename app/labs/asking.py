"""When the checks of a live lab's open step are asked: once something they look at has changed, never by polling."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from app.lessons.evidence import Need
from app.sim.clock import Timer

if TYPE_CHECKING:
    from app.labs.live import LiveLab

log = logging.getLogger(__name__)

GATHER = 0.03  # seconds of the wall: what changes together is looked at together
RETRIES = (2.0, 5.0, 10.0, 20.0, 40.0, 90.0)  # seconds of the lab after a command


class Asking:
    """Asks the checks of one lab. Everything here runs on the labs' loop."""

    def __init__(self, live: LiveLab) -> None:
        self._live = live
        self._changes: set[Need] = set()
        self._task: asyncio.Task[None] | None = None
        self._again: Timer | None = None  # when checks that look at the clock are asked again
        self._retries: list[Timer] = []  # when scripts of checks that did not hold are run again

    def changed(self, *changes: Need) -> None:
        """Something is different: those it concerns are asked soon."""
        live = self._live
        if not live.closed and (not live.progress.finished or live.told_values):
            self._changes.update(changes)
            if self._task is None or self._task.done():
                self._task = asyncio.get_running_loop().create_task(self._ask())

    def retry_later(self) -> None:
        """What a command sets going takes time; scripts cannot say what they wait for, so they are run again later."""
        for timer in self._retries:
            timer.cancel()
        self._retries = []
        if self._live.progress.waiting():
            again = (Need("commands"),)
            clock = self._live.lab.clock
            self._retries = [clock.call_later(after, lambda: self.changed(*again)) for after in RETRIES]

    async def now(self) -> None:
        """Ask every check of the open step; those that take a while soon."""
        live = self._live
        if await live.progress.ask(live.evidence, patient=False):
            live.tell_steps()
        self._in_time()
        if live.progress.waiting():
            self.changed(Need("commands"))

    def stop(self) -> None:
        """The lab ends."""
        if self._task is not None:
            self._task.cancel()

    async def _ask(self) -> None:
        """Ask the checks that something changed for, until nothing is new; those that take a while come last."""
        live = self._live
        while self._changes:
            await asyncio.sleep(GATHER)
            changes, self._changes = self._changes, set()
            try:
                live.progress.touch(changes, live.evidence.resources)
                for patient in (False, True):
                    if await live.progress.ask(live.evidence, patient=patient):
                        live.tell_steps()
                self._in_time()
                if live.values() != live.told_values:
                    live.tell_steps()
            except Exception:
                log.exception("lab %s: a check failed to answer", live.id)

    def _in_time(self) -> None:
        """Ask those again that wait for the clock, once it is there."""
        if self._again is not None:
            self._again.cancel()
            self._again = None
        if (moment := self._live.progress.again()) is not None:
            clock = self._live.lab.clock
            self._again = clock.call_later(max(0.0, moment - clock.now), lambda: self.changed(Need("time")))

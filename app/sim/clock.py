"""The one clock of a lab: what time it is, and what is due when.

Nothing below `web` reads the wall clock. A driver moves the clock: with the wall while somebody is connected, in jumps
when a learner skips ahead, and as soon as everything waits for time in headless runs (`autojump`).
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count


class Timer:
    """A callback that is due at a moment; `cancel()` forgets it."""

    __slots__ = ("callback", "cancelled", "when")

    def __init__(self, when: float, callback: Callable[[], None]) -> None:
        self.when = when
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        """Never call back. Cancelling twice, or after the call, does nothing."""
        self.cancelled = True


class Clock:
    """Simulated time in seconds since 1970 (UTC), and a heap of what is due.

    Timers of the same moment run in the order in which they were set, so a seeded lab repeats exactly.
    """

    def __init__(self, now: float) -> None:
        self.now = now
        self._due: list[tuple[float, int, Timer]] = []
        self._order = count()
        self.on_earlier: Callable[[float], None] | None = None
        """Told when a timer becomes the earliest: a driver that sleeps until a later one wakes up."""
        self.shared = True
        """Whether its loop has others to serve, so that what is due is done in slices; where a slice ends is chance."""

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Call back when the clock reaches `when` (at the next advance if that is past)."""
        timer = Timer(when, callback)
        heapq.heappush(self._due, (when, next(self._order), timer))
        if self.on_earlier is not None and self._due[0][2] is timer:
            self.on_earlier(when)
        return timer

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call back after `delay` seconds."""
        return self.call_at(self.now + delay, callback)

    async def sleep(self, delay: float) -> None:
        """Wait `delay` simulated seconds; to be awaited on the loop that advances the clock."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_later(delay, lambda: None if woken.done() else woken.set_result(None))
        try:
            await woken
        finally:
            timer.cancel()

    def next_due(self) -> float | None:
        """The moment of the earliest timer, or None when nothing is due at all."""
        while self._due and self._due[0][2].cancelled:
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def advance(self, until: float, *, pause: Callable[[], bool] | None = None) -> bool:
        """Move to `until`, calling back what falls due on the way, in order.

        `pause` is asked after each callback; when it says True the clock stops there and False is returned, so that a
        caller can let others run and go on later. True means `until` was reached.
        """
        due = self._due
        while due and (due[0][0] <= until or due[0][2].cancelled):
            when, _, timer = heapq.heappop(due)
            if timer.cancelled:
                continue
            self.now = max(self.now, when)
            timer.callback()
            if pause is not None and pause():
                return False
        self.now = max(self.now, until)
        return True


def rfc3339(seconds: float) -> str:
    """The way Kubernetes writes a metav1.Time: `2018-01-14T11:01:57Z`, whole seconds."""
    return _rfc3339(int(seconds))


@lru_cache(maxsize=1024)
def _rfc3339(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def rfc3339_micro(seconds: float) -> str:
    """The way Kubernetes writes a metav1.MicroTime: `2018-01-14T11:01:57.123456Z`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@lru_cache(maxsize=4096)  # replicas were made, and heard of, at the same moments
def parse_rfc3339(text: str) -> float:
    """Seconds since 1970 of an RFC 3339 time; ValueError when it is none."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()

"""The work queue: which controller has to look at which object, and when.

Follows kubernetes client-go/util/workqueue: an item waits once however often it is added, failures back off.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

from app.cluster.api.errors import ApiError
from app.sim.clock import Clock, Timer

BACKOFF_FIRST = 0.005  # seconds; doubles with each failure of the same item
BACKOFF_LIMIT = 1000.0

Item = tuple[str, str]  # (namespace, name)


class Agenda:
    """Callbacks at moments of the lab's clock, and whether anything but periodic work is left."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.pending = 0  # callbacks that are due once, not again and again
        self.closed = False  # nothing happens any more: the cluster is gone

    def after(self, delay: float, callback: Callable[[], None], *, periodic: bool = False) -> Appointment:
        """Call back after `delay` seconds; periodic callbacks do not keep the cluster from being settled."""
        return Appointment(self, delay, callback, periodic)


class Appointment:
    """One callback that is due; `cancel()` forgets it."""

    __slots__ = ("_agenda", "_callback", "_counted", "_timer")

    def __init__(self, agenda: Agenda, delay: float, callback: Callable[[], None], periodic: bool) -> None:
        self._agenda = agenda
        self._callback = callback
        self._counted = not periodic
        agenda.pending += self._counted
        self._timer: Timer = agenda.clock.call_later(delay, self._run)

    def _run(self) -> None:
        self._agenda.pending -= self._counted
        self._counted = False
        if not self._agenda.closed:
            self._callback()

    def cancel(self) -> None:
        """Never call back; doing it twice, or after the call, is fine."""
        self._timer.cancel()
        self._agenda.pending -= self._counted
        self._counted = False


class WorkQueue:
    """The items of one controller, each waiting for its moment; one item is worked on per callback of the clock.

    `reconcile(item)` may return seconds after which the item wants to be looked at again (periodic work).
    """

    def __init__(
        self, agenda: Agenda, reconcile: Callable[[Item], float | None], halted: Callable[[], bool] = lambda: False
    ) -> None:
        self._agenda, self._halted = agenda, halted
        self._reconcile = reconcile
        self._heap: list[tuple[float, int, Item]] = []
        self._due: dict[Item, float] = {}
        self._counted: set[Item] = set()
        self._failures: dict[Item, int] = {}
        self._order = count()
        self._wake: Timer | None = None
        self._working = False  # the next moment is looked for when an item is done with

    def add(self, item: Item, delay: float = 0.0, *, periodic: bool = False) -> None:
        """Look at `item` after `delay` seconds; an earlier moment that is already planned stands."""
        when = self._agenda.clock.now + delay
        planned = self._due.get(item)
        if planned is not None and planned <= when:
            return
        self._due[item] = when
        if not periodic and item not in self._counted:
            self._counted.add(item)
            self._agenda.pending += 1
        heapq.heappush(self._heap, (when, next(self._order), item))
        if not self._working and (self._wake is None or when < self._wake.when):
            self._arm()

    def __len__(self) -> int:
        return len(self._due)

    @property
    def counted(self) -> int:
        """How many items are due once, not again and again."""
        return len(self._counted)

    def resume(self) -> None:
        """Whoever was halted may go on, or the other way round."""
        self._arm()

    def _arm(self) -> None:
        heap, due = self._heap, self._due
        while heap and due.get(heap[0][2]) != heap[0][0]:
            heapq.heappop(heap)
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        if heap and not self._halted():
            self._wake = self._agenda.clock.call_at(heap[0][0], self._work)

    def _work(self) -> None:
        self._wake, self._working = None, True
        try:
            while self._heap and self._heap[0][0] <= self._agenda.clock.now:
                when, _, item = heapq.heappop(self._heap)
                if self._due.get(item) == when:
                    del self._due[item]
                    self._run(item)
                    break
        finally:
            self._working = False
        self._arm()

    def _run(self, item: Item) -> None:
        if item in self._counted:
            self._counted.remove(item)
            self._agenda.pending -= 1
        try:
            again = self._reconcile(item)
        except ApiError:
            failures = self._failures[item] = self._failures.get(item, 0) + 1
            delay = min(BACKOFF_LIMIT, BACKOFF_FIRST * 2 ** min(failures - 1, 30))
            self.add(item, delay, periodic=failures > 8)
            return
        self._failures.pop(item, None)
        if again is not None:
            # A wait shorter than the clock's grain would come round in the same moment, for ever.
            self.add(item, max(again, 0.001), periodic=again > 1)

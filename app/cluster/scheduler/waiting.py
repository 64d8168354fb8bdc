"""The pods without a node: which are to be tried, by priority, and which wait for something to happen.

Follows kubernetes pkg/scheduler/backend/queue/scheduling_queue.go.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from app.cluster.control.plane import Plane
from app.cluster.control.resources import PODS, Name, Object, labels_of, name_of
from app.cluster.scheduler import hints
from app.cluster.scheduler.hints import Failure
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.placement import Placement
from app.cluster.scheduler.preemption import priority

SLICE = 16  # pods per callback of the clock
BACKOFF_FIRST, BACKOFF_LIMIT = 1.0, 10.0
FLUSH = 30.0  # seconds between two looks for pods that waited for too long


@dataclass(slots=True)
class _Tries:
    """How often a pod was tried, and when it may be tried again while there is much to do."""

    attempts: int = 0
    not_before: float = 0.0


class WaitingPods:
    """Calls `schedule(name)` for one pod after the other."""

    def __init__(self, plane: Plane, placement: Placement, schedule: Callable[[Name], None]) -> None:
        self.plane, self._placement, self._schedule = plane, placement, schedule
        self._tries: dict[Name, _Tries] = {}
        self._active: list[tuple[int, int, Name]] = []  # (-priority, order, pod)
        self._queued: set[Name] = set()
        self._order = count()
        self._running = self._retrying = self._flushing = False
        self._happened: set[tuple[str, str]] = set()  # (what, node) since pods were tried again
        self._placed: list[Object] = []  # the pods that were placed since then
        self._failed: dict[Name, Failure] = {}  # those that found no node

    def add(self, pod: Object) -> None:
        """A new pod, or one that was changed: it is tried at once."""
        self._tries.setdefault(name_of(pod), _Tries())
        self._push(pod)

    def __contains__(self, name: Name) -> bool:
        return name in self._tries

    def forget(self, name: Name) -> None:
        """A pod was bound, or is no more."""
        self._tries.pop(name, None)
        self._failed.pop(name, None)

    def attempt(self, name: Name) -> None:
        """A pod is being tried."""
        tries = self._tries[name]
        tries.attempts += 1
        delay = min(BACKOFF_LIMIT, BACKOFF_FIRST * 2 ** min(tries.attempts - 1, 4))
        tries.not_before = self.plane.clock.now + delay
        self._failed.pop(name, None)

    def failed(self, name: Name, failure: Failure) -> None:
        """A pod found no node: it waits for what may help."""
        self._failed[name] = failure
        if not self._flushing:
            self._flushing = True
            self.plane.agenda.after(FLUSH, self._flush, periodic=True)

    # What wakes them

    def happened(self, what: str, node: str = "", pod: Object | None = None) -> None:
        """Something that may help pods that found no node; many things at once count as one."""
        if not self._failed:
            return
        self._happened.add((what, node))
        if pod is not None:
            self._placed.append(pod)
        if not self._retrying:
            self._retrying = True
            self.plane.agenda.after(0.01, self._retry)

    def _retry(self) -> None:
        self._retrying = False
        happened, self._happened = self._happened, set()
        placed, self._placed = list({_alike(one): one for one in self._placed}.values()), []
        kinds = {what for what, _ in happened}
        names = sorted(node for what, node in happened if what == hints.NODE)
        nodes = [self._placement.nodes.get(name) for name in names]
        judged: dict[bytes, bool] = {}
        found = []
        for name, failure in self._failed.items():
            if name in self._queued or not failure.waits_for & kinds:
                continue
            if failure.waits_for & kinds <= {hints.NODE, hints.POD_ADDED}:
                key = failure.key
                if key not in judged:
                    judged[key] = self._is_helped(name, failure, nodes, placed)
                if not judged[key]:
                    continue
            found.append(name)
        self._try_again(found)

    def _is_helped(self, name: Name, failure: Failure, nodes: list[NodeInfo | None], placed: list[Object]) -> bool:
        if any(failure.is_helped_by(info) for info in nodes):
            return True
        waiting = self.plane.objects.get(PODS, *name)
        return waiting is not None and any(failure.is_helped_by_pod(waiting, one) for one in placed)

    def _flush(self) -> None:
        """Pods that nothing helped for long are tried all the same."""
        now = self.plane.clock.now
        late = [name for name, failure in self._failed.items() if now - failure.since >= hints.LEFT_OVER]
        self._try_again([name for name in late if name not in self._queued])
        self._flushing = bool(self._failed)
        if self._flushing:
            self.plane.agenda.after(FLUSH, self._flush, periodic=True)

    def _try_again(self, names: list[Name]) -> None:
        """At once when there is nothing else to do, as the queue gives out pods that back off only then."""
        now = self.plane.clock.now
        for name in names:
            tries, pod = self._tries.get(name), self.plane.objects.get(PODS, *name)
            if tries is None or pod is None:
                self._failed.pop(name, None)
            elif tries.not_before <= now or len(names) <= SLICE:
                self._push(pod)
            else:
                self._queued.add(name)
                self.plane.agenda.after(tries.not_before - now, lambda pod=pod: self._push(pod, again=True))  # type: ignore[misc]

    # One after the other

    def _push(self, pod: Object, *, again: bool = False) -> None:
        name = name_of(pod)
        if name in self._queued and not again:
            return
        self._queued.add(name)
        heapq.heappush(self._active, (-priority(pod), next(self._order), name))
        self.resume()

    def resume(self) -> None:
        """Go on with those that are to be tried, unless the scheduler does not run."""
        if self._active and not self._running and self.plane.components.scheduling:
            self._running = True
            self.plane.agenda.after(0, self._work)

    def _work(self) -> None:
        if not self.plane.components.scheduling:
            self._running = False
            return
        for _ in range(SLICE):
            if not self._active:
                break
            name = heapq.heappop(self._active)[2]
            self._queued.discard(name)
            if name in self._tries:
                self._schedule(name)
        self._running = bool(self._active)
        if self._running:
            self.plane.agenda.after(0, self._work)


def _alike(pod: Object) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What selectors see of a pod."""
    return pod["metadata"]["namespace"], tuple(sorted(labels_of(pod).items()))

"""How much CPU a process has used, remembered just as long as somebody may ask: nothing runs to find it out."""

from __future__ import annotations

from typing import Any

SLOT = 15.0  # seconds: what is used is known per slot, and whoever measures looks at whole slots
KEPT = 8  # slots
TOTAL = -1  # stands in a snapshot for what was used from the beginning


class Meter:
    """CPU seconds by slot: what a steady level of so many cores uses, and what single pieces of work used."""

    __slots__ = ("_level", "_settled", "_slots", "_total")

    def __init__(self, now: float, level: float = 0.0) -> None:
        self._level, self._settled = level, now
        self._slots: dict[int, float] | None = None  # most processes do nothing
        self._total = 0.0

    @property
    def level(self) -> float:
        """Cores that are in use all the time."""
        return self._level

    def keep(self, level: float, now: float) -> None:
        """From now on so many cores are in use."""
        self._settle(now)
        self._level = level

    def spend(self, seconds: float, begin: float, end: float) -> None:
        """A piece of work takes `seconds` of CPU between two moments."""
        self._total += seconds
        self._note(seconds, begin, end)

    def _note(self, seconds: float, begin: float, end: float) -> None:
        if self._slots is None:
            self._slots = {}
        first, last = int(begin // SLOT), int(end // SLOT)
        length = end - begin
        for slot in range(first, last + 1):
            inside = min(end, (slot + 1) * SLOT) - max(begin, slot * SLOT)
            share = seconds * inside / length if length > 0 else seconds
            if share:
                self._slots[slot] = self._slots.get(slot, 0.0) + share

    def between(self, begin: float, end: float, now: float) -> float:
        """Cores that were in use on average; `begin` and `end` are borders of slots, or the process's own start."""
        self._settle(now)
        if end <= begin:
            return self._level
        slots = self._slots or {}
        used = sum(slots.get(slot, 0.0) for slot in range(int(begin // SLOT), int(-(-end // SLOT))))
        return used / (end - begin)

    def total(self, now: float) -> float:
        """CPU seconds since the beginning."""
        self._settle(now)
        return self._total

    def _settle(self, now: float) -> None:
        """Write down what the level has used until now."""
        oldest = (now // SLOT - KEPT) * SLOT
        if self._level and now > self._settled:
            begin = max(self._settled, oldest)
            self._total += self._level * (now - self._settled)
            self._note(self._level * (now - begin), begin, now)
        self._settled = max(now, self._settled)
        if self._slots is not None and len(self._slots) > 2 * KEPT:
            self._slots = {slot: used for slot, used in self._slots.items() if slot * SLOT >= oldest}

    def state(self) -> Any:
        """JSON data from which to go on."""
        return [[TOTAL, self._total], *([slot, used] for slot, used in (self._slots or {}).items())]

    def restore(self, state: Any) -> None:
        """Go on from there."""
        self._slots = {int(slot): float(used) for slot, used in state}
        self._total = self._slots.pop(TOTAL, 0.0)

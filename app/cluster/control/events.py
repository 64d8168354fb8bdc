"""Events: what components tell about objects, with client-go's counting, aggregation and rate limit.

Follows kubernetes client-go/tools/record/events_cache.go: EventCorrelator, and tools/events for the scheduler.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from app.cluster.api.errors import ApiError
from app.cluster.api.trusted import TrustedObjects
from app.cluster.control.queue import Agenda
from app.cluster.control.resources import EVENTS, Object
from app.cluster.control.told import (
    COMBINED,
    LONGEST,
    SIMILAR_WINDOW,
    About,
    Remembered,
    Told,
    ToldInSeries,
    about_of,
    source_of,
    told_again,
    wording,
)
from app.sim.clock import rfc3339, rfc3339_micro

TIME_TO_LIVE = 3600.0
SERIES_WINDOW = 360.0  # the scheduler's recorder counts repetitions for this long
UID = 36  # characters of a uid that nothing else has; nodes are named by their names


class EventRecorder:
    """Writes Event objects about other objects."""

    def __init__(self, objects: TrustedObjects, agenda: Agenda) -> None:
        self._objects = objects
        self._agenda = agenda
        self._remembered: dict[Any, Remembered] = {}  # by the object's uid
        self._told: deque[Told] = deque()  # in the order in which they were written
        self._swept = agenda.clock.now
        self._serial = 0
        self._snapshot: tuple[float, Any] | None = None  # the last one, while it holds: saves are many, events few

    def event(self, about: Object, kind: str, reason: str, message: str, component: str, *,
              field_path: str = "", host: str = "") -> None:  # fmt: skip
        """Record that something happened to `about`; `kind` is Normal or Warning."""
        now, source, what = self._agenda.clock.now, source_of(component, host), _about(about, field_path)
        self._snapshot = None
        known = self._known(what)
        bucket = known.bucket(source, now)
        similar, written = known.similar_to(source, kind, reason)
        fresh, combined = not similar.messages, similar.combines(message, now)
        if bucket.allows(now):
            text = COMBINED + message if combined else message
            wanted = None if combined else message
            seen = next((one for one in known.told if one.repeats(source, kind, reason, field_path, wanted)), None)
            if seen is not None and self._count(seen, text, now):
                implied = True  # by the event that was there
            else:
                made = self._create(known, Told(source, what, kind, reason, wording(text), now), seen)
                implied = made and fresh
        else:
            implied = False
        if not (written or implied):
            known.similar += (similar,)

    def series(self, about: Object, kind: str, reason: str, action: str, message: str, component: str,
               instance: str, related: Object | None = None) -> None:  # fmt: skip
        """Record with the newer API (events.k8s.io), which counts repetitions in `series`."""
        now, source, what = self._agenda.clock.now, source_of(component, instance), _about(about, "")
        self._snapshot = None
        known = self._known(what)
        seen = next((one for one in known.told if one.repeats_action(source, kind, reason, action, message)), None)
        if seen is not None and now - seen.last < SERIES_WINDOW and self._repeat(seen, now):
            return
        other = _about(related, "") if related is not None else None
        self._create(known, ToldInSeries(source, what, kind, reason, message, now, action, other), seen)

    def __len__(self) -> int:
        """How much is remembered."""
        known = self._remembered.values()
        return len(self._told) + sum(len(one.similar) + len(one.buckets) for one in known)

    def _known(self, about: About) -> Remembered:
        at = _place(about)
        found = self._remembered.get(at)
        if found is None:
            found = self._remembered[at] = Remembered()
        return found

    def _count(self, seen: Told, message: str, now: float) -> bool:
        """Count a repetition on the stored event; False when that is gone."""
        done = self._rewrite(seen, count=seen.count + 1, lastTimestamp=rfc3339(now), message=message[:LONGEST])
        seen.count, seen.last = seen.count + 1, now
        return done

    def _repeat(self, seen: Told, now: float) -> bool:
        done = self._rewrite(seen, series={"count": seen.count + 1, "lastObservedTime": rfc3339_micro(now)})
        seen.count, seen.last = seen.count + 1, now
        return done

    def _rewrite(self, seen: Told, **fields: Any) -> bool:
        stored = self._objects.get(EVENTS, *seen.place)
        if stored is None:
            return False
        self._objects.rewrite(EVENTS, stored, **fields)
        return True

    def _create(self, known: Remembered, told: Told, before: Told | None) -> bool:
        """Store an event, and count from now on from it; False where none is taken any more."""
        now, namespace, name = told.first, told.about[1] or "default", told.about[2]
        self._serial += 1
        metadata = {"name": f"{name}.{int(now * 1e6) * 1000 + self._serial % 1000:x}", "namespace": namespace}
        if before is not None:
            known.told = tuple(one for one in known.told if one is not before)
        try:
            self._objects.tell(told.body(metadata), told)
        except ApiError:
            return False  # a namespace that is being deleted takes no more events
        known.told += (told,)
        self._told.append(told)
        if len(self._told) == 1:
            self._agenda.after(TIME_TO_LIVE, self._expire, periodic=True)
        return True

    def _expire(self) -> None:
        now, told, self._snapshot = self._agenda.clock.now, self._told, None
        while told and told[0].first + TIME_TO_LIVE <= now:
            over = told.popleft()
            known = self._remembered.get(_place(over.about))
            if known is not None:
                known.drop(over, now)
            self._objects.expire(EVENTS, *over.place)
        self._plan()
        if not told or now - self._swept >= SIMILAR_WINDOW:  # seldom: a sweep looks at all that was counted
            self._swept = now
            # A new table: one that had many takes as much room as ever.
            self._remembered = {at: one for at, one in self._remembered.items() if not one.forget(now, TIME_TO_LIVE)}

    def _plan(self) -> None:
        if self._told:
            left = max(0.0, self._told[0].first + TIME_TO_LIVE - self._agenda.clock.now)
            self._agenda.after(left, self._expire, periodic=True)

    def snapshot(self) -> Any:
        """What was written and counted so far, as JSON data."""
        now = self._agenda.clock.now
        if self._snapshot is None or now - self._snapshot[0] > SIMILAR_WINDOW / 10:
            self._snapshot = (now, self._state(now))
        return self._snapshot[1]

    def _state(self, now: float) -> Any:
        known = ((at, one.state(now)) for at, one in self._remembered.items())
        return {
            "told": [(one.state(), self._counts(one)) for one in self._told],
            "known": [(at, state) for at, state in known if state],
            "serial": self._serial,
        }

    def _counts(self, told: Told) -> bool:
        """Whether repetitions are counted from this one, and not from a later one."""
        known = self._remembered.get(_place(told.about))
        return known is not None and any(one is told for one in known.told)

    def restore(self, state: Any) -> None:
        """Go on counting from a `snapshot()`."""
        self._serial = state["serial"]
        for one, counts in state["told"]:
            told = told_again(one)
            self._told.append(told)
            if counts:
                self._known(told.about).told += (told,)
        for at, known in state["known"]:
            place = at if isinstance(at, str) else tuple(at)
            self._remembered.setdefault(place, Remembered()).restore(*known)
        self._plan()


def _about(about: Object, field_path: str) -> About:
    meta = about["metadata"]
    return about_of(about["kind"], meta.get("namespace", ""), meta["name"], meta.get("uid", ""), about["apiVersion"],
                    meta.get("resourceVersion", ""), field_path)  # fmt: skip


def _place(about: About) -> Any:
    """Under what is remembered what was told about an object."""
    return about[3] if len(about[3]) == UID else about[:4]

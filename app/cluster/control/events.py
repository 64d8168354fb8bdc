"""Events: what components tell about objects, with client-go's counting, aggregation and rate limit.

Follows kubernetes client-go/tools/record/events_cache.go: EventCorrelator, and tools/events for the scheduler.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.cluster.api.errors import ApiError
from app.cluster.api.trusted import TrustedObjects
from app.cluster.control.queue import Agenda
from app.cluster.control.resources import EVENTS, Object
from app.sim.clock import rfc3339, rfc3339_micro

SIMILAR_LIMIT = 10  # from this many different messages on, events of one kind are combined
SIMILAR_WINDOW = 600.0  # seconds
BURST = 25  # events about one object before the limit bites
REFILL = 1 / 300  # further events per second
TIME_TO_LIVE = 3600.0
SERIES_WINDOW = 360.0  # the scheduler's recorder counts repetitions for this long

Source = tuple[str, ...]  # component, host, and the object: kind, namespace, name, uid
Group = tuple[Source, str, str]  # ..., type, reason
Key = tuple[Any, ...]  # what is counted as the same: a group, with the field and the message where these count
# Keys are made of one another, so that what is kept about the events of one object shares its parts.


@dataclass(slots=True)
class _Seen:
    """An event that was written: where it is and how often it happened."""

    namespace: str
    name: str
    count: int
    first: float
    last: float


@dataclass(slots=True)
class _Similar:
    """The different messages of one (object, reason), for combining them."""

    group: Group
    messages: tuple[str, ...] = ()  # a few: a set would take four times as much
    last: float = 0.0


@dataclass(slots=True)
class _Bucket:
    source: Source
    tokens: float = BURST
    last: float = 0.0


class EventRecorder:
    """Writes Event objects about other objects."""

    def __init__(self, objects: TrustedObjects, agenda: Agenda) -> None:
        self._objects = objects
        self._agenda = agenda
        self._seen: dict[Key, _Seen] = {}
        self._similar: dict[Group, _Similar] = {}
        self._buckets: dict[Source, _Bucket] = {}
        self._followed: list[_Seen] = []  # by another event of the same key, before their time was over
        self._swept = agenda.clock.now
        self._serial = 0
        self._snapshot: tuple[float, Any] | None = None  # the last one, while it holds: saves are many, events few

    def event(self, about: Object, kind: str, reason: str, message: str, component: str, *,
              field_path: str = "", host: str = "") -> None:  # fmt: skip
        """Record that something happened to `about`; `kind` is Normal or Warning."""
        now = self._agenda.clock.now
        reference = _reference(about, field_path)
        source: Source = (component, host, reference["kind"], reference.get("namespace", ""), reference["name"],
                          reference["uid"])  # fmt: skip
        bucket = self._buckets.get(source)
        if bucket is None:
            bucket = self._buckets[source] = _Bucket(source, last=now)
        self._snapshot = None
        message, key = self._combine(bucket.source, kind, reason, message, field_path, now)
        if not self._allowed(bucket, now):
            return
        if (seen := self._seen.get(key)) is not None and self._count(seen, message, now):
            return
        moment = rfc3339(now)
        body = {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {},
            "involvedObject": reference,
            "reason": reason,
            "message": message[:1024],
            "source": _source(component, host),
            "firstTimestamp": moment,
            "lastTimestamp": moment,
            "count": 1,
            "type": kind,
            "eventTime": None,
            "reportingComponent": component,
            "reportingInstance": host,
        }
        self._create(key, body, now)

    def series(self, about: Object, kind: str, reason: str, action: str, message: str, component: str,
               instance: str, related: Object | None = None) -> None:  # fmt: skip
        """Record with the newer API (events.k8s.io), which counts repetitions in `series`."""
        now = self._agenda.clock.now
        reference = _reference(about, "")
        key: Key = (component, instance, reference["kind"], reference.get("namespace", ""), reference["name"],
                    reference["uid"], kind, reason, action, message)  # fmt: skip
        self._snapshot = None
        seen = self._seen.get(key)
        if seen is not None and now - seen.last < SERIES_WINDOW and self._repeat(seen, now):
            return
        body = {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {},
            "involvedObject": reference,
            "reason": reason,
            "message": message[:1024],
            "source": {},
            "firstTimestamp": None,
            "lastTimestamp": None,
            "type": kind,
            "eventTime": rfc3339_micro(now),
            "action": action,
            "reportingComponent": component,
            "reportingInstance": instance,
        }
        if related is not None:
            body["related"] = _reference(related, "")
        self._create(key, body, now)

    def _combine(self, source: Key, kind: str, reason: str, message: str, path: str, now: float) -> tuple[str, Key]:
        """The message to write and the key under which repetitions are counted."""
        group: Group = (source, kind, reason)
        similar = self._similar.get(group)
        if similar is None:
            similar = self._similar[group] = _Similar(group)
        elif now - similar.last > SIMILAR_WINDOW:
            similar.messages = ()
        similar.last = now
        known = message in similar.messages
        if len(similar.messages) + (not known) < SIMILAR_LIMIT:
            similar.messages += () if known else (message,)
            return message, (similar.group, path, message)
        return f"(combined from similar events): {message}", similar.group

    def _allowed(self, bucket: _Bucket, now: float) -> bool:
        bucket.tokens = min(BURST, bucket.tokens + (now - bucket.last) * REFILL)
        bucket.last = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True

    def _count(self, seen: _Seen, message: str, now: float) -> bool:
        """Count a repetition on the stored event; False when that is gone."""
        seen.count += 1
        seen.last = now
        return self._rewrite(seen, count=seen.count, lastTimestamp=rfc3339(now), message=message[:1024])

    def _repeat(self, seen: _Seen, now: float) -> bool:
        seen.count += 1
        seen.last = now
        return self._rewrite(seen, series={"count": seen.count, "lastObservedTime": rfc3339_micro(now)})

    def _rewrite(self, seen: _Seen, **fields: Any) -> bool:
        stored = self._objects.get(EVENTS, seen.namespace, seen.name)
        if stored is None:
            return False
        self._objects.rewrite(EVENTS, stored, **fields)
        return True

    def _create(self, key: Key, body: Object, now: float) -> None:
        reference = body["involvedObject"]
        namespace = reference.get("namespace") or "default"
        self._serial += 1
        name = f"{reference['name']}.{int(now * 1e6) * 1000 + self._serial % 1000:x}"
        body["metadata"] = {"name": name, "namespace": namespace}
        if (old := self._seen.pop(key, None)) is not None:
            self._followed.append(old)
            self._agenda.after(old.first + TIME_TO_LIVE - now, self._expire_followed, periodic=True)
        try:
            self._objects.create(EVENTS, body)
        except ApiError:
            return  # a namespace that is being deleted takes no more events
        self._seen[key] = _Seen(namespace, name, 1, now, now)
        if len(self._seen) == 1:
            self._agenda.after(TIME_TO_LIVE, self._expire, periodic=True)

    def _expire(self) -> None:
        # What was seen stands in the order in which it was written.
        now, self._snapshot = self._agenda.clock.now, None
        over = []
        for key, seen in self._seen.items():
            if seen.first + TIME_TO_LIVE > now:
                self._agenda.after(seen.first + TIME_TO_LIVE - now, self._expire, periodic=True)
                break
            over.append(key)
        for key in over:
            seen = self._seen.pop(key)
            self._objects.expire(EVENTS, seen.namespace, seen.name)
        if not self._seen or now - self._swept >= SIMILAR_WINDOW:  # seldom: a sweep looks at all that was counted
            self._swept = now
            self._forget(now)

    def _expire_followed(self) -> None:
        now, kept = self._agenda.clock.now, []
        for seen in self._followed:
            if seen.first + TIME_TO_LIVE > now:
                kept.append(seen)
            else:
                self._objects.expire(EVENTS, seen.namespace, seen.name)
        self._followed, self._snapshot = kept, None

    def _forget(self, now: float) -> None:
        self._seen = dict(self._seen)  # a table that had many takes as much room as ever
        self._similar = {key: one for key, one in self._similar.items() if now - one.last < SIMILAR_WINDOW}
        self._buckets = {key: one for key, one in self._buckets.items() if now - one.last < TIME_TO_LIVE}

    def snapshot(self) -> Any:
        """What was written and counted so far, as JSON data."""
        now = self._agenda.clock.now
        if self._snapshot is None or now - self._snapshot[0] > SIMILAR_WINDOW / 10:
            self._snapshot = (now, self._state(now))
        return self._snapshot[1]

    def _state(self, now: float) -> Any:
        spent = (item for item in self._buckets.items() if item[1].tokens + (now - item[1].last) * REFILL < BURST)
        return {
            "seen": [(key, s.namespace, s.name, s.count, s.first, s.last) for key, s in self._seen.items()],
            "similar": [
                (key, sorted(one.messages), one.last)
                for key, one in self._similar.items()
                if now - one.last <= SIMILAR_WINDOW
            ],
            "buckets": [(key, one.tokens, one.last) for key, one in spent],  # a full one is like a new one
            "followed": [(s.namespace, s.name, s.count, s.first, s.last) for s in self._followed],
            "serial": self._serial,
        }

    def restore(self, state: Any) -> None:
        """Go on counting from a `snapshot()`."""
        self._seen = {_key(key): _Seen(*rest) for key, *rest in state["seen"]}
        for key, messages, last in state["similar"]:
            group = _key(key)
            self._similar[group] = _Similar(group, tuple(messages), last)
        for key, *rest in state["buckets"]:
            source = _key(key)
            self._buckets[source] = _Bucket(source, *rest)
        self._serial = state["serial"]
        self._followed = [_Seen(*one) for one in state["followed"]]
        for seen in self._followed:
            delay = max(0.0, seen.first + TIME_TO_LIVE - self._agenda.clock.now)
            self._agenda.after(delay, self._expire_followed, periodic=True)
        if self._seen:
            first = next(iter(self._seen.values())).first
            self._agenda.after(max(0.0, first + TIME_TO_LIVE - self._agenda.clock.now), self._expire, periodic=True)


def _key(data: Any) -> Any:
    """A key out of JSON data."""
    return tuple(_key(one) for one in data) if isinstance(data, (list, tuple)) else data


@lru_cache(maxsize=4096)  # all events of a component share it
def _source(component: str, host: str) -> Object:
    return {"component": component} | ({"host": host} if host else {})


def _reference(about: Object, field_path: str) -> Object:
    meta = about["metadata"]
    return _made_reference(about["kind"], meta.get("namespace", ""), meta["name"], meta.get("uid", ""),
                           about["apiVersion"], meta.get("resourceVersion", ""), field_path)  # fmt: skip


@lru_cache(maxsize=16)  # a kubelet tells three things about a container in a row: they share one reference
def _made_reference(kind: str, namespace: str, name: str, uid: str, api_version: str, version: str,
                    field_path: str) -> Object:  # fmt: skip
    reference: Object = {"kind": kind}
    if namespace:
        reference["namespace"] = namespace
    reference |= {"name": name, "uid": uid, "apiVersion": api_version}
    if version:
        reference["resourceVersion"] = version
    if field_path:
        reference["fieldPath"] = field_path
    return reference

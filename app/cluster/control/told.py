"""What a cluster keeps of the events it has told: each in little room, and by object what repetitions are counted from.

Follows kubernetes client-go/tools/record/events_cache.go: EventCorrelator.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.cluster.api.shelf import Packed
from app.cluster.control.resources import Object
from app.sim.clock import rfc3339, rfc3339_micro
from app.sim.randomness import uid_text

SIMILAR_LIMIT = 10  # from this many different messages on, events of one kind are combined
SIMILAR_WINDOW = 600.0  # seconds
BURST = 25  # events about one object before the limit bites
REFILL = 1 / 300  # further events per second
LONGEST = 1024  # characters of a message
COMBINED = "(combined from similar events): "

Source = tuple[str, str]  # component and host, or component and instance
About = tuple[str, str, str, str, str, str, str]
"""kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath."""


class Told(Packed):
    """An event: where it is stored, what it says, how often it happened. `message` is that of the first time."""

    __slots__ = ("about", "at", "count", "first", "kind", "last", "message", "reason", "source", "uid", "version")
    alike = True  # its message counts among the similar ones

    def __init__(self, source: Source, about: About, kind: str, reason: str, message: str, now: float) -> None:
        self.source, self.about, self.kind, self.reason, self.message = source, about, kind, reason, message
        self.count, self.first, self.last = 1, now, now
        self.at, self.uid, self.version = "", 0, 0

    def keep(self, at: str, obj: Object) -> None:
        """See Packed."""
        meta = obj["metadata"]
        self.at, self.uid, self.version = at, int(meta["uid"].replace("-", ""), 16), int(meta["resourceVersion"])

    def __call__(self) -> Object:
        """The Event as it was stored first."""
        namespace, name = self.place
        return self.body({"name": name, "namespace": namespace, "uid": uid_text(self.uid),
                          "resourceVersion": str(self.version), "creationTimestamp": rfc3339(self.first)})  # fmt: skip

    @property
    def place(self) -> tuple[str, str]:
        """The Event's namespace and name."""
        namespace, _, name = self.at.partition("/")
        return namespace, name

    def body(self, metadata: Object) -> Object:
        """The Event with this metadata."""
        moment, (component, host) = rfc3339(self.first), self.source
        return {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": metadata,
            "involvedObject": reference(self.about),
            "reason": self.reason,
            "message": self.message[:LONGEST],
            "source": _source(component, host),
            "firstTimestamp": moment,
            "lastTimestamp": moment,
            "count": 1,
            "type": self.kind,
            "eventTime": None,
            "reportingComponent": component,
            "reportingInstance": host,
        }

    def repeats(self, source: Source, kind: str, reason: str, path: str, message: str | None) -> bool:
        """Whether this is what is counted as the same; None for the message of what is combined."""
        if self.reason != reason or self.kind != kind or self.source != source:
            return False
        if message is None:
            return self.message.startswith(COMBINED)
        return self.message == message and self.about[6] == path

    def repeats_action(self, source: Source, kind: str, reason: str, action: str, message: str) -> bool:
        """The same for the newer API."""
        return False

    def implied(self) -> Similar:
        """The messages like this one, while there is only this."""
        return Similar(self.source, self.kind, self.reason, (self.message,), self.last)

    def state(self) -> list[Any]:
        """JSON data for a snapshot."""
        return [self.source, self.about, self.kind, self.reason, self.message, self.at, self.count, self.first,
                self.last]  # fmt: skip


class ToldInSeries(Told):
    """An event of the newer API (events.k8s.io): not combined, not limited, repetitions are counted in `series`."""

    __slots__ = ("action", "related")
    alike = False

    def __init__(self, source: Source, about: About, kind: str, reason: str, message: str, now: float, action: str,
                 related: About | None = None) -> None:  # fmt: skip
        super().__init__(source, about, kind, reason, message, now)
        self.action, self.related = action, related

    def body(self, metadata: Object) -> Object:
        """See Told."""
        found: Object = {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": metadata,
            "involvedObject": reference(self.about),
            "reason": self.reason,
            "message": self.message[:LONGEST],
            "source": {},
            "firstTimestamp": None,
            "lastTimestamp": None,
            "type": self.kind,
            "eventTime": rfc3339_micro(self.first),
            "action": self.action,
            "reportingComponent": self.source[0],
            "reportingInstance": self.source[1],
        }
        if self.related is not None:
            found["related"] = reference(self.related)
        return found

    def repeats(self, source: Source, kind: str, reason: str, path: str, message: str | None) -> bool:
        """See Told."""
        return False

    def repeats_action(self, source: Source, kind: str, reason: str, action: str, message: str) -> bool:
        """Whether this is what is counted as the same."""
        mine = self.source, self.kind, self.reason, self.action, self.message
        return mine == (source, kind, reason, action, message)

    def state(self) -> list[Any]:
        """See Told."""
        return [*super().state(), self.action]


def told_again(state: list[Any]) -> Told:
    """One out of a snapshot; its Event stands in the store."""
    source, about, kind, reason, message, at, count, first, last, *action = state
    of, what = source_of(*source), about_of(*about)
    if action:
        made: Told = ToldInSeries(of, what, kind, reason, message, first, action[0])
    else:
        made = Told(of, what, kind, reason, message, first)
    made.at, made.count, made.last = at, count, last
    return made


@dataclass(slots=True)
class Similar:
    """The different messages of one (source, type, reason), for combining them."""

    source: Source
    kind: str
    reason: str
    messages: tuple[str, ...] = ()  # a few: a set would take four times as much
    last: float = 0.0

    def combines(self, message: str, now: float) -> bool:
        """Whether one more message is told together with the others."""
        if now - self.last > SIMILAR_WINDOW:
            self.messages = ()
        self.last = now
        known = message in self.messages
        if len(self.messages) + (not known) < SIMILAR_LIMIT:
            self.messages += () if known else (message,)
            return False
        return True


@dataclass(slots=True)
class Bucket:
    """How many events one source may still tell about an object."""

    source: Source
    tokens: float = BURST
    last: float = 0.0

    def allows(self, now: float) -> bool:
        """Take a token, if there is one."""
        self.tokens = min(BURST, self.tokens + (now - self.last) * REFILL)
        self.last = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Remembered:
    """What was told about one object.

    The one message of a source, type and reason implies its `Similar`: that is written down when there is more to say.
    """

    __slots__ = ("buckets", "similar", "told")

    def __init__(self) -> None:
        self.told: tuple[Told, ...] = ()
        self.buckets: tuple[Bucket, ...] = ()
        self.similar: tuple[Similar, ...] = ()

    def bucket(self, source: Source, now: float) -> Bucket:
        """That of a source; a full one at first."""
        for found in self.buckets:
            if found.source == source:
                return found
        made = Bucket(source, last=now)
        self.buckets += (made,)
        return made

    def similar_to(self, source: Source, kind: str, reason: str) -> tuple[Similar, bool]:
        """The messages so far, and whether they are written down."""
        for one in self.similar:
            if one.reason == reason and one.kind == kind and one.source == source:
                return one, True
        for told in self.told:
            if told.alike and told.reason == reason and told.kind == kind and told.source == source:
                return told.implied(), False
        return Similar(source, kind, reason), False

    def drop(self, gone: Told, now: float) -> None:
        """An event's time is over; what it implied may still count."""
        kept = tuple(one for one in self.told if one is not gone)
        if len(kept) == len(self.told):
            return
        if gone.alike and now - gone.last < SIMILAR_WINDOW:
            similar, written = self.similar_to(gone.source, gone.kind, gone.reason)
            self.similar += () if written else (similar,)
        self.told = kept

    def forget(self, now: float, patience: float) -> bool:
        """Leave out what is too old to count; whether nothing is left."""
        self.similar = tuple(one for one in self.similar if now - one.last < SIMILAR_WINDOW)
        self.buckets = tuple(one for one in self.buckets if now - one.last < patience)
        return not (self.told or self.similar or self.buckets)

    def state(self, now: float) -> list[Any]:
        """JSON data for a snapshot: buckets and messages; what was told has its own place."""
        spent = [[one.source, one.tokens, one.last] for one in self.buckets
                 if one.tokens + (now - one.last) * REFILL < BURST]  # fmt: skip  # a full one is like a new one
        similar = [[one.source, one.kind, one.reason, one.messages, one.last] for one in self.similar
                   if now - one.last <= SIMILAR_WINDOW]  # fmt: skip
        return [spent, similar] if spent or similar else []

    def restore(self, spent: list[Any], similar: list[Any]) -> None:
        """Go on counting from a `state()`."""
        self.buckets = tuple(Bucket(source_of(*source), tokens, last) for source, tokens, last in spent)
        self.similar = tuple(Similar(source_of(*source), kind, reason, tuple(messages), last)
                             for source, kind, reason, messages, last in similar)  # fmt: skip


@lru_cache(maxsize=4096)  # all events of a component share it
def _source(component: str, host: str) -> Object:
    return {"component": component} | ({"host": host} if host else {})


@lru_cache(maxsize=4096)
def source_of(component: str, host: str) -> Source:
    """One pair for all events of a component."""
    return component, host


@lru_cache(maxsize=256)
def wording(message: str) -> str:
    """One string for all events that say the same."""
    return message


@lru_cache(maxsize=16)  # a kubelet tells three things about a container in a row: they share one
def about_of(kind: str, namespace: str, name: str, uid: str, api_version: str, version: str, path: str) -> About:
    """What an event is about."""
    return kind, namespace, name, uid, api_version, version, path


@lru_cache(maxsize=16)
def reference(about: About) -> Object:
    """The ObjectReference."""
    kind, namespace, name, uid, api_version, version, path = about
    found: Object = {"kind": kind}
    if namespace:
        found["namespace"] = namespace
    found |= {"name": name, "uid": uid, "apiVersion": api_version}
    if version:
        found["resourceVersion"] = version
    if path:
        found["fieldPath"] = path
    return found

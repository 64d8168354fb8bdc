"""The cluster's memory: objects by resource, with indexes, one resource version, and the recent past for watches.

Stored objects are never changed in place: a write puts a fresh dict, so whoever holds the old one may keep it.
Parts of the new dict that equal the old one are taken from it, so versions share memory and diffs are `is`-cheap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from app.cluster.api.errors import ApiError, error
from app.cluster.api.objects import labels_of
from app.cluster.api.shelf import (
    QUIET,
    Change,
    Lazy,
    Object,
    OnChange,
    Packed,
    Shelf,
    drop_posting,
    found_alike,
    share,
    share_fields,
    storage_key,
)
from app.sim.clock import Clock
from app.sim.label_selectors import LabelSelector
from app.sim.limits import LIMITS

ResourceKey = tuple[str, str]
"""(group, resource), e.g. ("apps", "deployments") or ("", "pods")."""
OnAnyChange = Callable[[str, ResourceKey, Object], None]

# Resources that are looked up by label all the time; others are scanned within their namespace.
LABEL_INDEXED: frozenset[ResourceKey] = frozenset(
    {
        ("", "pods"),
        ("", "services"),
        ("apps", "replicasets"),
        ("apps", "controllerrevisions"),
        ("batch", "jobs"),
        ("discovery.k8s.io", "endpointslices"),
    }
)
HISTORY_SECONDS = 300.0  # etcd is compacted every five minutes
SLACK = 30.0  # seconds' worth of changes that are forgotten together
PODS: ResourceKey = ("", "pods")
EVENTS: ResourceKey = ("", "events")

# `Store.list` hides the type of that name inside the class.
Many = list[Object]
Keys = list[ResourceKey]
Owned = list[tuple[ResourceKey, Object]]
Changes = list[Change]
Postings = list[dict[str, None]]
Written = list[Any]
Watchers = list[OnAnyChange]


class Store:
    """Objects of all resources. Writes are numbered by one global `resource_version`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.resource_version = 1
        self.count = 0
        self._shelves: dict[ResourceKey, Shelf] = {}
        self._owned: dict[str, dict[tuple[ResourceKey, str], None]] = {}
        self._on_node: dict[str, dict[str, None]] = {}
        self._on_any: Watchers = []
        self.forgotten: Callable[[str], None] = lambda _: None  # told the uid of every object removed
        self.compacted = 0  # states before this version are forgotten
        self._marked = (clock.now, 0)
        self._pending: deque[tuple[ResourceKey, Shelf, Change]] = deque()
        self._delivering = False

    # Reading

    def get(self, key: ResourceKey, namespace: str, name: str) -> Object | None:
        """The stored object, or None."""
        shelf = self._shelves.get(key)
        if shelf is None:
            return None
        at = f"{namespace}/{name}" if namespace else name
        found = shelf.objects.get(at)
        return found if found is None or type(found) is dict else shelf.read(at)

    def list(self, key: ResourceKey, namespace: str | None = None) -> Many:
        """All objects of a resource, or of one namespace, in key order."""
        shelf = self._shelves.get(key)
        if shelf is None or not shelf.objects:
            return []
        return [obj for at in shelf.ordered(namespace or "") if (obj := shelf.read(at)) is not None]

    def made(self, key: ResourceKey) -> Many:
        """The objects of a resource that are more than a promise."""
        shelf = self._shelf(key)
        found = [at for at, one in shelf.objects.items() if type(one) is dict or isinstance(one, Packed)]
        return [obj for at in found if (obj := shelf.read(at)) is not None]

    def uids(self) -> Iterator[str]:
        """The uid of every object that is more than a promise."""
        for key in self._shelves:
            yield from (obj["metadata"].get("uid", "") for obj in self.made(key))

    def resources(self) -> Keys:
        """Resources that hold anything."""
        return [key for key, shelf in self._shelves.items() if shelf.objects]

    def size(self, key: ResourceKey) -> int:
        """How many objects a resource has."""
        shelf = self._shelves.get(key)
        return len(shelf.objects) if shelf else 0

    def by_owner(self, uid: str) -> Owned:
        """Every object that names this uid among its owners."""
        owned = self._owned.get(uid)
        if owned is None:
            return []
        found = [(key, self._shelves[key].read(at)) for key, at in owned]
        return [(key, obj) for key, obj in found if obj is not None]

    def by_node(self, node: str) -> Many:
        """The pods bound to a node, in key order."""
        keys = self._on_node.get(node)
        if not keys:
            return []
        shelf = self._shelves[PODS]
        return [obj for at in sorted(keys) if (obj := shelf.read(at)) is not None]

    def by_label(self, key: ResourceKey, namespace: str, selector: LabelSelector | Object) -> Many:
        """Objects of a namespace that a selector matches, in key order; looked up, not scanned, where that pays."""
        if isinstance(selector, dict):
            selector = LabelSelector.of(selector)
        shelf = self._shelves.get(key)
        if shelf is None:
            return []
        pairs = selector.equalities() if key in LABEL_INDEXED else []
        if not pairs:
            return [obj for obj in self.list(key, namespace) if selector.matches(labels_of(obj))]
        postings: Postings = [shelf.labels.get((namespace, label, value), {}) for label, value in pairs]
        smallest = min(postings, key=len)
        fewest = sorted(smallest)
        return [obj for at in fewest if (obj := shelf.read(at)) is not None and selector.matches(labels_of(obj))]

    # Writing

    def add(self, key: ResourceKey, obj: Object, packed: Packed | None = None) -> Object:
        """Store a new object, or its packed form; sets its resourceVersion. The name must be free."""
        if self.count >= LIMITS.objects and self.count - self.size(EVENTS) >= LIMITS.objects:  # events go by themselves
            raise error("InternalError", "etcdserver: mvcc: database space exceeded")
        shelf = self._shelf(key)
        at = self._key(obj)
        self._number(obj)
        shelf.objects[at] = obj
        if packed is not None:
            packed.keep(at, obj)
            shelf.objects[at] = packed
        shelf.insert(at)
        self.count += 1
        self._index(key, shelf, at, obj)
        self._publish(key, shelf, "ADDED", obj, None)
        return obj

    def replace(self, key: ResourceKey, obj: Object, old: Object, fields: Object | None = None) -> Object:
        """Store a new version of `old` (the stored one); sets its resourceVersion.

        `fields` are what differs from the old version besides metadata's numbers, when that is known.
        """
        shelf = self._shelf(key)
        at = self._key(obj)
        self._number(obj)
        if fields is None:
            share(obj, old)
        else:
            share_fields(obj, old, fields)
        shelf.objects[at] = obj
        if (fields is None or "spec" in fields) and not found_alike(obj, old):
            at = shelf.known(at)
            self._unindex(key, shelf, at, old)
            self._index(key, shelf, at, obj)
        self._publish(key, shelf, "MODIFIED", obj, old)
        return obj

    def reorder(self, key: ResourceKey, obj: Object, ordered: Object) -> bool:
        """Store the same object with its fields in another order; False when `obj` is not the stored one any more."""
        shelf, at = self._shelf(key), self._key(obj)
        if shelf.objects.get(at) is not obj:
            return False
        shelf.objects[at] = ordered
        return True

    def remove(self, key: ResourceKey, obj: Object) -> Object:
        """Forget a stored object. Returns its last state, numbered as the deletion is."""
        shelf = self._shelf(key)
        at = self._key(obj)
        stored = shelf.objects.pop(at)
        self._unindex(key, shelf, at, obj if callable(stored) else stored)
        shelf.drop(at)
        self.count -= 1
        self.forgotten(obj["metadata"].get("uid", ""))
        last = {**obj, "metadata": dict(obj["metadata"])}
        self._number(last)
        self._publish(key, shelf, "DELETED", last, obj)
        return last

    def preload(self, key: ResourceKey, namespace: str, name: str, lazy: Lazy) -> None:
        """Put an object that is made when somebody reads it first. For bootstrap objects: no event, no indexes."""
        shelf = self._shelf(key)
        at = storage_key(namespace, name)
        shelf.objects[at] = lazy
        shelf.insert(at)
        self.count += 1

    def _key(self, obj: Object) -> str:
        meta = obj["metadata"]
        namespace = meta.get("namespace", "")
        return f"{namespace}/{meta['name']}" if namespace else str(meta["name"])

    def _number(self, obj: Object) -> None:
        self.resource_version += 1
        obj["metadata"]["resourceVersion"] = str(self.resource_version)

    def _shelf(self, key: ResourceKey) -> Shelf:
        shelf = self._shelves.get(key)
        if shelf is None:
            shelf = self._shelves[key] = Shelf()
        return shelf

    # Indexes

    def _index(self, key: ResourceKey, shelf: Shelf, at: str, obj: Object) -> None:
        meta = obj["metadata"]
        for owner in meta.get("ownerReferences") or ():
            self._owned.setdefault(owner["uid"], {})[key, at] = None
        if key in LABEL_INDEXED:
            namespace = meta.get("namespace", "")
            for label, value in (meta.get("labels") or {}).items():
                shelf.labels.setdefault((namespace, label, value), {})[at] = None
        if key == PODS and (node := obj.get("spec", {}).get("nodeName")):
            self._on_node.setdefault(node, {})[at] = None

    def _unindex(self, key: ResourceKey, shelf: Shelf, at: str, obj: Object) -> None:
        meta = obj["metadata"]
        for owner in meta.get("ownerReferences") or ():
            drop_posting(self._owned, owner["uid"], (key, at))
        if key in LABEL_INDEXED:
            namespace = meta.get("namespace", "")
            for label, value in (meta.get("labels") or {}).items():
                drop_posting(shelf.labels, (namespace, label, value), at)
        if key == PODS and (node := obj.get("spec", {}).get("nodeName")):
            drop_posting(self._on_node, node, at)

    # Changes

    def subscribe(self, key: ResourceKey, callback: OnChange) -> Callable[[], None]:
        """Call back for every change of a resource from now on; returns what ends that."""
        shelf = self._shelf(key)
        shelf.subscribers = (*shelf.subscribers, callback)

        def cancel() -> None:
            subscribers = list(shelf.subscribers)
            if callback in subscribers:
                subscribers.remove(callback)
                shelf.subscribers = tuple(subscribers)

        return cancel

    def subscribers(self, key: ResourceKey) -> int:
        """How many are told about a resource's changes."""
        return len(self._shelf(key).subscribers)

    def on_change(self, callback: OnAnyChange) -> None:
        """`callback(type, key, obj)` for every write of any resource."""
        self._on_any.append(callback)

    def changes_since(self, key: ResourceKey, version: int) -> Changes:
        """What happened to a resource after a version; 410 Expired when that is forgotten."""
        shelf = self._shelf(key)
        if version < shelf.oldest:
            raise too_old(version, shelf.oldest)
        return [change for change in shelf.history if change.version > version]

    def oldest(self, key: ResourceKey) -> int:
        """The first version from which on every change of a resource is known."""
        return self._shelf(key).oldest

    def unchanged_since(self, key: ResourceKey, version: int) -> bool:
        """Whether a resource is as it was at a version, which must not be forgotten."""
        history = self._shelf(key).history
        return not history or history[-1].version <= version

    def list_at(self, key: ResourceKey, namespace: str, version: int) -> Many:
        """The objects as they were at a version, in key order; the version must not be forgotten."""
        found = {storage_key(obj["metadata"].get("namespace", ""), obj["metadata"]["name"]): obj
                 for obj in self.list(key, namespace or None)}  # fmt: skip
        for change in reversed(self._shelf(key).history):
            if change.version <= version:
                break
            if namespace and change.obj["metadata"].get("namespace") != namespace:
                continue
            at = self._key(change.obj)
            if change.old is None:
                found.pop(at, None)
            else:
                found[at] = change.old
        return [found[at] for at in sorted(found)]

    def _publish(self, key: ResourceKey, shelf: Shelf, kind: str, obj: Object, old: Object | None) -> None:
        now = self.clock.now
        change = Change(self.resource_version, kind, obj, old, now)
        history = shelf.history
        if history is QUIET:
            history = shelf.history = deque()
        history.append(change)
        if self._marked[0] <= now - HISTORY_SECONDS:
            # Follows etcd3/compact.go: every five minutes, what was there five minutes ago becomes the oldest state.
            self.compacted, self._marked = self._marked[1], (now, self.resource_version)
            self.compact()
        if len(history) > LIMITS.watch_history or history[0].time < now - HISTORY_SECONDS - SLACK:
            self._compact(shelf)
        if self._delivering:  # a subscriber writes: its change waits its turn, so everybody sees all changes in order
            self._pending.append((key, shelf, change))
        else:
            self._deliver(key, shelf, change)

    def compact(self) -> None:
        """Forget what is too old for watches."""
        for shelf in self._shelves.values():
            self._compact(shelf)

    def _compact(self, shelf: Shelf) -> None:
        history, horizon = shelf.history, self.clock.now - HISTORY_SECONDS
        while history and (len(history) > LIMITS.watch_history or history[0].time < horizon):
            shelf.oldest = history.popleft().version
            if not history:
                shelf.history = QUIET

    def _deliver(self, key: ResourceKey, shelf: Shelf, change: Change) -> None:
        self._delivering = True
        try:
            while True:
                _, kind, obj, old, _ = change
                for callback in shelf.subscribers:
                    callback(kind, obj, old)
                for on_any in self._on_any:
                    on_any(kind, key, obj)
                if not self._pending:
                    return
                key, shelf, change = self._pending.popleft()
        finally:
            self._delivering = False

    # Snapshots

    def snapshot(self) -> Any:
        """JSON data: the version, every object somebody has written or read, and which preloaded ones are gone."""
        written: Written = []
        untouched: Written = []
        for key, shelf in self._shelves.items():
            for at in shelf.ordered():
                found = shelf.objects[at]
                if isinstance(found, Packed):  # the next snapshot has the very same dict
                    found = shelf.objects[at] = found()
                if type(found) is dict:
                    written.append([*key, found])
                else:
                    untouched.append([*key, at])
        latest = [
            [*key, shelf.history[-1].version if shelf.history else shelf.oldest] for key, shelf in self._shelves.items()
        ]
        return {"version": self.resource_version, "objects": written, "untouched": untouched, "latest": latest}

    def restore(self, state: Any) -> None:
        """Go on from a snapshot, in a store that holds the same preloaded objects and nothing else."""
        keep = {(group, resource, at) for group, resource, at in state["untouched"]}
        for key, shelf in self._shelves.items():
            shelf.objects = {at: found for at, found in shelf.objects.items() if (*key, at) in keep}
        self.count = sum(len(shelf.objects) for shelf in self._shelves.values())
        for group, resource, obj in state["objects"]:
            key = (group, resource)
            shelf, at = self._shelf(key), self._key(obj)
            shelf.objects[at] = obj
            self.count += 1
            self._index(key, shelf, at, obj)
        self.resource_version = state["version"]
        # Who watched from a resource's last change on has missed nothing, though what was before is forgotten.
        latest = {(group, resource): version for group, resource, version in state["latest"]}
        for key, shelf in self._shelves.items():
            shelf.sort()
            shelf.history = QUIET
            shelf.oldest = latest.get(key, self.resource_version)


def too_old(version: int, oldest: int) -> ApiError:
    """410, as a watch from a forgotten version is refused."""
    return error("Expired", f"too old resource version: {version} ({oldest})")

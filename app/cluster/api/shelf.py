"""One resource's objects and its recent past, as the store keeps them."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Object = dict[str, Any]
OnChange = Callable[[str, Object, "Object | None"], None]
Lazy = Callable[[], Object]


class Change(NamedTuple):
    """One write, as watches replay it. `old` is the object before (None for ADDED); DELETED has the last state."""

    version: int
    type: str
    obj: Object
    old: Object | None
    time: float


def storage_key(namespace: str, name: str) -> str:
    """The key within a resource: etcd's order is that of these strings."""
    return f"{namespace}/{name}" if namespace else name


def share(new: Object, old: Object) -> Object:
    """`new` with every part that equals the old one's replaced by it."""
    for key, value in new.items():
        before = old.get(key)
        if before is None or before is value:
            continue
        if value == before:
            new[key] = before
        elif type(value) is dict and type(before) is dict:
            share(value, before)
        elif type(value) is list and type(before) is list:
            _share_items(value, before)
    return new


def _share_items(new: list[Any], old: list[Any]) -> None:
    for index, (value, before) in enumerate(zip(new, old, strict=False)):
        if value == before:
            new[index] = before
        elif type(value) is dict and type(before) is dict:
            share(value, before)


class Shelf:
    """All objects of one resource."""

    __slots__ = ("history", "keys", "labels", "objects", "oldest", "subscribers")

    def __init__(self) -> None:
        self.objects: dict[str, Object | Lazy] = {}
        self.keys: list[str] = []  # sorted
        self.labels: dict[tuple[str, str, str], dict[str, None]] = {}  # (namespace, label, value) -> keys
        self.history: deque[Change] = deque()
        self.oldest = 0  # the last version that `history` has forgotten
        self.subscribers: list[OnChange] = []

    def read(self, key: str) -> Object | None:
        """The object, made now when nobody asked for it before."""
        found = self.objects.get(key)
        if found is None or type(found) is dict:
            return found
        made = self.objects[key] = found()  # type: ignore[operator]
        return made

    def range(self, prefix: str) -> Iterator[str]:
        """Keys with a prefix, in order."""
        keys = self.keys
        for index in range(bisect_left(keys, prefix), len(keys)):
            if not keys[index].startswith(prefix):
                return
            yield keys[index]

"""One resource's objects and its recent past, as the store keeps them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Callable
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

Object = dict[str, Any]
OnChange = Callable[[str, Object, "Object | None"], None]
Lazy = Callable[[], Object]
PIECE = 2000  # keys that are kept in one list, at most
QUIET: deque[Change] = deque()  # the history of what does not change: stays empty
NOTHING: Object = {}
_FIRST: Callable[[list[str]], str] = itemgetter(0)


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


def share_fields(new: Object, old: Object, fields: Object) -> None:
    """`share` when only these fields at the top differ."""
    for key in fields:
        value, before = new[key], old.get(key)
        if value == before:
            new[key] = before
        elif type(value) is dict and type(before) is dict:
            share(value, before)


def _share_items(new: list[Any], old: list[Any]) -> None:
    for index, (value, before) in enumerate(zip(new, old, strict=False)):
        if value is before:
            continue
        if value == before:
            new[index] = before
        elif type(value) is dict and type(before) is dict:
            share(value, before)


class Packed:
    """An object that is kept in less room than its dict takes, and made anew for everybody who reads it."""

    __slots__ = ()

    def keep(self, at: str, obj: Object) -> None:
        """Take over where the object is stored and what the store has written into it."""
        raise NotImplementedError

    def __call__(self) -> Object:
        """The object."""
        raise NotImplementedError


def found_alike(obj: Object, old: Object) -> bool:
    """Whether an index has nothing to learn from a new version, which shares with the old one what is equal."""
    meta, before = obj["metadata"], old["metadata"]
    return (
        meta.get("labels") is before.get("labels")
        and meta.get("ownerReferences") is before.get("ownerReferences")
        and obj.get("spec", NOTHING).get("nodeName") == old.get("spec", NOTHING).get("nodeName")
    )


def drop_posting(index: dict[Any, dict[Any, None]], value: Any, at: Any) -> None:
    """Take a key out of an index."""
    posting = index.get(value)
    if posting is not None:
        posting.pop(at, None)
        if not posting:
            del index[value]


class Shelf:
    """All objects of one resource."""

    __slots__ = ("_gone", "_pieces", "history", "labels", "objects", "oldest", "subscribers")

    def __init__(self) -> None:
        self.objects: dict[str, Object | Lazy] = {}
        self._pieces: list[list[str]] = []  # the keys in order: adding one moves few others, however many there are
        self.labels: dict[tuple[str, str, str], dict[str, None]] = {}  # (namespace, label, value) -> keys
        self._gone = 0  # objects that were removed since the table was made
        self.history = QUIET
        self.oldest = 0  # the last version that `history` has forgotten
        self.subscribers: tuple[OnChange, ...] = ()

    def read(self, key: str) -> Object | None:
        """The object, made now when nobody asked for it before."""
        found = self.objects.get(key)
        if found is None or type(found) is dict:
            return found
        made: Object = found()  # type: ignore[operator]
        if not isinstance(found, Packed):
            self.objects[key] = made
        return made

    def ordered(self, namespace: str = "") -> list[str]:
        """All keys in order, or those of one namespace."""
        if not namespace:
            return list(chain.from_iterable(self._pieces))
        low, high = namespace + "/", namespace + "0"  # which follows the slash
        first = max(0, bisect_right(self._pieces, low, key=_FIRST) - 1)
        keys = list(chain.from_iterable(self._pieces[first : bisect_left(self._pieces, high, key=_FIRST)]))
        return keys[bisect_left(keys, low) : bisect_left(keys, high)]

    def insert(self, key: str) -> None:
        """Take a new key in."""
        pieces = self._pieces
        if not pieces:
            pieces.append([key])
            return
        at = max(0, bisect_right(pieces, key, key=_FIRST) - 1)
        insort(pieces[at], key)
        if len(pieces[at]) > PIECE:
            pieces[at : at + 1] = [pieces[at][: PIECE // 2], pieces[at][PIECE // 2 :]]

    def drop(self, key: str) -> None:
        """Leave a key out from now on."""
        at = bisect_right(self._pieces, key, key=_FIRST) - 1
        piece = self._pieces[at]
        del piece[bisect_left(piece, key)]
        if not piece:
            del self._pieces[at]
        self._gone += 1
        if self._gone > 2 * len(self.objects) + PIECE:  # a table that had many takes as much room as ever
            self.objects, self._gone = dict(self.objects), 0

    def known(self, key: str) -> str:
        """The very string that is kept for a key."""
        piece = self._pieces[bisect_right(self._pieces, key, key=_FIRST) - 1]
        return piece[bisect_left(piece, key)]

    def sort(self) -> None:
        """Find the keys anew after all objects were replaced."""
        keys = sorted(self.objects)
        self._pieces = [keys[at : at + PIECE // 2] for at in range(0, len(keys), PIECE // 2)]

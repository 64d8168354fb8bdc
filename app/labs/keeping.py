"""From a lab's state to the bytes that are kept, at the price of what has changed.

Stored objects are never changed in place (app.cluster.api.store): what an object became as JSON last time still holds
for as long as it is the same object.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.labs.lab import encode

FEW = 400  # objects that are encoded anew each time: it takes less than a millisecond, and no memory in between

Known = dict[int, tuple[Any, orjson.Fragment]]  # id -> the object, held so that its id stays its own, and its JSON


class Keeper:
    """Encodes one lab's states, one after the other."""

    def __init__(self) -> None:
        self._known: Known = {}
        self._counted: tuple[Any, orjson.Fragment] | None = None  # what the event recorder remembers, and its JSON

    def encode(self, state: dict[str, Any]) -> bytes:
        """What `app.labs.lab.decode` reads; `state["lab"]` is a lab's snapshot."""
        lab = state["lab"]
        cluster = lab["cluster"]
        store = cluster["store"]
        if len(store["objects"]) <= FEW:
            self._known, self._counted = {}, None
            return encode(state)
        known, now = self._known, Known()
        objects = []
        for group, resource, obj in store["objects"]:
            found = known.get(id(obj))
            if found is None:
                found = (obj, _fragment(obj))
            now[id(obj)] = found
            objects.append((group, resource, found[1]))
        self._known = now
        control = {**cluster["control"], "events": self._events(cluster["control"]["events"])}
        kept = {**cluster, "store": {**store, "objects": objects}, "control": control}
        return encode({**state, "lab": {**lab, "cluster": kept}})

    def _events(self, remembered: Any) -> orjson.Fragment:
        if self._counted is None or self._counted[0] is not remembered:
            self._counted = (remembered, _fragment(remembered))
        return self._counted[1]


def _fragment(value: Any) -> orjson.Fragment:
    return orjson.Fragment(bytes(memoryview(orjson.dumps(value))))  # the copy has no spare room

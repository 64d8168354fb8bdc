"""Keeps the picture of a cluster up to date while a browser looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from app.cluster.cluster import Cluster
from app.labs.picture import DRAWN, Object, ResourceKey, shape_id, shape_of
from app.labs.shapes import Picture, RouteShape, ServiceShape, Shape, picture
from app.labs.traffic import Traffic
from app.network.network import Interface

EVERY = 0.2  # seconds of the wall: what changes meanwhile is told at once

Tell = Callable[[Picture], None]
Later = Callable[[float, Callable[[], None]], Any]  # as an event loop's call_later


class Drawing:
    """What was told of a cluster, and what changed since. A write costs one entry here, and nothing while nobody looks.

    `tell` gets pictures of what is different and of the requests that were sent, numbered without a gap and at most one
    in `EVERY`. `seat` is the learner's place in the network.
    """

    def __init__(
        self, cluster: Cluster, tell: Tell, later: Later | None = None, *, seat: Interface | None = None
    ) -> None:
        self._cluster, self._tell = cluster, tell
        self._later = later or asyncio.get_running_loop().call_later
        self._looked = False
        self._due = False
        self._version = 0
        self._store: object = None  # a cluster that is taken down and made anew has another
        self._told: dict[str, Shape] = {}
        self._changes: dict[str, tuple[ResourceKey, Object | None]] = {}
        self._traffic = Traffic(cluster.network, cluster.interfaces, seat)
        cluster.on_change(self._changed)

    def look(self) -> Picture:
        """The whole cluster; changes are told from now on."""
        if not self._looked:
            self._looked, self._told = True, self._shapes()
            self._traffic.learn(self._told)
            self._traffic.begin(self._soon)
        else:
            self._tell_changes()
        return picture(self._version, list(self._told.values()))

    def rest(self) -> None:
        """Nobody looks any more."""
        self._looked = False
        self._told, self._changes = {}, {}
        self._traffic.rest()

    def _changed(self, change: str, key: ResourceKey, obj: Object) -> None:
        if not self._looked or key not in DRAWN:
            return
        meta = obj["metadata"]
        found = shape_id(key, meta.get("namespace", ""), meta["name"])
        self._changes[found] = key, None if change == "DELETED" else obj
        self._soon()

    def _soon(self) -> None:
        if not self._due:
            self._due = True
            self._later(EVERY, self._tick)

    def _tick(self) -> None:
        self._due = False
        self._tell_changes()

    def _tell_changes(self) -> None:
        if not self._looked:
            return
        different = self._different()
        self._take_over(different)
        flows = self._traffic.flows(self._told)
        if not different and not flows:
            return
        self._version += 1
        gone = tuple(found for found, shape in different.items() if shape is None)
        self._tell(picture(self._version, [shape for shape in different.values() if shape is not None], gone, flows))

    def _different(self) -> dict[str, Shape | None]:
        changes, self._changes = self._changes, {}
        now: dict[str, Shape | None]
        if self._store is not self._cluster.api.store:
            now = {**dict.fromkeys(self._told), **self._shapes()}
        else:
            now = {found: None if obj is None else shape_of(key, obj) for found, (key, obj) in changes.items()}
        return {found: shape for found, shape in now.items() if shape != self._told.get(found)}

    def _take_over(self, different: dict[str, Shape | None]) -> None:
        led = False
        for found, shape in different.items():
            led = led or isinstance(shape or self._told[found], (ServiceShape, RouteShape))
            if shape is None:
                del self._told[found]
            else:
                self._told[found] = shape
        if led:
            self._traffic.learn(self._told)

    def _shapes(self) -> dict[str, Shape]:
        """Everything, as it is now."""
        store = self._store = self._cluster.api.store
        self._changes = {}
        shapes = [shape_of(key, obj) for key in DRAWN for obj in store.list(key)]
        return {shape.id: shape for shape in shapes}

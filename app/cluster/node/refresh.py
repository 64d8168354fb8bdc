"""Volumes of running pods follow the objects that they are made of, after a while.

Follows kubernetes pkg/kubelet/util/manager/watch_based_manager.go and pkg/kubelet/pod_workers.go: a pod is synced
again a minute to a minute and a half after it was synced last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from app.cluster.control.plane import Plane
from app.cluster.control.resources import CONFIG_MAPS, SECRETS, Object, ResourceKey, name_of
from app.cluster.node.contents import MountError, Source, references, volume_content
from app.cluster.node.runtime import Content, Data

if TYPE_CHECKING:
    from app.cluster.node.pod_worker import PodWorker

SYNC, JITTER = 60.0, 30  # seconds until a pod is looked at again by itself, and how much longer that may be
HOUR = 3600
NOTHING: Mapping[Any, Any] = {}


def register(plane: Plane) -> None:
    """Tell the pods that have an object mounted when it changes."""
    for resource in (CONFIG_MAPS, SECRETS):
        plane.subscribe(resource, lambda event, obj, old, key=resource: _changed(plane, key, obj, old))  # type: ignore[misc]


def _changed(plane: Plane, resource: ResourceKey, obj: Object, old: Object | None) -> None:
    if old is None and not plane.mounted:
        return
    for volumes in tuple(plane.mounted.get((resource, *name_of(obj)), ())):
        volumes.soon()


class PodVolumes:
    """What the kubelet has written for one pod."""

    __slots__ = ("_frozen", "_planned", "_tokens", "contents", "problems", "worker")

    def __init__(self, worker: PodWorker) -> None:
        self.worker = worker
        self.contents: tuple[Content, ...] = ()
        self._frozen: Mapping[tuple[ResourceKey, str], Object] = NOTHING  # immutable ones, as they were read first
        self._tokens: Mapping[str, tuple[Data, float]] = NOTHING
        self._planned = False
        self.problems: Mapping[str, tuple[str, str]] = NOTHING  # with volumes that are images, by the volume's name

    def write(self) -> None:
        """Make everything for the first time; MountError when something is missing."""
        made = map(self._make, self.worker.pod["spec"].get("volumes") or ())
        self.contents = tuple(content for content in made if content is not None)
        for key in self._keys:
            self.worker.plane.mounted.setdefault(key, {})[self] = None

    @property
    def _keys(self) -> Iterator[tuple[ResourceKey, str, str]]:
        return ((resource, self.worker.key[0], name) for resource, name in references(self.worker.pod))

    def _make(self, volume: Object) -> Content | None:
        worker = self.worker
        source = Source(worker.pod, self._lookup, worker.kubelet.allocatable, self._token)
        return volume_content(source, volume, worker.plane.clock.now)

    def forget(self) -> None:
        """The pod is gone."""
        for key in self._keys:
            found = self.worker.plane.mounted.get(key)
            if found is not None:
                found.pop(self, None)
                if not found:
                    del self.worker.plane.mounted[key]

    def soon(self) -> None:
        """Something that is mounted changed: the next sync of the pod notices."""
        if not self._planned:
            self._planned = True
            seconds = SYNC + int(sha256(self.worker.uid.encode()).hexdigest()[:8], 16) % JITTER
            self.worker.plane.agenda.after(seconds, self._due, periodic=True)

    def _due(self) -> None:
        self._planned = False
        self.refresh()

    def refresh(self) -> None:
        """Write anew what has changed."""
        worker = self.worker
        if worker.gone or worker.kubelet.stopped or worker.torn_down:
            return
        written = {content.volume: content for content in self.contents}
        for volume in worker.pod["spec"].get("volumes") or ():
            before = written.get(volume["name"])
            try:
                now = self._make(volume) if before is not None else None
            except MountError as problem:
                worker.event("Warning", "FailedMount", str(problem))
                continue
            if now is not None and before is not None and now.files != before.files:
                written[volume["name"]] = now
                self.contents = tuple(written.values())
                worker.plane.runtime.rewrite(f"pod {worker.uid} {volume['name']}", now)

    def _lookup(self, resource: ResourceKey, name: str) -> Object | None:
        if (kept := self._frozen.get((resource, name))) is not None:
            return kept
        found = self.worker.lookup(resource, name)
        if found is not None and found.get("immutable"):
            self._frozen = {**self._frozen, (resource, name): found}
        return found

    def _token(self, pod: Object, source: Object) -> Data:
        """A token, which is used until four fifths of its time are over."""
        key = f"{source.get('path')} {source.get('audience')}"
        token, until = self._tokens.get(key, (b"", 0.0))
        now = self.worker.plane.clock.now
        if now >= until:
            if not (token := self.worker.kubelet.token(pod, source)):
                return token
            until = now + 0.8 * (source.get("expirationSeconds") or HOUR)
            self._tokens = {**self._tokens, key: (token, until)}
        return token

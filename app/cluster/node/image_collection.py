"""Unused images go when the disk gets full.

Follows kubernetes pkg/kubelet/images/image_gc_manager.go, and pkg/kubelet/kubelet.go: StartGarbageCollection.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.cluster.control.resources import NODES
from app.cluster.node import local_storage
from app.cluster.node.pulls import PRELOADED
from app.cluster.node.thresholds import Settings
from app.sim.image_reference import parse

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet

PERIOD = 300.0  # seconds between two collections
YOUNGEST = 120.0  # seconds for which an image that has just come is kept: imageMinimumGCAge


class ImageCollection:
    """The collector of one node: it runs as long as the disk is too full."""

    __slots__ = ("_failed", "_kubelet", "_planned")

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._planned = self._failed = False

    def look(self, settings: Settings) -> None:
        """Collect at the next turn if the disk is too full."""
        if not self._planned and _percent(self._kubelet) >= settings.images_high:
            self._planned = True
            wait = PERIOD - self._kubelet.now % PERIOD
            self._kubelet.plane.agenda.after(wait, lambda: self._collect(settings), periodic=True)

    def _collect(self, settings: Settings) -> None:
        self._planned = False
        disk = local_storage.filesystem(self._kubelet)
        if self._kubelet.stopped or _percent(self._kubelet) < settings.images_high:
            self._failed = False
            return
        wanted = disk.capacity * (100 - settings.images_low) // 100 - disk.available
        freed = free(self._kubelet, wanted)
        if freed < wanted:
            problem = (f"Failed to garbage collect required amount of images. Attempted to free {wanted} bytes, but "
                       f"only found {freed} bytes eligible to free.")  # fmt: skip
            self._warn("FreeDiskSpaceFailed", problem)
            if self._failed:
                self._warn("ImageGCFailed", problem)
        self._failed = freed < wanted
        self.look(settings)

    def _warn(self, reason: str, message: str) -> None:
        plane, name = self._kubelet.plane, self._kubelet.name
        if (node := plane.objects.get(NODES, "", name)) is not None:
            plane.events.event(node, "Warning", reason, message, "kubelet", host=name)


def _percent(kubelet: Kubelet) -> int:
    disk = local_storage.filesystem(kubelet)
    return 100 - disk.available * 100 // disk.capacity


def free(kubelet: Kubelet, wanted: int = sys.maxsize) -> int:
    """Remove images that no container uses, those first that came first; the bytes that this freed."""
    pulls, freed = kubelet.pulls, 0
    in_use = {reference.name for worker in kubelet.workers.values() for record in worker.records
              if (reference := parse(record.spec.get("image", ""))) is not None}  # fmt: skip
    for name in sorted(pulls.present, key=lambda name: pulls.arrived.get(name, 0.0)):
        young = kubelet.now - pulls.arrived.get(name, 0.0) < YOUNGEST
        if freed >= wanted or name in in_use or young or name.startswith(PRELOADED):
            continue
        freed += pulls.present.pop(name).size
        pulls.arrived.pop(name, None)
        pulls.changed()
    return freed

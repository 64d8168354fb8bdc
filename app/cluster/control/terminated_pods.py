"""Finished pods that nobody deletes: when there are too many of them, the oldest go.

Follows kubernetes pkg/controller/podgc/gc_controller.go: gcTerminated.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_finished
from app.cluster.control.resources import PODS, Name, Object, name_of

THRESHOLD = 12_500  # --terminated-pod-gc-threshold
PERIOD = 20.0  # seconds between two looks


def register(plane: Plane) -> None:
    """Start the collector."""
    TerminatedPods(plane)


class TerminatedPods:
    """Knows which pods are finished, and deletes what is beyond the threshold."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._finished: dict[Name, None] = {}
        self._planned = False
        plane.pods.relevant(self._changed)

    def _changed(self, event: str, pod: Object, old: Object | None) -> None:
        if event != "DELETED" and is_finished(pod):
            self._finished[name_of(pod)] = None
            if len(self._finished) > THRESHOLD and not self._planned:
                self._planned = True
                self._plane.agenda.after(PERIOD, self._collect)
        elif self._finished:
            self._finished.pop(name_of(pod), None)

    def _collect(self) -> None:
        self._planned = False
        surplus = len(self._finished) - THRESHOLD
        if surplus <= 0:
            return
        found = [self._plane.objects.get(PODS, *name) for name in self._finished]
        for pod in sorted((one for one in found if one is not None), key=_order)[:surplus]:
            self._plane.delete(PODS, pod, grace=0)


def _order(pod: Object) -> tuple[bool, str, str]:
    """Evicted pods first, then the oldest."""
    return pod["status"].get("reason") != "Evicted", pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]

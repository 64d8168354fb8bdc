"""Changing a running pod's CPU and memory: whether the node allows it, and how it is done.

Follows kubernetes pkg/kubelet/allocation/allocation_manager.go, events/helpers.go, and kuberuntime_manager.go:
computePodResizeAction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from app.cluster.control.resources import Object, is_deleting
from app.cluster.node import containers
from app.cluster.node.records import MAIN, SIDECAR, Record
from app.cluster.scheduler.requirements import Resources, amount, pod_requests
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.node.pod_worker import PodWorker

NOBODY: frozenset[str] = frozenset()
DEFERRED, INFEASIBLE = "Deferred", "Infeasible"
FIELDS = (("initContainers", "initContainers"), ("containers", "containers"))


@dataclass(frozen=True)
class Condition:
    """What the pod's status says of a resize, since when, and for which generation of the pod."""

    kind: str  # PodResizePending or PodResizeInProgress
    reason: str
    message: str
    since: float
    generation: int

    def shown(self) -> Object:
        """The entry of status.conditions."""
        found = {
            "type": self.kind,
            "observedGeneration": self.generation,
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": rfc3339(self.since),
            "reason": self.reason,
            "message": self.message,
        }
        return {key: value for key, value in found.items() if value != ""}


class Resize:
    """The resizing of one pod."""

    __slots__ = ("_restarting", "pending", "progress", "worker")

    def __init__(self, worker: PodWorker) -> None:
        self.worker = worker
        self.pending: Condition | None = None
        self.progress: Condition | None = None
        self._restarting = NOBODY  # names of containers that restart for it

    def conditions(self) -> tuple[Object, ...]:
        """What the status is to say."""
        return tuple(one.shown() for one in (self.pending, self.progress) if one is not None)

    def propose(self, *, quietly: bool = False) -> None:
        """The pod's spec changed, or there is more room than before; `quietly` when that has been told already."""
        worker = self.worker
        resized = [one for one in self._records() if (one.spec.get("resources") or {}) != one.resources]
        if not resized or is_deleting(worker.pod) or worker.reason:
            self._settle(None)
        elif not any(one.is_running for one in worker.records):
            for record in resized:
                record.resources = record.spec.get("resources") or {}
        elif (refusal := self._refusal()) is not None:
            self._settle(self._condition("PodResizePending", *refusal), quietly=quietly)
        else:
            self._settle(None)
            self._begin(resized)

    def retry(self) -> None:
        """Something has left the node."""
        if self.pending is not None and self.pending.reason == DEFERRED:
            self.propose()

    def _records(self) -> list[Record]:
        return [one for one in self.worker.records if one.kind in {MAIN, SIDECAR}]

    def _condition(self, kind: str, reason: str = "", message: str = "") -> Condition:
        generation = self.worker.pod["metadata"].get("generation", 1)
        return Condition(kind, reason, message, self.worker.plane.clock.now, generation)

    def _settle(self, pending: Condition | None, *, quietly: bool = False) -> None:
        """Take over what is to be said of a resize that cannot begin; an event tells when that is news."""
        old, kubelet = self.pending, self.worker.kubelet
        if pending is not None and old is not None:
            if (old.reason, old.message, old.generation) == (pending.reason, pending.message, pending.generation):
                return
            same = old.kind == pending.kind
            pending = Condition(pending.kind, pending.reason, pending.message, old.since if same else pending.since,
                                pending.generation)  # fmt: skip
        self.pending = pending
        if pending is None:
            kubelet.deferred.discard(self.worker.uid)
            if old is not None:
                self.worker.later(0.0)
            return
        if pending.reason == DEFERRED:
            kubelet.deferred.add(self.worker.uid)
        if not quietly:
            message = f"Pod resize {pending.reason}: {self._summary(pending.message)}"
            self.worker.event("Warning", f"Resize{pending.reason}", message)

    def _refusal(self) -> tuple[str, str] | None:
        """(reason, message) when the node cannot give what is asked for."""
        worker = self.worker
        offered: Resources = {name: amount(name, value) for name, value in worker.kubelet.allocatable.items()}
        wanted = pod_requests(worker.pod["spec"])[0]
        for name in ("memory", "cpu"):
            if wanted.get(name, 0) > offered.get(name, 0):
                what = f"{name}, requested: {wanted[name]}, capacity: {offered.get(name, 0)}"
                return INFEASIBLE, f"Node didn't have enough capacity: {what}"
        used: Resources = {}
        for other in worker.kubelet.workers.values():
            if other is not worker and not other.torn_down and not other.gone:
                for name, value in _allocated(other).items():
                    used[name] = used.get(name, 0) + value
        for name in ("cpu", "memory"):
            if wanted.get(name, 0) > offered.get(name, 0) - used.get(name, 0):
                what = f"{name}, requested: {wanted[name]}, used: {used.get(name, 0)}, capacity: {offered[name]}"
                return DEFERRED, f"Node didn't have enough resource: {what}"
        return None

    def _summary(self, problem: str = "") -> str:
        spec = self.worker.pod["spec"]
        made: Object = {}
        for name, field in FIELDS:
            listed = [{"name": one["name"], "resources": _sorted(one.get("resources") or {})}
                      for one in spec.get(field) or ()]  # fmt: skip
            if listed:
                made[name] = listed
        made["generation"] = self.worker.pod["metadata"].get("generation", 1)
        if problem:
            made["error"] = problem
        return orjson.dumps(made).decode()

    # Doing it

    def _begin(self, resized: list[Record]) -> None:
        worker = self.worker
        for record in resized:
            record.actual = record.actual if record.actual is not None else record.resources
            record.resources = record.spec.get("resources") or {}
        self.progress = self._condition("PodResizeInProgress")
        worker.event("Normal", "ResizeStarted", f"Pod resize started: {self._summary()}")
        worker.later(0.0)
        worker.plane.agenda.after(worker.between(worker.kubelet.pace.relist), self.actuate)

    def actuate(self) -> None:
        """Give the containers their new limits; those whose policy says so restart."""
        worker = self.worker
        if worker.gone or worker.kubelet.stopped or self.progress is None:
            return
        for record in self._records():
            if record.actual is None:
                continue
            if record.is_running and _needs_restart(record):
                self._restarting |= {record.name}
                record.backoff = 0.0
                message = f"Container {record.name} resize requires restart"
                worker.event("Normal", "Killing", message, record)
                containers.stop(worker, record, worker.grace())
            elif (problem := _too_small(record)) is not None:
                if self.progress.message != problem:
                    self.progress = self._condition("PodResizeInProgress", "Error", problem)
                    worker.event("Warning", "ResizeError", f"Pod resize error: {self._summary(problem)}")
                    worker.later(0.0)
                return
            else:
                if record.running is not None and record.ended is None:
                    record.running.resize(*containers.limits({"resources": record.resources}))
                record.actual = None
        self._finish()

    def container_started(self, record: Record) -> None:
        """A container runs with its new resources."""
        record.actual = None
        if record.name in self._restarting:
            self._restarting -= {record.name}
            self._finish()

    def _finish(self) -> None:
        if self.progress is None or self._restarting or any(one.actual is not None for one in self._records()):
            return
        self.progress = None
        self.worker.event("Normal", "ResizeCompleted", f"Pod resize completed: {self._summary()}")
        self.worker.later(0.0)


def _allocated(worker: PodWorker) -> Resources:
    total: Resources = {}
    for record in worker.records:
        if record.kind in {MAIN, SIDECAR}:
            for name, value in (record.resources.get("requests") or {}).items():
                total[name] = total.get(name, 0) + amount(name, value)
    return total


def _needs_restart(record: Record) -> bool:
    """Whether the container's policy wants a restart for what changes: memory requests never change anything inside."""
    old, new = record.actual or {}, record.resources
    changed = {name for name in ("cpu", "memory") if _limit(old, name) != _limit(new, name)}
    if (old.get("requests") or {}).get("cpu") != (new.get("requests") or {}).get("cpu"):
        changed.add("cpu")
    return any(one.get("restartPolicy") == "RestartContainer" and one["resourceName"] in changed
               for one in record.spec.get("resizePolicy") or ())  # fmt: skip


def _limit(resources: Object, name: str) -> Any:
    return (resources.get("limits") or {}).get(name)


def _too_small(record: Record) -> str | None:
    """Why a memory limit cannot be lowered: so much is in use."""
    limit = containers.limits({"resources": record.resources})[1]
    if limit is None or record.running is None or record.ended is not None:
        return None
    used = record.running.usage(0.0, 0.0)[1]
    if used <= limit:
        return None
    return f'attempting to set container "{record.name}" memory limit ({limit}) below current usage ({used})'


def _sorted(resources: Object) -> Object:
    made = {key: dict(sorted(resources[key].items())) for key in ("limits", "requests") if resources.get(key)}
    return made | ({"claims": resources["claims"]} if resources.get("claims") else {})

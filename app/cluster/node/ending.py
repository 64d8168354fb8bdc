"""How a pod ends: its containers are stopped, its end is reported, and at last the pod object is removed.

Follows kubernetes pkg/kubelet/kubelet.go: SyncTerminatingPod, SyncTerminatedPod; status_manager.go: syncPod.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cluster.api.errors import ApiError
from app.cluster.control.resources import PODS, is_deleting
from app.cluster.node import containers
from app.cluster.node.records import INIT, MAIN, SIDECAR, Record

if TYPE_CHECKING:
    from app.cluster.node.pod_worker import PodWorker


@dataclass
class Ending:
    """What has been done so far. `grace` is the shortest period anybody asked for."""

    grace: float
    began: float
    reported: bool = False
    removing: bool = False


def advance(worker: PodWorker) -> None:
    """The next step towards the pod's end."""
    grace = worker.grace()
    if worker.ending is None:
        worker.ending = Ending(grace, worker.plane.clock.now)
        _stop_all(worker, worker.ending.grace)
    elif grace < worker.ending.grace and is_deleting(worker.pod):
        worker.ending.grace = grace
        _hurry(worker, grace)
    if any(record.is_running for record in worker.records):
        _stop_sidecars(worker)
        return
    if not worker.torn_down:
        if not worker.ending.reported:
            worker.ending.reported = True
            pace = worker.kubelet.pace
            span = pace.kill if is_deleting(worker.pod) else pace.teardown
            worker.plane.agenda.after(worker.between(span), lambda: _tear_down(worker))
        return
    if is_deleting(worker.pod) and not worker.ending.removing:
        worker.ending.removing = True
        worker.plane.agenda.after(worker.between(worker.kubelet.pace.remove), lambda: _remove(worker))


def _stop_all(worker: PodWorker, grace: float) -> None:
    """Stop the main containers; sidecars follow when these have ended."""
    records = [one for one in worker.records if one.is_running]
    for record in records:
        if is_deleting(worker.pod) or record.kind != INIT:
            message = worker.kubelet.wording.killing(record.name, record.id)
            worker.event("Normal", "Killing", message, record)
    main = [one for one in records if one.kind != SIDECAR]
    for record in main:
        containers.stop(worker, record, grace)
    if not main:
        _stop_sidecars(worker)


def _stop_sidecars(worker: PodWorker) -> None:
    """One after the other, the last one first, in what is left of the grace period.

    Follows pkg/kubelet/kuberuntime/kuberuntime_termination_order.go.
    """
    if any(one.is_running for one in worker.records if one.kind == MAIN):
        return
    assert worker.ending is not None
    running = [one for one in worker.records if one.kind == SIDECAR and one.is_running]
    if running:
        grace, spent = worker.ending.grace, worker.plane.clock.now - worker.ending.began
        left = max(grace - spent, min(grace, containers.LAST_MOMENT))
        containers.stop(worker, running[-1], left)


def _hurry(worker: PodWorker, grace: float) -> None:
    """Somebody shortened the grace period."""

    def kill(record: Record, identity: str) -> None:
        if record.running is not None and record.ended is None and record.id == identity:
            record.running.signal(containers.KILL)

    for record in worker.records:
        if record.is_running:
            worker.plane.agenda.after(grace, lambda record=record, identity=record.id: kill(record, identity))  # type: ignore[misc]


def _tear_down(worker: PodWorker) -> None:
    """The sandbox goes: from now on the pod is Succeeded or Failed."""
    if worker.gone or worker.kubelet.stopped:
        return
    worker.kubelet.network.leave(worker)
    worker.sandbox = False
    worker.torn_down = True
    worker.kubelet.retry_resizes()
    for record in worker.records:
        record.waiting = record.shown if record.ended is None else ("", "")
        record.shown = record.waiting
    worker.write_status()
    if is_deleting(worker.pod):
        advance(worker)


def _remove(worker: PodWorker) -> None:
    """All is over: the API may forget the pod."""
    if worker.gone or worker.kubelet.stopped:
        return
    try:
        worker.plane.objects.delete(PODS, *worker.key, grace=0, preconditions={"uid": worker.uid})
    except ApiError:
        return

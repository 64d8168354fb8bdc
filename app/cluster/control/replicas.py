"""The common part of replica sets and replication controllers: as many pods as wanted, and a status that says so.

Follows kubernetes pkg/controller/replicaset/{replica_set,replica_set_utils}.go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.pods import (
    PodControl,
    claim,
    from_template,
    is_active,
    is_available,
    is_ready,
    namespace_terminates,
    to_delete,
)
from app.cluster.control.queue import WorkQueue
from app.cluster.control.resources import (
    PODS,
    Name,
    Object,
    ResourceKey,
    is_deleting,
    labels_of,
    name_of,
    owner_uid,
)
from app.sim.label_selectors import LabelSelector

SLICE = 32  # pods created or deleted before others get their turn


@dataclass(frozen=True)
class ReplicaKind:
    """What differs between the two kinds. `selector(obj)` gives the pods' selector."""

    resource: ResourceKey
    kind: str
    component: str
    selector: Callable[[Object], LabelSelector]


class ReplicaControl:
    """Keeps the wanted number of pods of one kind's objects."""

    def __init__(self, plane: Plane, kind: ReplicaKind) -> None:
        self.plane = plane
        self.kind = kind
        self.pods = PodControl(plane, kind.component)
        self._growing: dict[str, tuple[int, int]] = {}  # by UID: (generation, pods still to create)
        self.queue: WorkQueue = plane.queue(kind.kind.lower(), self.reconcile)
        plane.watch(kind.resource, self.queue)
        plane.pods.of_owner(kind.kind, self._later)
        plane.pods.orphans(self._wake_adopters)

    def _later(self, namespace: str, name: str) -> None:
        """The larger the set, the longer changes are gathered, as a real controller's passes take longer."""
        owner = self.plane.objects.get(self.kind.resource, namespace, name)
        if owner is not None:
            self.queue.add((namespace, name), min(1.0, owner["spec"].get("replicas", 1) * 1e-4))

    def _wake_adopters(self, pod: Object) -> None:
        for owner in self.plane.objects.list(self.kind.resource, pod["metadata"]["namespace"]):
            if self.kind.selector(owner).matches(labels_of(pod)):
                self.queue.add(name_of(owner))

    def reconcile(self, item: Name) -> float | None:
        """One pass over one object."""
        owner = self.plane.objects.get(self.kind.resource, *item)
        if owner is None:
            return None
        if self._grow(owner):
            return 0.0
        claimed = claim(self.plane, owner, self.kind.selector(owner), PODS, inactive=False)
        active = [pod for pod in claimed if is_active(pod)]
        terminating = [pod for pod in claimed if is_deleting(pod) and not _ended(pod)]
        problem: ApiError | None = None
        if not is_deleting(owner):
            wanted = owner["spec"].get("replicas", 1)
            try:
                if self._manage(owner, active, wanted):
                    return 0.0
            except ApiError as refusal:
                problem = None if namespace_terminates(refusal) else refusal
        status = replica_status(self.plane, owner, active, len(terminating), problem)
        stored = self.plane.write_status(self.kind.resource, owner, status, "kube-controller-manager")
        if problem is not None:
            raise problem
        return self._when_available(stored)

    def _grow(self, owner: Object) -> bool:
        """Go on with what an earlier pass began to create; True when there is still more to do."""
        generation, missing = self._growing.pop(owner["metadata"]["uid"], (0, 0))
        if not missing or generation != owner["metadata"].get("generation") or is_deleting(owner):
            return False
        return self._create(owner, missing)

    def _create(self, owner: Object, missing: int) -> bool:
        """Create a slice of the missing pods; True when more are to follow.

        Batches begin with one and double; nothing follows a batch in which a creation was refused.
        """
        left, size = min(missing, SLICE), 1
        while left:
            problems = [problem for _ in range(min(size, left)) if (problem := self._create_one(owner))]
            if problems:
                raise problems[0]
            left, size = left - min(size, left), size * 2
        if missing > SLICE:
            self._growing[owner["metadata"]["uid"]] = (owner["metadata"].get("generation", 0), missing - SLICE)
        return missing > SLICE

    def _create_one(self, owner: Object) -> ApiError | None:
        try:
            self.pods.create(owner, from_template(owner, owner["spec"]["template"]))
        except ApiError as problem:
            return problem
        return None

    def _manage(self, owner: Object, active: list[Object], wanted: int) -> bool:
        """Create or delete towards `wanted`; True when there is more to do than fits into one slice."""
        missing = wanted - len(active)
        if missing > 0:
            return self._create(owner, missing)
        surplus = -missing
        if surplus > 0:
            for pod in to_delete(self.plane, active, self._related(owner, active), min(surplus, SLICE)):
                self.pods.delete(owner, pod)
        return surplus > SLICE

    def _related(self, owner: Object, active: list[Object]) -> list[Object]:
        """The pods of all replica sets of the same deployment, which spread scale-downs over nodes."""
        parent = owner_uid(owner)
        if not parent:
            return active
        sets = [obj for key, obj in self.plane.objects.by_owner(parent) if key == self.kind.resource]
        pods = [pod for one in sets for key, pod in self.plane.objects.by_owner(one["metadata"]["uid"]) if key == PODS]
        return [pod for pod in pods if is_active(pod)]

    def _when_available(self, owner: Object) -> float | None:
        wait = owner["spec"].get("minReadySeconds", 0)
        status = owner.get("status", {})
        if wait and status.get("readyReplicas", 0) != status.get("availableReplicas", 0):
            return 1.0
        return None


def _ended(pod: Object) -> bool:
    return pod.get("status", {}).get("phase") in {"Succeeded", "Failed"}


def replica_status(plane: Plane, owner: Object, active: list[Object], terminating: int,
                   problem: ApiError | None) -> Object:  # fmt: skip
    """The status of a replica set that has these active pods."""
    template = (owner["spec"]["template"].get("metadata") or {}).get("labels") or {}
    wait, now = owner["spec"].get("minReadySeconds", 0), plane.clock.now
    ready = [pod for pod in active if is_ready(pod)]
    counts = {
        "replicas": len(active),
        "fullyLabeledReplicas": sum(1 for pod in active if template.items() <= labels_of(pod).items()),
        "readyReplicas": len(ready),
        "availableReplicas": len(ready) if not wait else sum(1 for pod in ready if is_available(pod, wait, now)),
    }
    status: Object = {name: count for name, count in counts.items() if count or name == "replicas"}
    status["observedGeneration"] = owner["metadata"].get("generation", 1)
    if owner["kind"] == "ReplicaSet" and not plane.classic:
        status["terminatingReplicas"] = terminating
    conditions = _conditions(owner, problem, len(active), plane.now())
    if conditions:
        status["conditions"] = conditions
    return status


def _conditions(owner: Object, problem: ApiError | None, active: int, now: str) -> list[Any]:
    others = [one for one in owner.get("status", {}).get("conditions") or () if one["type"] != "ReplicaFailure"]
    before = [one for one in owner.get("status", {}).get("conditions") or () if one["type"] == "ReplicaFailure"]
    if problem is None:
        return others
    if before:
        return [*others, *before]
    reason = "FailedCreate" if owner["spec"].get("replicas", 1) > active else "FailedDelete"
    return [*others, {"type": "ReplicaFailure", "status": "True", "lastTransitionTime": now, "reason": reason,
                      "message": str(problem)}]  # fmt: skip

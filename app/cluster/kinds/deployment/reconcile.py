"""Rolls a Deployment out: one replica set per template, scaled against each other.

Follows kubernetes pkg/controller/deployment/{deployment_controller,sync,rolling,recreate}.go.
"""

from __future__ import annotations

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.pods import claim, is_finished, namespace_terminates
from app.cluster.control.resources import (
    DEPLOYMENTS,
    PODS,
    REPLICA_SETS,
    Name,
    Object,
    condition,
    controller_of,
    is_deleting,
    labels_of,
    name_of,
)
from app.cluster.kinds.deployment import numbers, status
from app.cluster.kinds.deployment.numbers import desired
from app.cluster.kinds.deployment.replica_sets import (
    REVISION,
    annotated,
    find_new,
    make,
    revision,
    same_template,
    sizes,
    template_hash,
)
from app.sim.label_selectors import LabelSelector

COMPONENT = "deployment-controller"
MANAGER = "kube-controller-manager"
NO_LIMIT = 2**31 - 1


def register(plane: Plane) -> None:
    """Start the deployment controller."""
    DeploymentControl(plane)


class DeploymentControl:
    """Looks after Deployments."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.objects = plane.objects
        self.queue = plane.queue("deployment", self.reconcile)
        plane.watch(DEPLOYMENTS, self.queue)
        plane.subscribe(REPLICA_SETS, self._set_changed)
        plane.pods.over(self._pod_over)

    def _set_changed(self, event: str, obj: Object, old: Object | None) -> None:
        for version in (obj, old) if old is not None else (obj,):
            reference = controller_of(version)
            if reference is not None and reference["kind"] == "Deployment":
                self.queue.add((obj["metadata"]["namespace"], reference["name"]))
        if event != "DELETED" and controller_of(obj) is None:
            for owner in self.objects.list(DEPLOYMENTS, obj["metadata"]["namespace"]):
                if LabelSelector.of(owner["spec"].get("selector")).matches(labels_of(obj)):
                    self.queue.add(name_of(owner))

    def _pod_over(self, event: str, pod: Object, old: Object | None) -> None:
        """A Recreate rollout goes on when the last old pod is gone."""
        reference = controller_of(pod)
        if reference is None or reference["kind"] != "ReplicaSet":
            return
        parent = self.objects.get(REPLICA_SETS, pod["metadata"]["namespace"], reference["name"])
        owner = controller_of(parent) if parent else None
        if owner is not None and owner["kind"] == "Deployment":
            found = self.objects.get(DEPLOYMENTS, pod["metadata"]["namespace"], owner["name"])
            if found is not None and not numbers.is_rolling(found):
                self.queue.add(name_of(found))

    def reconcile(self, item: Name) -> float | None:
        """One pass over one Deployment."""
        deployment = self.objects.get(DEPLOYMENTS, *item)
        if deployment is None:
            return None
        selector = LabelSelector.of(deployment["spec"].get("selector"))
        if selector.empty:
            message = "This deployment is selecting all pods. A non-empty selector is required."
            self.plane.events.event(deployment, "Warning", "SelectingAll", message, COMPONENT)
            return None
        sets = claim(self.plane, deployment, selector, REPLICA_SETS)
        if is_deleting(deployment):
            return self._write(deployment, self._plain_status(deployment, sets, find_new(deployment, sets)))
        deployment = self._note_pause(deployment)
        if deployment["spec"].get("paused") or self._is_scaling(deployment, sets):
            return self._sync(deployment, sets)
        if numbers.is_rolling(deployment):
            return self._roll(deployment, sets)
        return self._recreate(deployment, sets)

    def _note_pause(self, deployment: Object) -> Object:
        if not status.has_deadline(deployment):
            return deployment
        current = condition(deployment, "Progressing")
        if current is not None and current["reason"] == "ProgressDeadlineExceeded":
            return deployment
        noted = current is not None and current["reason"] == "DeploymentPaused"
        paused = bool(deployment["spec"].get("paused"))
        if paused == noted:
            return deployment
        reason, message = ("DeploymentPaused", "Deployment is paused") if paused else (
            "DeploymentResumed", "Deployment is resumed")  # fmt: skip
        new = dict(deployment.get("status") or {})
        status.set_condition(
            new, status.make_condition("Progressing", "Unknown", reason, message, self.plane.clock.now)
        )
        return self.plane.write_status(DEPLOYMENTS, deployment, new, MANAGER)

    def _is_scaling(self, deployment: Object, sets: list[Object]) -> bool:
        for one in sets:
            noted = (one["metadata"].get("annotations") or {}).get(numbers.DESIRED_REPLICAS)
            if desired(one) > 0 and noted is not None and noted != str(desired(deployment)):
                return True
        return False

    # The three ways of a pass

    def _sync(self, deployment: Object, sets: list[Object]) -> float | None:
        deployment, new, old = self._revise(deployment, sets, create=False)
        self._scale_all(deployment, new, old)
        if deployment["spec"].get("paused"):
            self._clean_up(deployment, old)
        return self._write(deployment, self._plain_status(deployment, _together(old, new), new))

    def _roll(self, deployment: Object, sets: list[Object]) -> float | None:
        deployment, new, old = self._revise(deployment, sets, create=True)
        assert new is not None
        size = desired(deployment)
        if desired(new) < size:
            size = numbers.new_size(deployment, [*old, new], desired(new))
        if desired(new) != size:
            self._scale(deployment, new, size)
            return self._progress(deployment, old, new)
        shrunk = numbers.old_sizes(deployment, new, old)
        for one, fewer in shrunk:
            self._scale(deployment, one, fewer)
        if not shrunk and status.is_complete(deployment, deployment.get("status", {})):
            self._clean_up(deployment, old)
        return self._progress(deployment, old, new)

    def _recreate(self, deployment: Object, sets: list[Object]) -> float | None:
        deployment, new, old = self._revise(deployment, sets, create=False)
        active = [one for one in old if desired(one) > 0]
        if active:
            for one in active:
                self._scale(deployment, one, 0)
            return self._progress(deployment, old, new)
        if self._old_pods_run(old):
            return self._progress(deployment, old, new)
        if new is None:
            deployment, new, old = self._revise(deployment, sets, create=True)
        assert new is not None
        self._scale(deployment, new, desired(deployment))
        if status.is_complete(deployment, deployment.get("status", {})):
            self._clean_up(deployment, old)
        return self._progress(deployment, old, new)

    def _old_pods_run(self, old: list[Object]) -> bool:
        for one in old:
            for key, pod in self.objects.by_owner(one["metadata"]["uid"]):
                if key == PODS and not is_finished(pod):
                    return True
        return False

    # Replica sets

    def _revise(self, deployment: Object, sets: list[Object], *, create: bool) -> tuple[Object, Object | None,
                                                                                       list[Object]]:  # fmt: skip
        """The Deployment with its revision, its new replica set (made if wanted) and its old ones."""
        new = find_new(deployment, sets)
        old = [one for one in sets if new is None or one["metadata"]["uid"] != new["metadata"]["uid"]]
        number = max((revision(one) for one in old), default=0) + 1
        if new is not None:
            new = self._annotate(deployment, new, number)
            deployment = self._note_revision(deployment, new, revision(new), "FoundNewReplicaSet", "Found new")
        elif create:
            deployment, new = self._create(deployment, old, number)
        return deployment, new, old

    def _annotate(self, deployment: Object, new: Object, number: int) -> Object:
        wanted = annotated(deployment, new, number, exists=True)
        wait = deployment["spec"].get("minReadySeconds", 0)
        if wanted == (new["metadata"].get("annotations") or {}) and new["spec"].get("minReadySeconds", 0) == wait:
            return new
        changed = {**new, "metadata": {**new["metadata"], "annotations": wanted}}
        if wait != new["spec"].get("minReadySeconds", 0):
            changed["spec"] = {**new["spec"], "minReadySeconds": wait}
        return self.plane.write(REPLICA_SETS, changed, MANAGER)

    def _create(self, deployment: Object, old: list[Object], number: int) -> tuple[Object, Object]:
        digest = template_hash(deployment, classic=self.plane.classic)
        made = make(deployment, digest)
        made["spec"]["replicas"] = 0
        made["spec"]["replicas"] = numbers.new_size(deployment, [*old, made], 0)
        made["metadata"]["annotations"] = annotated(deployment, made, number, exists=False)
        try:
            new = self.objects.create(REPLICA_SETS, made, manager=MANAGER)
        except ApiError as problem:
            self._refused(deployment, made, problem)
            raise
        if desired(new) > 0:
            self._scaled(deployment, new, 0, desired(new))
        return self._note_revision(deployment, new, number, "NewReplicaSetCreated", "Created new"), new

    def _refused(self, deployment: Object, made: Object, problem: ApiError) -> None:
        if problem.reason == "AlreadyExists":
            clash = self.objects.get(REPLICA_SETS, *name_of(made))
            same = clash is not None and same_template(clash["spec"]["template"], made["spec"]["template"])
            if not same:
                new = dict(deployment.get("status") or {})
                new["collisionCount"] = new.get("collisionCount", 0) + 1
                self.plane.write_status(DEPLOYMENTS, deployment, new, MANAGER)
            return
        if namespace_terminates(problem):
            return
        message = f'Failed to create new replica set "{made["metadata"]["name"]}": {problem}'
        new = dict(deployment.get("status") or {})
        status.set_condition(
            new,
            status.make_condition("Progressing", "False", "ReplicaSetCreateError", message, self.plane.clock.now),
        )
        self.plane.write_status(DEPLOYMENTS, deployment, new, MANAGER)
        self.plane.events.event(deployment, "Warning", "ReplicaSetCreateError", message, COMPONENT)

    def _note_revision(self, deployment: Object, new: Object, number: int, reason: str, found: str) -> Object:
        """Write the revision on the Deployment, and a first (or renewed) Progressing condition."""
        changed = dict(deployment)
        if (deployment["metadata"].get("annotations") or {}).get(REVISION) != str(number):
            annotations = {**(deployment["metadata"].get("annotations") or {}), REVISION: str(number)}
            changed["metadata"] = {**deployment["metadata"], "annotations": annotations}
        created = reason == "NewReplicaSetCreated"
        if status.has_deadline(deployment) and (created or condition(deployment, "Progressing") is None):
            message = f'{found} replica set "{new["metadata"]["name"]}"'
            changed["status"] = dict(deployment.get("status") or {})
            made = status.make_condition("Progressing", "True", reason, message, self.plane.clock.now)
            status.set_condition(changed["status"], made)
        if changed == deployment:
            return deployment
        return self.objects.update(DEPLOYMENTS, changed, subresource="status", manager=MANAGER)

    def _scale_all(self, deployment: Object, new: Object | None, old: list[Object]) -> None:
        """Follows sync.go: scale."""
        sets = [*old, new] if new is not None else old
        active = [one for one in sets if desired(one) > 0]
        if len(active) <= 1:
            latest = active[0] if active else new or max(old, key=_created, default=None)
            if latest is not None and desired(latest) != desired(deployment):
                self._scale(deployment, latest, desired(deployment))
            return
        if new is not None and _is_saturated(deployment, new):
            for one in old:
                self._scale(deployment, one, 0)
        elif numbers.is_rolling(deployment):
            for one, size in numbers.proportional_sizes(deployment, active):
                self._scale(deployment, one, size)

    def _scale(self, deployment: Object, one: Object, size: int) -> None:
        wanted = {**(one["metadata"].get("annotations") or {}), **sizes(deployment)}
        before = desired(one)
        if before == size and wanted == one["metadata"].get("annotations"):
            return
        changed = {**one, "metadata": {**one["metadata"], "annotations": wanted}}
        changed["spec"] = {**one["spec"], "replicas": size}
        self.plane.write(REPLICA_SETS, changed, MANAGER)
        if before != size:
            self._scaled(deployment, one, before, size)

    def _scaled(self, deployment: Object, one: Object, before: int, size: int) -> None:
        direction = "up" if size > before else "down"
        numbers_text = f"to {size}" if self.plane.classic else f"from {before} to {size}"
        message = f"Scaled {direction} replica set {one['metadata']['name']} {numbers_text}"
        self.plane.events.event(deployment, "Normal", "ScalingReplicaSet", message, COMPONENT)

    def _clean_up(self, deployment: Object, old: list[Object]) -> None:
        """Delete the oldest empty replica sets beyond the history limit."""
        limit = deployment["spec"].get("revisionHistoryLimit", NO_LIMIT)
        kept = [one for one in old if not is_deleting(one)]
        for one in sorted(kept, key=revision)[: max(0, len(kept) - limit)]:
            observed = one.get("status", {}).get("observedGeneration", 0)
            if not one.get("status", {}).get("replicas", 0) and not desired(one) and (
                observed >= one["metadata"].get("generation", 1)):  # fmt: skip
                self.plane.delete(REPLICA_SETS, one)

    # Status

    def _plain_status(self, deployment: Object, sets: list[Object], new: Object | None) -> Object:
        return status.calculate(deployment, sets, new, self.plane.clock.now, classic=self.plane.classic)

    def _progress(self, deployment: Object, old: list[Object], new: Object | None) -> float | None:
        sets, now = _together(old, new), self.plane.clock.now
        return self._write(deployment, status.rollout_status(deployment, sets, new, now, classic=self.plane.classic))

    def _write(self, deployment: Object, new: Object) -> float | None:
        stored = self.plane.write_status(DEPLOYMENTS, deployment, new, MANAGER)
        return status.next_check(stored, new, self.plane.clock.now)


def _together(old: list[Object], new: Object | None) -> list[Object]:
    """All replica sets as this pass found them; what it changed shows in the next one's status."""
    return old if new is None else [*old, new]


def _created(one: Object) -> str:
    return str(one["metadata"]["creationTimestamp"])


def _is_saturated(deployment: Object, new: Object) -> bool:
    wanted = desired(deployment)
    noted = (new["metadata"].get("annotations") or {}).get(numbers.DESIRED_REPLICAS)
    available = new.get("status", {}).get("availableReplicas", 0)
    return desired(new) == wanted and noted == str(wanted) and available == wanted

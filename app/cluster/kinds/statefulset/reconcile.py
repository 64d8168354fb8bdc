"""Keeps a StatefulSet's pods, one after the other.

Follows kubernetes pkg/controller/statefulset/{stateful_set_control,stateful_pod_control}.go.
"""

from __future__ import annotations

from app.cluster.api.errors import ApiError
from app.cluster.api.pod_template_hash import controller_revision_hash, revision_data
from app.cluster.control import revisions
from app.cluster.control.plane import Plane
from app.cluster.control.pods import claim, is_available, is_ready, phase
from app.cluster.control.resources import (
    PERSISTENT_VOLUME_CLAIMS,
    PODS,
    STATEFUL_SETS,
    Name,
    Object,
    controller_reference,
    is_deleting,
    labels_of,
    name_of,
)
from app.cluster.kinds.deployment.numbers import share
from app.cluster.kinds.statefulset.identity import (
    REVISION,
    claim_name,
    claim_templates,
    first_ordinal,
    make_claim,
    make_pod,
    ordinal_of,
    pod_name,
)
from app.sim.label_selectors import LabelSelector

COMPONENT, MANAGER = "statefulset-controller", "kube-controller-manager"


def register(plane: Plane) -> None:
    """Start the stateful set controller."""
    StatefulSetControl(plane)


class StatefulSetControl:
    """Looks after StatefulSets."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("statefulset", self.reconcile)
        plane.watch(STATEFUL_SETS, self.queue)
        plane.pods.of_owner("StatefulSet", lambda namespace, name: self.queue.add((namespace, name)))
        plane.pods.orphans(self._orphan)

    def _orphan(self, pod: Object) -> None:
        for owner in self.plane.objects.list(STATEFUL_SETS, pod["metadata"]["namespace"]):
            if LabelSelector.of(owner["spec"].get("selector")).matches(labels_of(pod)):
                self.queue.add(name_of(owner))

    def reconcile(self, item: Name) -> float | None:
        """One pass over one StatefulSet."""
        stateful_set = self.plane.objects.get(STATEFUL_SETS, *item)
        if stateful_set is None:
            return None
        selector = LabelSelector.of(stateful_set["spec"].get("selector"))
        pods = [one for one in claim(self.plane, stateful_set, selector, PODS) if ordinal_of(stateful_set, one) >= 0]
        collisions = stateful_set.get("status", {}).get("collisionCount") or 0
        template = stateful_set["spec"]["template"]
        digest = controller_revision_hash(template, collisions)
        data = revision_data(template)
        update, known = revisions.current_revision(self.plane, stateful_set, data, digest, revisions.HASH_LABEL)
        named = stateful_set.get("status", {}).get("currentRevision")
        current = next((one for one in known if one["metadata"]["name"] == named), update)
        run = _Pass(self.plane, stateful_set, pods, current, update)
        try:
            run.work()
        finally:
            run.write_status()
        used = {labels_of(pod).get(REVISION, "") for pod in pods}
        used |= {current["metadata"]["name"], update["metadata"]["name"]}
        limit = stateful_set["spec"].get("revisionHistoryLimit", 10)
        revisions.drop_old(self.plane, known, used, limit)
        wait = stateful_set["spec"].get("minReadySeconds", 0)
        waiting = run.status.get("readyReplicas", 0) != run.status["availableReplicas"]
        return float(wait) if wait and waiting else None


class _Pass:
    """One pass: the pods as they are, the status that follows, the next step."""

    def __init__(self, plane: Plane, owner: Object, pods: list[Object], current: Object, update: Object) -> None:
        self.plane, self.owner, self.pods, self.current, self.update = plane, owner, pods, current, update
        self.wait = owner["spec"].get("minReadySeconds", 0)
        self.status = self._count()
        start, wanted = first_ordinal(owner), owner["spec"].get("replicas", 1)
        by_ordinal = {ordinal_of(owner, pod): pod for pod in pods}
        self.ordinals = range(start, start + wanted)
        self.replicas: dict[int, Object | None] = {number: by_ordinal.get(number) for number in self.ordinals}
        self.condemned = [by_ordinal[n] for n in sorted(by_ordinal, reverse=True) if n not in self.ordinals]
        self.monotonic = owner["spec"].get("podManagementPolicy", "OrderedReady") == "OrderedReady"

    # Status

    def _count(self) -> Object:
        current, update = self.current["metadata"]["name"], self.update["metadata"]["name"]
        counts = dict.fromkeys(("replicas", "readyReplicas", "availableReplicas", "currentReplicas",
                                "updatedReplicas"), 0)  # fmt: skip
        for pod in self.pods:
            if phase(pod):
                counts["replicas"] += 1
            if self.is_healthy(pod, terminating=True):
                counts["readyReplicas"] += 1
                counts["availableReplicas"] += is_available(pod, self.wait, self.plane.clock.now)
            if phase(pod) and not is_deleting(pod):
                revision = labels_of(pod).get(REVISION, "")
                counts["currentReplicas"] += revision == current
                counts["updatedReplicas"] += revision == update
        status: Object = {name: n for name, n in counts.items() if n or name in {"replicas", "availableReplicas"}}
        status["observedGeneration"] = self.owner["metadata"].get("generation", 1)
        status["currentRevision"], status["updateRevision"] = current, update
        status["collisionCount"] = self.owner.get("status", {}).get("collisionCount") or 0
        if conditions := self.owner.get("status", {}).get("conditions"):
            status["conditions"] = conditions
        return status

    def write_status(self) -> None:
        """Report; an update that reached every pod makes its revision the current one."""
        status = self.status
        rolling = self.strategy.get("type", "RollingUpdate") == "RollingUpdate"
        wanted = self.owner["spec"].get("replicas", 1)
        counts = [status.get(name, 0) for name in ("updatedReplicas", "replicas", "readyReplicas")]
        everywhere = counts == [wanted] * 3
        if rolling and everywhere and status["currentRevision"] != status["updateRevision"]:
            status["currentRevision"] = status["updateRevision"]
            if status.get("updatedReplicas"):
                status["currentReplicas"] = status["updatedReplicas"]
            else:
                status.pop("currentReplicas", None)
        stored = self.plane.objects.get(STATEFUL_SETS, *name_of(self.owner))
        if stored is not None and stored["metadata"]["uid"] == self.owner["metadata"]["uid"]:
            self.plane.write_status(STATEFUL_SETS, stored, status, MANAGER)

    # Pods

    @property
    def strategy(self) -> Object:
        """spec.updateStrategy."""
        return self.owner["spec"].get("updateStrategy") or {}

    @property
    def partition(self) -> int:
        """Ordinals below it keep the current revision."""
        return int((self.strategy.get("rollingUpdate") or {}).get("partition") or 0)

    def is_healthy(self, pod: Object, *, terminating: bool = False) -> bool:
        """Running and Ready, and not on its way out unless that does not matter."""
        return phase(pod) == "Running" and is_ready(pod) and (terminating or not is_deleting(pod))

    def work(self) -> None:
        """Create, replace, remove or update one pod (or all that need it, with parallel management)."""
        if is_deleting(self.owner):
            return
        for ordinal, pod in self.replicas.items():
            if not self._keep(ordinal, pod) and self.monotonic:
                return
        for pod in self.condemned:
            self._own_claims(ordinal_of(self.owner, pod), pod)
        for pod in self.condemned:
            if not self._remove(pod) and self.monotonic:
                return
        if self.strategy.get("type", "RollingUpdate") == "RollingUpdate":
            self._roll()

    def _keep(self, ordinal: int, pod: Object | None) -> bool:
        """See to one ordinal; True when the next one may be looked at in order."""
        if pod is None:
            self._create(ordinal)
            return False
        if phase(pod) in {"Failed", "Succeeded"}:
            if not is_deleting(pod):
                self._replace(pod)
            return False
        if phase(pod) == "Pending" and not is_deleting(pod):
            self._claims(ordinal)
        self._own_claims(ordinal, pod)
        return self.is_healthy(pod) and is_available(pod, self.wait, self.plane.clock.now)

    def _replace(self, pod: Object) -> None:
        """Delete a pod that has ended, however it ended: the next pass makes it anew."""
        if self.plane.classic:
            namespace, name = name_of(self.owner)
            message = f"StatefulSet {namespace}/{name} is recreating failed Pod {pod['metadata']['name']}"
            self._event("Warning", "RecreatingFailedPod", message)
        self.plane.delete(PODS, pod)
        self._event("Normal", "SuccessfulDelete", self._deleted(pod))

    def _create(self, ordinal: int) -> None:
        current = ordinal < self.ordinals.start + self.partition or not self._updates(ordinal)
        source = self.current if current else self.update
        template = {k: v for k, v in source["data"]["spec"]["template"].items() if k != "$patch"}
        pod = make_pod(self.owner, template, source["metadata"]["name"], ordinal, classic=self.plane.classic)
        name = f"Pod {pod_name(self.owner, ordinal)} in StatefulSet {self.owner['metadata']['name']}"
        if self._claims_are_stale(ordinal):
            return
        try:
            self._claims(ordinal)
            self.plane.objects.create(PODS, pod, manager=MANAGER)
        except ApiError as problem:
            if problem.reason == "AlreadyExists":
                raise  # somebody else's pod has the name: tried again later
            self._event("Warning", "FailedCreate", f"{self._verb('create')} {name} failed error: {problem}")
            raise
        self._event("Normal", "SuccessfulCreate", f"{self._verb('create')} {name} successful")

    def _updates(self, ordinal: int) -> bool:
        """Whether a new pod gets the new template. Follows newVersionedStatefulSetPod."""
        if self.strategy.get("type", "RollingUpdate") != "RollingUpdate":
            return True
        if self.strategy.get("rollingUpdate") is None:
            return bool(ordinal >= self.ordinals.start + self.status.get("currentReplicas", 0))
        return True

    def _claims(self, ordinal: int) -> None:
        namespace, name = name_of(self.owner)
        policy = self.owner["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
        for template in claim_templates(self.owner):
            wanted = claim_name(self.owner, template, ordinal)
            if self.plane.objects.get(PERSISTENT_VOLUME_CLAIMS, namespace, wanted) is not None:
                continue
            made = make_claim(self.owner, template, ordinal)
            if policy.get("whenDeleted") == "Delete":
                made["metadata"]["ownerReferences"] = [controller_reference(self.owner)]
            pod = pod_name(self.owner, ordinal)
            try:
                self.plane.objects.create(PERSISTENT_VOLUME_CLAIMS, made, manager=MANAGER)
            except ApiError as problem:
                text = (
                    f"{self._verb('create')} Claim {wanted} for Pod {pod} in StatefulSet {name} failed error: {problem}"
                )
                self._event("Warning", "FailedCreate", text)
                raise
            message = f"{self._verb('create')} Claim {wanted} Pod {pod} in StatefulSet {name} success"
            self._event("Normal", "SuccessfulCreate", message)

    def _claims_are_stale(self, ordinal: int) -> bool:
        """Whether a claim still goes with a pod of before, which a scale-down removed."""
        namespace, name = self.owner["metadata"]["namespace"], pod_name(self.owner, ordinal)
        for template in claim_templates(self.owner):
            held = self.plane.objects.get(
                PERSISTENT_VOLUME_CLAIMS, namespace, claim_name(self.owner, template, ordinal)
            )
            for one in (held or {"metadata": {}})["metadata"].get("ownerReferences") or ():
                if one["kind"] == "Pod" and one["name"] == name:
                    return True
        return False

    def _own_claims(self, ordinal: int, pod: Object) -> None:
        """A claim belongs to the StatefulSet, to its pod that is scaled away, or to nobody, as the policy says."""
        policy = self.owner["spec"].get("persistentVolumeClaimRetentionPolicy")
        if policy is None:
            return
        namespace = self.owner["metadata"]["namespace"]
        known = {self.owner["metadata"]["uid"], pod["metadata"]["uid"]}
        mine: list[Object] = []
        if policy.get("whenScaled") == "Delete" and ordinal not in self.ordinals:
            mine = [controller_reference(pod)]
        elif policy.get("whenDeleted") == "Delete":
            mine = [controller_reference(self.owner)]
        for template in claim_templates(self.owner):
            held = self.plane.objects.get(
                PERSISTENT_VOLUME_CLAIMS, namespace, claim_name(self.owner, template, ordinal)
            )
            if held is None:
                continue
            references = held["metadata"].get("ownerReferences") or []
            wanted = [item for item in references if item["uid"] not in known] + mine
            if wanted != references:
                meta = {**held["metadata"], "ownerReferences": wanted}
                self.plane.objects.update(PERSISTENT_VOLUME_CLAIMS, {**held, "metadata": meta}, manager=MANAGER)

    def _remove(self, pod: Object) -> bool:
        """Delete a pod beyond the wanted ones; True when the next may follow at once."""
        if is_deleting(pod):
            return False
        if self.monotonic and not self._is_available(pod) and pod is not self._first_unhealthy():
            return False  # in order: the lower ones have to be well first
        self.plane.delete(PODS, pod)
        self._event("Normal", "SuccessfulDelete", self._deleted(pod))
        return False

    def _first_unhealthy(self) -> Object | None:
        """Of the condemned ones: the others are well when this is asked."""
        return next((pod for pod in reversed(self.condemned) if not self.is_healthy(pod)), None)

    def _is_available(self, pod: Object) -> bool:
        return self.is_healthy(pod) and is_available(pod, self.wait, self.plane.clock.now)

    def _roll(self) -> None:
        """Replace pods of the old revision from the highest on, as far as maxUnavailable allows.

        Follows stateful_set_control.go: updateStatefulSetAfterInvariantEstablished.
        """
        update = self.update["metadata"]["name"]
        limit = share((self.strategy.get("rollingUpdate") or {}).get("maxUnavailable", 1), len(self.ordinals), up=False)
        missing = sum(pod is None or not self._is_available(pod) for pod in self.replicas.values())
        room = max(1, limit) - missing
        for ordinal in reversed(self.ordinals[self.partition :]):
            pod = self.replicas[ordinal]
            if room <= 0:
                return
            if pod is None or labels_of(pod).get(REVISION) == update or is_deleting(pod):
                continue
            self.plane.delete(PODS, pod)
            self._event("Normal", "SuccessfulDelete", self._deleted(pod))
            if self.status.get("currentReplicas"):
                self.status["currentReplicas"] -= 1
                if not self.status["currentReplicas"]:
                    del self.status["currentReplicas"]
            room -= 1

    def _deleted(self, pod: Object) -> str:
        name, owner = pod["metadata"]["name"], self.owner["metadata"]["name"]
        return f"{self._verb('delete')} Pod {name} in StatefulSet {owner} successful"

    def _verb(self, verb: str) -> str:
        """Newer releases begin messages with a capital."""
        return verb if self.plane.classic else verb.title()

    def _event(self, kind: str, reason: str, message: str) -> None:
        self.plane.events.event(self.owner, kind, reason, message, COMPONENT)

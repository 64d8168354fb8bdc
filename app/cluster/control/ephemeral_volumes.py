"""Claims for the volumes that live as long as their pod does.

Follows kubernetes pkg/controller/volume/ephemeral/controller.go and component-helpers/storage/ephemeral.
"""

from __future__ import annotations

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import PERSISTENT_VOLUME_CLAIMS, PODS, Name, Object, is_deleting, name_of
from app.cluster.control.volume_matching import claim_name

COMPONENT, MANAGER = "ephemeral_volume", "kube-controller-manager"
RETRY = 5.0  # seconds until a pod whose claim was refused is tried again


def register(plane: Plane) -> None:
    """Start the controller."""
    if not plane.classic:
        EphemeralVolumes(plane)


class EphemeralVolumes:
    """Makes the claims that pods' `ephemeral` volumes ask for; the garbage collector takes them with the pod."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._queue = plane.queue("ephemeral_volume", self.reconcile)
        plane.subscribe(PODS, self._pod_changed)
        plane.subscribe(PERSISTENT_VOLUME_CLAIMS, self._claim_changed)

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        if event == "ADDED" and ephemeral_claims(pod):
            self._queue.add(name_of(pod))

    def _claim_changed(self, event: str, claim: Object, old: Object | None) -> None:
        """A claim that somebody deleted under its pod is made again."""
        owners = claim["metadata"].get("ownerReferences") or ()
        if event == "DELETED":
            for owner in owners:
                if owner["kind"] == "Pod":
                    self._queue.add((claim["metadata"]["namespace"], owner["name"]))

    def reconcile(self, item: Name) -> float | None:
        """One pass over one pod."""
        pod = self._plane.objects.get(PODS, *item)
        if pod is None or is_deleting(pod):
            return None
        for volume in pod["spec"].get("volumes") or ():
            if "ephemeral" in volume and (problem := self._provide(pod, volume)):
                message = f"ephemeral volume {volume['name']}: {problem}"
                self._plane.events.event(pod, "Warning", "FailedBinding", message, COMPONENT)
                return RETRY
        return None

    def _provide(self, pod: Object, volume: Object) -> str:
        """See that a volume's claim is there; what is wrong otherwise."""
        namespace, name = pod["metadata"]["namespace"], claim_name(pod, volume)
        claim = self._plane.objects.get(PERSISTENT_VOLUME_CLAIMS, namespace, name)
        if claim is not None:
            return not_owned(pod, claim)
        try:
            self._plane.objects.create(PERSISTENT_VOLUME_CLAIMS, _claim(pod, volume), manager=MANAGER)
        except ApiError as refused:
            return f"create PVC {name}: {refused}"
        return ""


def _claim(pod: Object, volume: Object) -> Object:
    template = volume["ephemeral"]["volumeClaimTemplate"]
    given = template.get("metadata") or {}
    meta: Object = {key: dict(given[key]) for key in ("annotations", "labels") if given.get(key)}
    owner = {"apiVersion": "v1", "kind": "Pod", "name": pod["metadata"]["name"], "uid": pod["metadata"]["uid"],
             "controller": True, "blockOwnerDeletion": True}  # fmt: skip
    meta |= {"name": claim_name(pod, volume), "namespace": pod["metadata"]["namespace"], "ownerReferences": [owner]}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": meta, "spec": dict(template["spec"])}


def ephemeral_claims(pod: Object) -> list[str]:
    """The names of the claims that are made for the pod."""
    return [claim_name(pod, volume) for volume in pod["spec"].get("volumes") or () if "ephemeral" in volume]


def not_owned(pod: Object, claim: Object) -> str:
    """What is wrong with a claim that has the right name and was not made for the pod; "" when it was."""
    uid = pod["metadata"]["uid"]
    if any(one.get("controller") and one["uid"] == uid for one in claim["metadata"].get("ownerReferences") or ()):
        return ""
    namespace = claim["metadata"]["namespace"]
    made, wanted = (f"{namespace}/{one['metadata']['name']}" for one in (claim, pod))
    return f"PVC {made} was not created for pod {wanted} (pod is not owner)"

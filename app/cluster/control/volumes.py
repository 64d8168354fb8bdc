"""Persistent volumes and claims: binding, releasing, provisioning, and keeping what is in use.

Follows kubernetes pkg/controller/volume/persistentvolume/pv_controller.go and pvcprotection, pvprotection.
"""

from __future__ import annotations

from app.cluster.api.admission.default_storage_class import default_class, wants_default_class
from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_finished
from app.cluster.control.provisioning import MIGRATED, Order, Provisioning, claim_reference, unknown_plugin
from app.cluster.control.resources import (
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    PODS,
    STORAGE_CLASSES,
    Name,
    Object,
    is_deleting,
    name_of,
)
from app.cluster.control.volume_matching import best_volume, claim_name, is_for, mismatch, uses_claim

COMPONENT, MANAGER = "persistentvolume-controller", "kube-controller-manager"
RESYNC = 15.0  # seconds between looks at claims that wait
PV_PROTECTION, PVC_PROTECTION = "kubernetes.io/pv-protection", "kubernetes.io/pvc-protection"
BOUND_BY, COMPLETED = "pv.kubernetes.io/bound-by-controller", "pv.kubernetes.io/bind-completed"
SELECTED_NODE = "volume.kubernetes.io/selected-node"
PROVISIONER = "volume.kubernetes.io/storage-provisioner"

DATA_LOST = "Data on the volume is lost!"


def register(plane: Plane) -> None:
    """Start the volume controllers."""
    VolumeControl(plane)


class VolumeControl:
    """Looks after volumes and claims."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.claims = plane.queue("persistentvolumeclaim", self.sync_claim)
        self.volumes = plane.queue("persistentvolume", self.sync_volume)
        self.provisioning = Provisioning(plane, self.claims.add)
        self._start = plane.clock.now
        plane.watch(PERSISTENT_VOLUME_CLAIMS, self.claims)
        plane.watch(PERSISTENT_VOLUMES, self.volumes)
        plane.subscribe(PERSISTENT_VOLUMES, self._volume_changed)
        plane.subscribe(PERSISTENT_VOLUME_CLAIMS, self._claim_changed)
        plane.pods.over(self._pod_over)

    def _claim_changed(self, event: str, claim: Object, old: Object | None) -> None:
        volume = claim["spec"].get("volumeName")
        if volume:
            self.volumes.add(("", volume), 0.01)
        elif event == "DELETED":
            for one in self.plane.objects.list(PERSISTENT_VOLUMES):
                if (one["spec"].get("claimRef") or {}).get("uid") == claim["metadata"]["uid"]:
                    self.volumes.add(name_of(one), 0.01)

    def _volume_changed(self, event: str, volume: Object, old: Object | None) -> None:
        """A claim whose volume went is looked at at once; one whose volume forgot it, when its turn comes."""
        before = (old or volume)["spec"].get("claimRef")
        if before is None or (event != "DELETED" and before == volume["spec"].get("claimRef")):
            return
        name = (before.get("namespace", ""), before.get("name", ""))
        self.claims.add(name, 0.0 if event == "DELETED" else self._resync())

    def _resync(self) -> float:
        """Seconds until the controller looks at everything again, which it does since it started."""
        return RESYNC - (self.plane.clock.now - self._start) % RESYNC

    def _pod_over(self, event: str, pod: Object, old: Object | None) -> None:
        if self.plane.api.store.size(PERSISTENT_VOLUME_CLAIMS):
            for volume in pod["spec"].get("volumes") or ():
                if name := claim_name(pod, volume):
                    self.claims.add((pod["metadata"]["namespace"], name))

    # Claims

    def sync_claim(self, item: Name) -> float | None:
        """One pass over one claim."""
        claim = self.plane.objects.get(PERSISTENT_VOLUME_CLAIMS, *item)
        if claim is None:
            return None
        if is_deleting(claim):
            self._unprotect_claim(claim)
            return None
        if COMPLETED in (claim["metadata"].get("annotations") or {}):
            self._check_bound(claim)
            return None
        if claim.get("status", {}).get("phase") != "Pending":
            claim = self.plane.write_status(PERSISTENT_VOLUME_CLAIMS, claim, {"phase": "Pending"}, MANAGER)
        done = self._bind_to_named(claim) if claim["spec"].get("volumeName") else self._find(claim)
        return None if done else self._resync()

    def _check_bound(self, claim: Object) -> None:
        """Follows syncBoundClaim."""
        name = claim["spec"].get("volumeName", "")
        volume = self.plane.objects.get(PERSISTENT_VOLUMES, "", name)
        if not name:
            self._lose(
                claim, "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!"
            )
        elif volume is None:
            self._lose(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!")
        elif "claimRef" not in volume["spec"]:
            self._bind(claim, volume)
        elif volume["spec"]["claimRef"].get("uid") != claim["metadata"]["uid"]:
            message = "Two claims are bound to the same volume, this one is bound incorrectly"
            self._lose(claim, "ClaimMisbound", message)

    def _lose(self, claim: Object, reason: str, message: str) -> None:
        if claim.get("status", {}).get("phase") != "Lost":
            self.plane.write_status(PERSISTENT_VOLUME_CLAIMS, claim, {"phase": "Lost"}, MANAGER)
            self._event(claim, "Warning", reason, message)

    def _bind_to_named(self, claim: Object) -> bool:
        """Bind a claim to the volume that it asks for, if that can be done now."""
        volume = self.plane.objects.get(PERSISTENT_VOLUMES, "", claim["spec"]["volumeName"])
        if volume is None:
            return False
        name, reference = volume["metadata"]["name"], volume["spec"].get("claimRef")
        if reference is None and (problem := mismatch(claim, volume)):
            self._event(claim, "Warning", "VolumeMismatch", f'Cannot bind to requested volume "{name}": {problem}')
            return False
        if reference is not None and not is_for(reference, claim):
            message = f'volume "{name}" already bound to a different claim.'
            self._event(claim, "Warning", "FailedBinding", message)
            return False
        self._bind(claim, volume)
        return True

    def _find(self, claim: Object) -> bool:
        """Bind an unbound claim if that can be done now."""
        made = self.plane.objects.get(STORAGE_CLASSES, "", claim["spec"].get("storageClassName") or "")
        node = (claim["metadata"].get("annotations") or {}).get(SELECTED_NODE)
        delayed = made is not None and made.get("volumeBindingMode") == "WaitForFirstConsumer"
        volume = best_volume(claim, self.plane.objects.list(PERSISTENT_VOLUMES), reserved=delayed)
        if volume is not None:
            self._bind(claim, volume)
            return True
        if self._gets_default_class(claim):
            return False
        name = claim["spec"].get("storageClassName")
        if delayed and not node:
            self._event(claim, "Normal", *self._awaited(claim))
        elif not name:
            message = "no persistent volumes available for this claim and no storage class is set"
            self._event(claim, "Normal", "FailedBinding", message)
        elif made is None:
            message = f'storageclass.storage.k8s.io "{name}" not found'
            self._event(claim, "Warning", "ProvisioningFailed", message)
        elif problem := unknown_plugin(made["provisioner"]):
            self._event(claim, "Warning", "ProvisioningFailed", problem)
        else:
            self._ask_provisioner(claim, made, node or "")
        return False

    def _gets_default_class(self, claim: Object) -> bool:
        """A claim that names no class gets the default one as soon as there is one. See assignDefaultStorageClass."""
        name = default_class(self.plane.objects.list(STORAGE_CLASSES)) if wants_default_class(claim) else ""
        if name and not self.plane.classic:
            spec = {**claim["spec"], "storageClassName": name}
            self.plane.write(PERSISTENT_VOLUME_CLAIMS, {**claim, "spec": spec}, MANAGER)
        return bool(name) and not self.plane.classic

    def _awaited(self, claim: Object) -> tuple[str, str]:
        """(reason, message). Follows pv_controller.go: emitEventForUnboundDelayBindingClaim."""
        namespace, name = name_of(claim)
        waiting = [
            pod["metadata"]["name"]
            for pod in self.plane.objects.list(PODS, namespace)
            if not pod["spec"].get("nodeName") and not is_finished(pod) and uses_claim(pod, name)
        ]
        if waiting:
            noun = "pod" if len(waiting) == 1 else "pods"
            return "WaitForPodScheduled", f"waiting for {noun} {','.join(waiting)} to be scheduled"
        return "WaitForFirstConsumer", "waiting for first consumer to be created before binding"

    def _event(self, about: Object, kind: str, reason: str, message: str, component: str = COMPONENT) -> None:
        self.plane.events.event(about, kind, reason, message, component)

    def _ask_provisioner(self, claim: Object, made: Object, node: str) -> None:
        provisioner = MIGRATED.get(made["provisioner"], made["provisioner"])

        def ask(new: Object) -> None:
            annotations = new["metadata"].setdefault("annotations", {})
            annotations["volume.beta.kubernetes.io/storage-provisioner"] = provisioner
            annotations[PROVISIONER] = provisioner

        self.plane.objects.patch(PERSISTENT_VOLUME_CLAIMS, *name_of(claim), ask, manager=MANAGER)
        message = (
            f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the "
            "system administrator. If volume creation is delayed, please verify that the provisioner is running and "
            "correctly registered."
        )
        self._event(claim, "Normal", "ExternalProvisioning", message)
        self.provisioning.ask(Order(claim, made, node))

    def _bind(self, claim: Object, volume: Object) -> None:
        """Tie both to each other; each of the four writes is one of the real controller's."""
        if not (volume["spec"].get("claimRef") or {}).get("uid"):
            annotations = dict(volume["metadata"].get("annotations") or {})
            if "claimRef" not in volume["spec"]:
                annotations[BOUND_BY] = "yes"
            metadata = {**volume["metadata"], "annotations": annotations}
            spec = {**volume["spec"], "claimRef": claim_reference(claim)}
            volume = self.plane.write(PERSISTENT_VOLUMES, {**volume, "metadata": metadata, "spec": spec}, MANAGER)
        volume = self._phase(volume, "Bound")
        annotations = {**(claim["metadata"].get("annotations") or {}), COMPLETED: "yes"}
        if not claim["spec"].get("volumeName"):
            annotations[BOUND_BY] = "yes"
        claim = self.plane.objects.get(PERSISTENT_VOLUME_CLAIMS, *name_of(claim)) or claim
        annotations = {**(claim["metadata"].get("annotations") or {}), **annotations}
        metadata = {**claim["metadata"], "annotations": annotations}
        spec = {**claim["spec"], "volumeName": volume["metadata"]["name"]}
        claim = self.plane.write(PERSISTENT_VOLUME_CLAIMS, {**claim, "metadata": metadata, "spec": spec}, MANAGER)
        status = {"phase": "Bound", "accessModes": list(volume["spec"].get("accessModes") or ()),
                  "capacity": {"storage": volume["spec"]["capacity"]["storage"]}}  # fmt: skip
        self.plane.write_status(PERSISTENT_VOLUME_CLAIMS, claim, status, MANAGER)

    def _unprotect_claim(self, claim: Object) -> None:
        """A claim stays as long as a pod uses it."""
        if PVC_PROTECTION not in (claim["metadata"].get("finalizers") or ()):
            return
        namespace, name = name_of(claim)
        for pod in self.plane.objects.list(PODS, namespace):
            if uses_claim(pod, name) and not is_finished(pod) and pod["spec"].get("nodeName"):
                return
        self._drop_finalizer(PERSISTENT_VOLUME_CLAIMS, claim, PVC_PROTECTION)

    def _drop_finalizer(self, key: tuple[str, str], obj: Object, finalizer: str) -> None:
        def drop(new: Object) -> None:
            kept = [one for one in new["metadata"].get("finalizers") or () if one != finalizer]
            if kept:
                new["metadata"]["finalizers"] = kept
            else:
                new["metadata"].pop("finalizers", None)

        self.plane.objects.patch(key, *name_of(obj), drop, manager=MANAGER)

    # Volumes

    def sync_volume(self, item: Name) -> float | None:
        """One pass over one volume."""
        volume = self.plane.objects.get(PERSISTENT_VOLUMES, *item)
        if volume is None:
            return None
        reference = volume["spec"].get("claimRef")
        phase = volume.get("status", {}).get("phase")
        if is_deleting(volume):
            if phase == "Bound" and reference and self._claim_of(reference) is None:
                volume = self._phase(volume, "Released")
                phase = "Released"
            if phase != "Bound" and PV_PROTECTION in (volume["metadata"].get("finalizers") or ()):
                self._drop_finalizer(PERSISTENT_VOLUMES, volume, PV_PROTECTION)
            return None
        if reference is None or not reference.get("uid"):
            self._phase(volume, "Available")
            if reference is not None:
                self.claims.add((reference.get("namespace", ""), reference.get("name", "")))
            return None
        claim = self._claim_of(reference)
        if claim is None:
            self._released(volume)
        elif claim["spec"].get("volumeName") == volume["metadata"]["name"]:
            self._phase(volume, "Bound")
        elif not claim["spec"].get("volumeName"):
            self.claims.add(name_of(claim))  # the scheduler has chosen this volume for it
        return None

    def _claim_of(self, reference: Object) -> Object | None:
        claim = self.plane.objects.get(PERSISTENT_VOLUME_CLAIMS, reference["namespace"], reference["name"])
        return None if claim is None or claim["metadata"]["uid"] != reference["uid"] else claim

    def _released(self, volume: Object) -> None:
        volume = self._phase(volume, "Released")
        policy = volume["spec"].get("persistentVolumeReclaimPolicy", "Retain")
        if policy == "Delete" and (problem := self.provisioning.delete(volume)):
            self._phase(volume, "Failed", problem)
            self._event(volume, "Warning", "VolumeFailedDelete", problem)
        elif policy == "Recycle":
            self._recycle(volume)

    def _recycle(self, volume: Object) -> None:
        spec = {key: value for key, value in volume["spec"].items() if key != "claimRef"}
        metadata = {**volume["metadata"]}
        metadata["annotations"] = {
            key: value for key, value in (metadata.get("annotations") or {}).items() if key != BOUND_BY
        }
        self.provisioning.empty(volume)
        self._event(volume, "Normal", "VolumeRecycled", "Volume recycled")
        volume = self.plane.write(PERSISTENT_VOLUMES, {**volume, "spec": spec, "metadata": metadata}, MANAGER)
        self._phase(volume, "Available")

    def _phase(self, volume: Object, phase: str, message: str = "") -> Object:
        status = volume.get("status", {})
        if status.get("phase") == phase or (phase == "Released" and status.get("phase") == "Failed"):
            return volume
        new: Object = {"phase": phase}
        if message:
            new["message"] = message
        if not self.plane.classic:
            new["lastPhaseTransitionTime"] = self.plane.now()
        return self.plane.write_status(PERSISTENT_VOLUMES, volume, new, MANAGER)

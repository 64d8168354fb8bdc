"""Volumes of CSI drivers: each is attached to the node where a pod needs it, and detached when no pod there does.

What attaches is a driver's own controller, which sees the VolumeAttachment; no driver is simulated.
Follows kubernetes pkg/controller/volume/attachdetach and pkg/volume/csi/csi_attacher.go: Attach, Detach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_finished
from app.cluster.control.resources import (
    CSI_DRIVERS,
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    PODS,
    VOLUME_ATTACHMENTS,
    Name,
    Object,
    name_of,
)
from app.cluster.control.volume_matching import claim_name

COMPONENT, MANAGER = "attachdetach-controller", "kube-controller-manager"
PATIENCE = 120.0  # seconds that the controller waits for a driver
FIRST_PAUSE, LAST_PAUSE = 0.5, 122.0  # seconds until it begins again
UNBOUND = 15.0  # seconds between looks at a pod whose claims are not bound


def register(plane: Plane) -> None:
    """Start the controller."""
    Attachments(plane)


def attachment_name(volume: Object, node: str) -> str:
    """The name of the VolumeAttachment of a CSI volume on a node."""
    source = volume["spec"]["csi"]
    return "csi-" + sha256(f"{source['volumeHandle']}{source['driver']}{node}".encode()).hexdigest()


def must_attach(driver: Object | None) -> bool:
    """Whether volumes of a driver are attached; those of a driver that nobody described are."""
    return driver is None or driver["spec"].get("attachRequired") is not False


@dataclass
class Attachment:
    """One volume on one node: the pods that need it, when the wait began, and how often it was in vain."""

    volume: str
    users: set[Name] = field(default_factory=set)
    since: float = 0.0
    failures: int = 0
    announced: bool = False


class Attachments:
    """Writes the VolumeAttachments."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._known: dict[str, Attachment] = {}
        self._of_pod: dict[Name, set[str]] = {}
        self.queue = plane.queue("attachdetach", self.reconcile)
        plane.pods.relevant(self._pod_changed)
        plane.subscribe(VOLUME_ATTACHMENTS, self._attachment_changed)

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        if self._plane.classic or not self._plane.api.store.size(PERSISTENT_VOLUME_CLAIMS):
            return
        name = name_of(pod)
        if name in self._of_pod or (pod["spec"].get("nodeName") and any(_claims(pod))):
            self.queue.add(name, 0.1)

    def _attachment_changed(self, event: str, attachment: Object, old: Object | None) -> None:
        found = self._known.get(attachment["metadata"]["name"])
        for name in sorted(found.users) if found is not None else ():
            self.queue.add(name)

    def reconcile(self, item: Name) -> float | None:
        """One pass over one pod."""
        pod = self._plane.objects.get(PODS, *item)
        wanted: dict[str, Object] = {}
        again: float | None = None
        if pod is not None and not is_finished(pod) and pod["spec"].get("nodeName"):
            for name in _claims(pod):
                volume = self._volume(item[0], name)
                if volume is None:
                    again = UNBOUND
                elif "csi" in volume["spec"] and must_attach(self._driver(volume)):
                    wanted[attachment_name(volume, pod["spec"]["nodeName"])] = volume
        for name in self._of_pod.get(item, set()) - set(wanted):
            self._leave(name, item)
        waits = [self._attach(name, volume, pod) for name, volume in wanted.items() if pod is not None]
        return min([one for one in (again, *waits) if one is not None], default=None)

    def _driver(self, volume: Object) -> Object | None:
        return self._plane.objects.get(CSI_DRIVERS, "", volume["spec"]["csi"]["driver"])

    def _volume(self, namespace: str, name: str) -> Object | None:
        """The volume of a bound claim."""
        claim = self._plane.objects.get(PERSISTENT_VOLUME_CLAIMS, namespace, name)
        if claim is None or (claim.get("status") or {}).get("phase") != "Bound":
            return None
        return self._plane.objects.get(PERSISTENT_VOLUMES, "", claim["spec"].get("volumeName", ""))

    def _attach(self, name: str, volume: Object, pod: Object) -> float | None:
        """See to one attachment; seconds until it wants to be looked at again."""
        now, key = self._plane.clock.now, name_of(pod)
        found = self._known.setdefault(name, Attachment(volume["metadata"]["name"], since=now))
        found.users.add(key)
        self._of_pod.setdefault(key, set()).add(name)
        stored = self._plane.objects.get(VOLUME_ATTACHMENTS, "", name)
        if stored is None:
            self._create(name, volume, pod["spec"]["nodeName"])
        elif (stored.get("status") or {}).get("attached"):
            if not found.announced:
                found.announced = True
                message = f'AttachVolume.Attach succeeded for volume "{found.volume}" '
                self._plane.events.event(pod, "Normal", "SuccessfulAttachVolume", message, COMPONENT)
            return None
        left = found.since + PATIENCE - now
        if left > 0:
            return left
        source = volume["spec"]["csi"]
        why = (f"timed out waiting for external-attacher of {source['driver']} CSI driver to attach volume "
               f"{source['volumeHandle']}")  # fmt: skip
        message = f'AttachVolume.Attach failed for volume "{found.volume}" : {why}'
        self._plane.events.event(pod, "Warning", "FailedAttachVolume", message, COMPONENT)
        pause = min(FIRST_PAUSE * 2.0**found.failures, LAST_PAUSE)
        found.failures += 1
        found.since = now + pause
        return pause + PATIENCE

    def _create(self, name: str, volume: Object, node: str) -> None:
        spec = {"attacher": volume["spec"]["csi"]["driver"], "nodeName": node,
                "source": {"persistentVolumeName": volume["metadata"]["name"]}}  # fmt: skip
        made = {"apiVersion": "storage.k8s.io/v1", "kind": "VolumeAttachment", "metadata": {"name": name}, "spec": spec}
        self._plane.objects.create(VOLUME_ATTACHMENTS, made, manager=MANAGER)

    def _leave(self, name: str, pod: Name) -> None:
        """A pod no longer needs a volume; nobody else does: it is detached."""
        self._of_pod[pod].discard(name)
        if not self._of_pod[pod]:
            del self._of_pod[pod]
        found = self._known[name]
        found.users.discard(pod)
        if found.users:
            return
        del self._known[name]
        if (stored := self._plane.objects.get(VOLUME_ATTACHMENTS, "", name)) is not None:
            self._plane.delete(VOLUME_ATTACHMENTS, stored)


def _claims(pod: Object) -> Iterator[str]:
    """The names of the claims that a pod uses."""
    return (name for volume in pod["spec"].get("volumes") or () if (name := claim_name(pod, volume)))

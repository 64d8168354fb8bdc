"""Images on a node: fetching them one after the other, and backing off when that fails.

Follows kubernetes pkg/kubelet/images/image_manager.go: EnsureImageExists.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cluster.control.resources import SECRETS, Object
from app.cluster.node.pace import BACKOFF_FIRST, BACKOFF_LIMIT
from app.cluster.node.records import Record
from app.cluster.node.runtime import ImageInfo
from app.sim.image_reference import Reference, parse, problem

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet
    from app.cluster.node.pod_worker import PodWorker

Done = Callable[["ImageInfo | None", str, str], None]
"""(the image, or None with the waiting reason and message)."""
KNOWN_REGISTRIES = (
    "docker.io", "gcr.io", "k8s.gcr.io", "registry.k8s.io", "quay.io", "ghcr.io", "mcr.microsoft.com", "public.ecr.aws",
    "nvcr.io", "docker.elastic.co", "registry.gitlab.com",
)  # fmt: skip
MOST_IN_STATUS = 50  # --node-status-max-images
PRELOADED = ("registry.k8s.io/kube-", "registry.k8s.io/coredns/", "registry.k8s.io/etcd", "registry.k8s.io/pause")
BYTES_PER_SECOND = 40e6
ROUND_TRIP = (0.4, 0.9)  # asking the registry, in seconds


@dataclass(slots=True)
class _Backoff:
    seconds: float
    until: float
    error: str


class Pulls:
    """The images of one node."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self.present: dict[str, ImageInfo] = {}
        self.arrived: dict[str, float] = {}  # when those came that did not come with the machine
        self._queue: deque[Callable[[], None]] = deque()
        self._busy = False
        self._backoff: dict[tuple[str, str], _Backoff] = {}

    def ensure(self, worker: PodWorker, record: Record, done: Done) -> None:
        """Have the container's image here; `done` is called now or later."""
        image, wording = record.spec.get("image", ""), self._kubelet.wording
        reference = parse(image)
        if reference is None:
            why = f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": {problem(image)}'
            worker.event("Warning", "InspectFailed", why, record)
            done(None, "InvalidImageName", why)
            return
        info = self.present.get(reference.name) or self._preloaded(reference)
        policy = record.spec.get("imagePullPolicy", "IfNotPresent")
        if info is None and policy == "Never":
            why = f'Container image "{image}" is not present with pull policy of Never'
            worker.event("Warning", "ErrImageNeverPull", why, record)
            done(None, "ErrImageNeverPull", why)
        elif info is not None and policy != "Always":
            worker.event("Normal", "Pulled", wording.present(image), record)
            done(info, "", "")
        elif (waits := self._backoff.get((worker.uid, reference.name))) and self._kubelet.now < waits.until:
            worker.event("Normal", "BackOff", f'Back-off pulling image "{image}"', record)
            why = f'Back-off pulling image "{image}"'
            done(
                None, "ImagePullBackOff", why if self._kubelet.plane.classic else f"{why}: ErrImagePull: {waits.error}"
            )
        else:
            self._pull(worker, record, reference, done)

    def _preloaded(self, reference: Reference) -> ImageInfo | None:
        """The control plane's images came with the machine."""
        if self._kubelet.plane.bare or not reference.repository.startswith(PRELOADED):
            return None
        info = self._kubelet.plane.runtime.image(reference.name)
        if info is not None:
            self.present[reference.name] = info
            self.changed()
        return info

    def _pull(self, worker: PodWorker, record: Record, reference: Reference, done: Done) -> None:
        asked = self._kubelet.now
        worker.event("Normal", "Pulling", self._kubelet.wording.pulling(record.spec["image"]), record)
        if not self._kubelet.pace.pulls:
            self._arrived(worker, record, reference, asked, 0.0, done)
            return
        self._queue.append(lambda: self._begin(worker, record, reference, asked, done))
        if not self._busy:
            self._next()

    def _next(self) -> None:
        self._busy = bool(self._queue)
        if self._queue:
            self._queue.popleft()()

    def _begin(self, worker: PodWorker, record: Record, reference: Reference, asked: float, done: Done) -> None:
        randomness = self._kubelet.plane.randomness
        seconds = randomness.between(*ROUND_TRIP)
        info = self._kubelet.plane.runtime.image(reference.name)
        if info is not None and reference.name not in self.present:
            seconds += info.size / BYTES_PER_SECOND * randomness.between(0.8, 1.25)

        def finish() -> None:
            self._arrived(worker, record, reference, asked, seconds, done)
            self._next()

        self._kubelet.plane.agenda.after(seconds, finish)

    def _arrived(self, worker: PodWorker, record: Record, reference: Reference, asked: float, seconds: float,
                 done: Done) -> None:  # fmt: skip
        image, now = record.spec["image"], self._kubelet.now
        info = self._kubelet.plane.runtime.image(reference.name)
        key = (worker.uid, reference.name)
        if info is None:
            error = self.error(reference)
            before = self._backoff.get(key)
            wait = min(BACKOFF_LIMIT, before.seconds * 2) if before else BACKOFF_FIRST
            self._backoff[key] = _Backoff(wait, now + wait, error)
            worker.event("Warning", "Failed", self._kubelet.wording.pull_failed(image, error), record)
            done(None, "ErrImagePull", error)
            return
        self._backoff.pop(key, None)
        if reference.name not in self.present:
            self.keep(reference.name, info)
        message = self._kubelet.wording.pulled(image, seconds, now - asked, info.size)
        worker.event("Normal", "Pulled", message, record)
        done(info, "", "")

    def keep(self, name: str, info: ImageInfo) -> None:
        """An image is here."""
        self.present[name] = info
        self.arrived[name] = self._kubelet.now
        self.changed()
        if not self._kubelet.plane.bare:
            self._kubelet.pressure.disk_grew()

    def changed(self) -> None:
        """The node has other images than its status tells."""
        if not self._kubelet.plane.bare and not self._kubelet.plane.classic:
            self._kubelet.plane.with_new_images.add(self._kubelet.name)

    def error(self, reference: Reference) -> str:
        """What the runtime says of an image that is not there."""
        runtime, name = self._kubelet.plane.runtime, reference.name
        short = name.removeprefix("docker.io/").removeprefix("library/")
        if self._kubelet.plane.classic:
            if runtime.repository(reference.repository):
                return f"Tag {reference.tag} not found in repository {reference.repository}"
            return f"Error: image {short} not found"
        resolve = f'failed to pull and unpack image "{name}": failed to resolve reference "{name}": '
        if not _resolves(reference.registry):
            path = reference.repository.partition("/")[2]
            url = f"https://{reference.registry}/v2/{path}/manifests/{reference.tag or reference.digest}"
            host = reference.registry.partition(":")[0]
            return (f'rpc error: code = Unknown desc = {resolve}failed to do request: Head "{url}": dial tcp: '
                    f"lookup {host} on 8.8.8.8:53: no such host")  # fmt: skip
        if reference.registry != "docker.io" or runtime.repository(reference.repository):
            return f"rpc error: code = NotFound desc = {resolve}{name}: not found"
        return (
            f"rpc error: code = Unknown desc = {resolve}pull access denied, repository does not exist or may require "
            "authorization: server message: insufficient_scope: authorization failed"
        )

    def forget(self, uid: str) -> None:
        """A pod is gone, and its back-offs with it."""
        for key in [key for key in self._backoff if key[0] == uid]:
            del self._backoff[key]


def node_images(pulls: Pulls) -> list[Object]:
    """The images as a node's status has them: the largest first. Follows pkg/kubelet/nodestatus/setters.go: Images."""
    found = [
        {"names": [f"{one.reference.rpartition(':')[0]}@{one.digest}", one.reference], "sizeBytes": one.size}
        for one in pulls.present.values()
    ]
    return sorted(found, key=lambda one: (-int(str(one["sizeBytes"])), str(one["names"])))[:MOST_IN_STATUS]


def look_for_secrets(worker: PodWorker) -> None:
    """Missing ones are told of; the pull is tried all the same. Follows kubelet_pods.go: getPullSecretsForPod."""
    names = [one.get("name", "") for one in worker.pod["spec"].get("imagePullSecrets") or ()]
    missing = [name for name in names if name and worker.lookup(SECRETS, name) is None]
    if missing and not worker.plane.classic:
        message = (f"Unable to retrieve some image pull secrets ({', '.join(missing)}); attempting to pull the "
                   "image may not succeed.")  # fmt: skip
        worker.event("Warning", "FailedToRetrieveImagePullSecret", message)


def _resolves(registry: str) -> bool:
    return registry in KNOWN_REGISTRIES or registry.endswith((".gcr.io", ".pkg.dev", ".azurecr.io", ".amazonaws.com"))

"""Volumes that are images: pulled before the containers that mount them, which have their files to read.

Follows kubernetes pkg/kubelet/kuberuntime/kuberuntime_manager.go: getImageVolumes, toKubeContainerImageVolumes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.cluster.node.records import MAIN, Record
from app.cluster.node.runtime import ImageInfo, Mount
from app.sim.image_reference import parse

if TYPE_CHECKING:
    from app.cluster.control.resources import Object
    from app.cluster.node.pod_worker import PodWorker

Problem = tuple[str, str]
"""(reason, message) of an image that is not there."""


class _Volume(Record):
    """What is pulled for a volume; events about it are the pod's."""

    __slots__ = ()

    @property
    def field_path(self) -> str:
        """No container's."""
        return ""


def ensure(worker: PodWorker, then: Callable[[], None]) -> None:
    """Have the images of the pod's volumes here, one after the other, and call back; problems are kept."""
    volumes = [one for one in worker.pod["spec"].get("volumes") or () if (one.get("image") or {}).get("reference")]
    worker.volumes.problems = {}

    def next_one() -> None:
        if not volumes:
            then()
            return
        volume = volumes.pop(0)
        source = volume["image"]
        spec = {"name": volume["name"], "image": source["reference"],
                "imagePullPolicy": source.get("pullPolicy", "IfNotPresent")}  # fmt: skip

        def done(info: ImageInfo | None, reason: str, message: str) -> None:
            if info is None:
                worker.volumes.problems = {**worker.volumes.problems, volume["name"]: (reason, message)}
            next_one()

        worker.kubelet.pulls.ensure(worker, _Volume(spec, MAIN), done)

    next_one()


def problem(worker: PodWorker, record: Record) -> Problem | None:
    """Why a container cannot be started: an image that it mounts could not be pulled."""
    mounts = [mount["name"] for mount in record.spec.get("volumeMounts") or ()]
    found = [worker.volumes.problems[name] for name in mounts if name in worker.volumes.problems]
    return found[-1] if found else None


def mounted(volume: Object, path: str, part: str) -> Mount:
    """An image where a container has it."""
    reference = parse(volume["image"].get("reference") or "")
    name = reference.name if reference is not None else ""
    return Mount(path, f"image {name}", "", part, read_only=True, image=name)

"""The Docker of a node of 2018: besides the learner's own containers it runs those of the pods.

Follows kubernetes pkg/kubelet/dockershim/naming.go for their names, and docker_sandbox.go for what holds a pod.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from app.cluster.cluster import Cluster
from app.cluster.control.machinery import Machinery
from app.cluster.node.pod_worker import PodWorker
from app.cluster.node.records import Ended, Record
from app.host.docker_engine import Data, EngineError, Wanted
from app.host.host import Host
from app.labs.containers import HostedContainer, HostedRuntime
from app.labs.docker.containers import Made
from app.labs.docker.engine import DockerEngine
from app.sim.image_reference import parse

PAUSE = "gcr.io/google_containers/pause-amd64:3.0"
POD = "POD"  # the name of what holds a pod's network


class NodeDocker(DockerEngine):
    """See app.host.docker_engine.Engine. What the kubelet does with its containers stays the kubelet's business."""

    def __init__(
        self, cluster: Cluster, runtime: HostedRuntime, host: Host, kept: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(runtime, host, kept)
        self._cluster = cluster
        self._removed: set[str] = set()

    def _pods(self) -> Iterator[tuple[Made, Record | None]]:
        """Every container of a pod, and what the kubelet knows of it: nothing of those that hold a pod."""
        control = self._cluster.control
        kubelet = control.kubelets.get(self.host.spec.name) if isinstance(control, Machinery) else None
        for worker in kubelet.workers.values() if kubelet is not None else ():
            for record in worker.records:
                if record.id and record.id not in self._removed:
                    yield self._container_of(worker, record), record
                if record.last is not None and record.last.id not in (record.id, *self._removed):
                    yield self._before(worker, record, record.last), record
            if worker.sandbox and not worker.gone:
                yield _sandbox(worker), None

    def _container_of(self, worker: PodWorker, record: Record) -> Made:
        image = str(record.spec["image"])
        reference = parse(image)
        info = self.runtime.image(reference.name) if reference is not None else None
        entrypoint = record.spec.get("command") or (info.entrypoint if info else ())
        own = info.command if info and not record.spec.get("command") else ()
        wanted = Wanted(image, command=record.spec.get("args") or own, entrypoint=entrypoint,
                        labels=_labels(worker, record.name))  # fmt: skip
        ended = record.ended
        return Made(
            record.id, _name(worker, record.name, record.restarts), wanted,
            "sha256:" + sha256(record.image_id.rpartition("@")[2].encode()).hexdigest(), record.began,
            state="running" if record.is_running else "exited", code=ended.code if ended else 0,
            oom=ended is not None and ended.reason == "OOMKilled", began=record.began,
            ended=ended.finished if ended else 0.0, lines=[] if record.running else list(record.kept),
            running=record.running if record.is_running else None,
        )  # fmt: skip

    def _before(self, worker: PodWorker, record: Record, run: Ended) -> Made:
        """The run before the present one."""
        return replace(
            self._container_of(worker, record), id=run.id, name=_name(worker, record.name, record.restarts - 1),
            created=run.started, began=run.started, ended=run.finished, code=run.code, oom=run.reason == "OOMKilled",
            state="exited", running=None, lines=list(record.logs),
        )  # fmt: skip

    def _pod(self, name: str) -> tuple[Made, Record | None] | None:
        found = list(self._pods())
        exact = [one for one in found if name in (one[0].name, one[0].id)]
        return next(iter(exact or [one for one in found if len(name) > 1 and one[0].id.startswith(name)]), None)

    def _find(self, name: str) -> Made:
        try:
            return super()._find(name)
        except EngineError:
            if (found := self._pod(name)) is None:
                raise
            return found[0]

    def _running(self, name: str) -> tuple[Made, HostedContainer]:
        made = self._find(name)
        if made.state == "running" and made.running is None:
            raise EngineError(f"the pause program in container {made.id} is not simulated")
        return super()._running(name)

    def _refuse(self, identity: str, what: str) -> None:
        if self._find(identity).id not in self._made:
            raise EngineError(f"{what} a container of the kubelet's is not simulated")

    def containers(self) -> list[Data]:
        """Every container, the latest first."""
        pods = [self._inspected(made) for made, _ in self._pods()]
        return sorted([*super().containers(), *pods], key=lambda one: str(one["Created"]), reverse=True)

    def start(self, identity: str) -> None:
        """Start it."""
        if self._find(identity).state != "running":
            self._refuse(identity, "starting")
            super().start(identity)

    def rename(self, identity: str, name: str) -> None:
        """Another name."""
        self._refuse(identity, "renaming")
        super().rename(identity, name)

    def inside(self, identity: str) -> Host:
        """Its machine."""
        if self._find(identity).running is None:
            self._refuse(identity, "looking into what is left of")
        return super().inside(identity)

    def remove(self, identity: str) -> None:
        """Forget it."""
        made = self._find(identity)
        if made.id in self._made:
            super().remove(identity)
        elif made.state == "running":
            raise EngineError(
                f'cannot remove container "{made.name}": container is running: stop the container before removing or '
                "force remove"
            )
        else:
            self._removed.add(made.id)

    def on_exit(self, identity: str, callback: Callable[[int], None]) -> None:
        """Be told."""
        made = self._find(identity)
        if made.id in self._made or made.running is None:
            super().on_exit(identity, callback)
        elif (found := self._pod(made.id)) is not None and (record := found[1]) is not None:
            record.attached += (lambda: callback(record.ended.code if record.ended else 0),)

    def _inspected(self, made: Made) -> Data:
        shown = super()._inspected(made)
        if made.id not in self._made and made.wanted.image != PAUSE:
            sandbox = sha256(made.wanted.labels["io.kubernetes.pod.uid"].encode()).hexdigest()
            shown["HostConfig"]["NetworkMode"] = f"container:{sandbox}"
            shown["NetworkSettings"] |= {"IPAddress": "", "Gateway": "", "Networks": {}}
        return shown


def _sandbox(worker: PodWorker) -> Made:
    wanted = Wanted(PAUSE, entrypoint=("/pause",), labels=_labels(worker, POD))
    return Made(
        sha256(worker.uid.encode()).hexdigest(), _name(worker, POD, 0), wanted,
        "sha256:" + sha256(PAUSE.encode()).hexdigest(), worker.began, address=worker.ip, state="running",
        began=worker.began,
    )  # fmt: skip


def _labels(worker: PodWorker, container: str) -> dict[str, str]:
    namespace, name = worker.key
    return {
        "io.kubernetes.container.name": container, "io.kubernetes.pod.name": name,
        "io.kubernetes.pod.namespace": namespace, "io.kubernetes.pod.uid": worker.uid,
    }  # fmt: skip


def _name(worker: PodWorker, container: str, attempt: int) -> str:
    namespace, name = worker.key
    return f"k8s_{container}_{name}_{namespace}_{worker.uid}_{attempt}"

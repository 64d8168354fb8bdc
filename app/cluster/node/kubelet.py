"""A node's kubelet: takes over the pods bound to its node, and serves their logs and streams to the API server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from weakref import WeakSet

from app.cluster.api.kubelet import LogOptions, StreamOptions
from app.cluster.api.tokens import ISSUER, bound_text, signed
from app.cluster.control.plane import Plane
from app.cluster.control.resources import NODES, PODS, SERVICE_ACCOUNTS, SERVICES, Object, is_deleting, name_of
from app.cluster.node import admission, local_storage, serving
from app.cluster.node.pace import BARE, LESSON, Pace
from app.cluster.node.pod_network import PodNetwork
from app.cluster.node.pod_worker import PodWorker, began_at
from app.cluster.node.pressure import Pressure
from app.cluster.node.pulls import Pulls
from app.cluster.node.records import INIT, Ended, Record, restart_policy
from app.cluster.node.runtime import Data, ImageInfo, Later
from app.cluster.node.static_pods import StaticPods
from app.cluster.node.wording import ClassicWording, Wording
from app.network.http import Channels, Response, Stream
from app.network.network import Interface
from app.sim.clock import parse_rfc3339

HOUR = 3600
LOST = 255  # exit code of a container that was running when its machine went away
LOG_LINES = 200


class Kubelet:
    """One node's kubelet. `stopped` while the machine is away."""

    def __init__(self, plane: Plane, name: str, interface: Interface, pod_cidr: str, version: str) -> None:
        self.plane, self.name, self.interface, self.version = plane, name, interface, version
        self.stopped = False
        self._addresses: tuple[Any, str] = None, ""  # the node's, as they were last, and which of them counts
        self.pace: Pace = BARE if plane.bare else LESSON
        self.wording: Wording = ClassicWording() if plane.classic else Wording()
        self.workers: dict[str, PodWorker] = {}  # by pod UID
        self.pressure = Pressure(self)
        self.deferred: set[str] = set()  # UIDs of pods whose resize waits for room
        self.pulls = Pulls(self)
        self.static = StaticPods(self)
        self.log: list[tuple[float, str]] = []  # what it says besides events: (time, line)
        self.connections: WeakSet[Stream | Channels] = WeakSet()  # of clients to its containers
        self.grown = self.memory_grew  # one for all containers
        self.network = PodNetwork(self, pod_cidr)

    # What the parts need

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self.plane.clock.now

    @property
    def host_ip(self) -> str:
        """The node's InternalIP."""
        addresses = (self.plane.objects.get(NODES, "", self.name) or {}).get("status", {}).get("addresses") or ()
        if addresses is not self._addresses[0]:  # versions of a node share what did not change
            found = (str(one["address"]) for one in addresses if one["type"] == "InternalIP")
            self._addresses = addresses, next(found, self.interface.address)
        return self._addresses[1]

    @property
    def allocatable(self) -> dict[str, str]:
        """What the node offers to pods."""
        node = self.plane.objects.get(NODES, "", self.name) or {}
        found: dict[str, str] = node.get("status", {}).get("allocatable") or {}
        return found

    @property
    def cluster_dns(self) -> str:
        """The DNS service's address, "" where there is none."""
        service = self.plane.objects.get(SERVICES, "kube-system", "kube-dns")
        return str(service["spec"].get("clusterIP", "")) if service else ""

    def token(self, pod: Object, source: Object) -> Data:
        """The token a projected volume asks for, signed when it is read; b"" where nothing could ever read it."""
        name = pod["spec"].get("serviceAccountName") or "default"
        account = self.plane.objects.get(SERVICE_ACCOUNTS, pod["metadata"]["namespace"], name)
        if account is None or self.plane.bare:
            return b""
        seconds = source.get("expirationSeconds") or HOUR
        audience = source.get("audience")
        bound = {"kind": "Pod", "metadata": pod["metadata"], "spec": pod["spec"]}
        text = bound_text(self.plane.api, account, audiences=[audience or ISSUER], seconds=seconds, bound=bound)
        return Later(lambda: signed(text).encode())

    def memory_grew(self) -> None:
        """A container uses noticeably more memory than before."""
        self.pressure.memory_grew()

    # Pods

    def pod_changed(self, event: str, pod: Object) -> None:
        """A pod of this node was bound, changed or removed."""
        uid = pod["metadata"]["uid"]
        worker = self.workers.get(uid)
        if self.static.keeps(event, pod):
            return
        if event == "DELETED":
            if worker is not None:
                self.forget(worker)
            return
        if self.stopped:
            return
        if worker is not None:
            worker.changed(pod)
        elif pod.get("status", {}).get("phase") not in {"Succeeded", "Failed"}:
            self.take(pod)
        elif is_deleting(pod):
            self._bury(pod)

    def take(self, pod: Object) -> PodWorker:
        """Begin to look after a pod."""
        uid = pod["metadata"]["uid"]
        refusal = self.pressure.refuse(pod) or admission.refuse(self, pod)
        worker = self.workers[uid] = PodWorker(self, pod)
        if refusal is not None:
            worker.fail(*refusal)
            worker.message = refusal[1] if self.plane.classic else f"Pod was rejected: {refusal[1]}"
            worker.torn_down = True
        elif local_storage.has_limits(pod):
            self.pressure.watch_storage()
        worker.later(worker.between(self.pace.notice))
        return worker

    def _bury(self, pod: Object) -> None:
        """A pod that had ended long ago is deleted: nothing to stop."""
        worker = self.workers[pod["metadata"]["uid"]] = PodWorker(self, pod)
        worker.began = began_at(pod, self.now)
        worker.torn_down = True
        worker.quiet = True
        worker.later(worker.between(self.pace.notice))

    def forget(self, worker: PodWorker) -> None:
        """The pod object is gone: whatever still runs is killed."""
        worker.gone = True
        worker.volumes.forget()
        self.workers.pop(worker.uid, None)
        for record in worker.records:
            if record.running is not None and record.ended is None:
                record.running.signal(9)
        for probes in worker.probes.values():
            for probe in probes:
                probe.stop()
        self.network.leave(worker)
        self.pulls.forget(worker.uid)
        self.retry_resizes()

    def retry_resizes(self) -> None:
        """Something has left the node: pods whose resize waits for that are looked at again."""
        for uid in sorted(self.deferred):
            if (waiting := self.workers.get(uid)) is not None:
                waiting.resize.retry()
            else:
                self.deferred.discard(uid)

    def note(self, source: str, text: str, *, bad: bool = False) -> None:
        """Log a line. Follows k8s.io/klog: header, message, pairs."""
        moment = datetime.fromtimestamp(self.now, UTC)
        self.log.append((self.now, f"{'E' if bad else 'I'}{moment:%m%d %H:%M:%S.%f}    1022 {source}] {text}"))
        del self.log[:-LOG_LINES]

    # The machine

    def stop(self) -> None:
        """The machine goes away: containers stop answering, nothing is reported."""
        self.stopped = True
        for worker in list(self.workers.values()):
            worker.gone = True  # what it still has planned is off, also when the machine is back by then
            for probes in worker.probes.values():
                for probe in probes:
                    probe.stop()
            self.network.leave(worker)
            worker.volumes.forget()
            for record in worker.records:
                if record.running is not None and record.ended is None:
                    record.running.signal(9)
        self.workers.clear()

    def start(self) -> None:
        """The machine is back: containers are started again, pods deleted meanwhile are cleaned up."""
        self.stopped = False
        for pod in list(self.plane.objects.by_node(self.name)):
            if pod.get("status", {}).get("phase") in {"Succeeded", "Failed"} and not is_deleting(pod):
                continue
            if is_deleting(pod):
                self._bury(pod)
            else:
                self._resume(pod)

    def fall_silent(self) -> None:
        """The kubelet's process ends: containers run on, but nobody looks after them or reports."""
        self.stopped = True
        for connection in list(self.connections):
            if isinstance(connection, Stream):
                connection.close()
            else:
                connection.hang_up(broken=True)
        for worker in self.workers.values():
            for probes in worker.probes.values():
                for probe in probes:
                    probe.stop()
            worker.probes.clear()

    def speak_again(self) -> None:
        """It is started: it catches up with what it missed."""
        self.stopped = False
        pods = {pod["metadata"]["uid"]: pod for pod in self.plane.objects.by_node(self.name)}
        for uid, worker in list(self.workers.items()):
            if uid in pods:
                worker.pod = pods[uid]
                worker.take_over_containers()
                worker.resume_probes()
                worker.later(worker.between(self.pace.notice))
            else:
                self.forget(worker)
        for uid, pod in pods.items():
            if uid not in self.workers:
                self.pod_changed("ADDED", pod)

    def _resume(self, pod: Object) -> None:
        """A pod that ran before the machine went away: its sandbox is gone, what ran in it ended in unknown ways."""
        worker = self.workers[pod["metadata"]["uid"]] = PodWorker(self, pod)
        worker.began = began_at(pod, self.now)
        status = pod.get("status", {})
        found = [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]
        before = {one["name"]: one for one in found if one.get("containerID")}
        for record in worker.records:
            if record.name in before:
                self._resume_container(worker, record, before[record.name])
        if before and not self.plane.classic:
            text = "Pod sandbox changed, it will be killed and re-created."
            worker.event("Normal", "SandboxChanged", text)
        worker.later(worker.between(self.pace.notice))

    def _resume_container(self, worker: PodWorker, record: Record, before: Object) -> None:
        state, identity = before.get("state", {}), before["containerID"].rpartition("//")[2]
        ended = _ended_before(state, identity, self.now)
        record.restarts = before.get("restartCount", 0)
        policy = restart_policy(worker.pod, record)
        over = policy == "Never" or (policy == "OnFailure" and ended is not None and ended.code == 0)
        if over and record.kind != INIT:
            record.ended, record.id = ended, identity
            record.image, record.image_id = before.get("image", ""), before.get("imageID", "")
        else:
            record.restarts += 1
            record.last = ended

    # Served to the API server

    def logs(self, pod: Object, options: LogOptions) -> Response:
        """See app.cluster.api.kubelet.Kubelet."""
        return self._connected(serving.logs(self, pod, options))

    def exec(self, pod: Object, options: StreamOptions) -> Response:
        """See app.cluster.api.kubelet.Kubelet."""
        return self._connected(serving.execute(self, pod, options))

    def attach(self, pod: Object, options: StreamOptions) -> Response:
        """See app.cluster.api.kubelet.Kubelet."""
        return self._connected(serving.attach(self, pod, options))

    def port_forward(self, pod: Object, ports: tuple[int, ...]) -> Response:
        """See app.cluster.api.kubelet.Kubelet."""
        return self._connected(serving.port_forward(self, pod, ports))

    def _connected(self, response: Response) -> Response:
        """Remember a connection that lasts: it ends with the kubelet, or breaks off with the API server."""
        lasting = response.channels if response.channels is not None else response.body
        if not isinstance(lasting, bytes):
            self.connections.add(lasting)
            self.plane.api.connections.add(lasting)
        return response

    def proxy(self, path: str) -> Response:
        """See app.cluster.api.kubelet.Kubelet."""
        return serving.proxy(self, path)

    # Snapshots

    def snapshot(self) -> Any:
        """Pods and images, as JSON data."""
        return {
            "stopped": self.stopped, "static": self.static.snapshot(),
            "workers": [worker.snapshot() for worker in self.workers.values()],
            "images": [[name, one.reference, one.digest, one.size, list(one.entrypoint), list(one.command), one.user]
                       for name, one in self.pulls.present.items()],
        }  # fmt: skip

    def restore(self, state: Any) -> None:
        """Go on from a snapshot: to be called before pods are shown to this kubelet."""
        for name, reference, digest, size, entrypoint, command, user in state["images"]:
            info = ImageInfo(reference, digest, size, tuple(entrypoint), tuple(command), user)
            self.pulls.present[name] = info
        self.pulls.changed()
        self.stopped = state["stopped"]
        self.static.restore(state.get("static"))
        known = {one["uid"]: one for one in state["workers"]}
        for pod in list(self.plane.objects.by_node(self.name)):
            if (before := known.get(pod["metadata"]["uid"])) is not None:
                worker = self.workers[pod["metadata"]["uid"]] = PodWorker(self, pod)
                worker.restore(before)
        self.pressure.restore()


def pod_key(pod: Object) -> tuple[tuple[str, str], str, str]:
    """Where a pod is stored."""
    return (PODS, *name_of(pod))


def _ended_before(state: Object, identity: str, now: float) -> Ended | None:
    """How a container ended that a status of before the machine went away shows."""
    if (running := state.get("running")) is not None:
        return Ended(LOST, "Unknown", "", 0, parse_rfc3339(running["startedAt"]), now, identity)
    if (found := state.get("terminated")) is None or not found.get("startedAt"):
        return None
    times = parse_rfc3339(found["startedAt"]), parse_rfc3339(found["finishedAt"])
    return Ended(found["exitCode"], found.get("reason", ""), found.get("message", ""), 0, *times, identity)

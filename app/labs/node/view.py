"""A node's kubelet as `crictl` sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from app.cluster.cluster import Cluster
from app.cluster.control.components import STORE
from app.cluster.control.machinery import Machinery
from app.cluster.images.image import KILL, TERM
from app.cluster.node.kubelet import Kubelet
from app.cluster.node.pod_worker import PodWorker
from app.cluster.node.records import Record
from app.host.bash.interpreter import Writer
from app.host.device import TerminalDevice
from app.host.host import Host
from app.host.links import PodNetwork
from app.host.node import Etcd, NodeContainer, NodeImage, Sandbox, ServicePort
from app.host.power import Power
from app.host.streams import Output, Source
from app.labs.containers import HostedContainer
from app.labs.kubelets import kubelet_of
from app.labs.node import membership
from app.labs.node.etcd import EtcdServer
from app.labs.node.manifests import Manifests
from app.labs.service_ports import service_ports
from app.network.network import ConnectError
from app.sim.clock import parse_rfc3339
from app.sim.image_reference import parse

ETCD_PORT = 2379


class NodeView:
    """See app.host.node.Node."""

    def __init__(self, cluster: Cluster, node: str, server: EtcdServer | None = None, host: Host | None = None) -> None:
        self.cluster, self.node, self._server, self._host = cluster, node, server, host
        self.manifests: Manifests | None = None  # the folder of its static pods
        self.power: Power | None = None
        self.created = cluster.created
        self._removed: set[str] = set()

    @property
    def release(self) -> str:
        """The version of the node's binaries."""
        stored = self.cluster.api.objects.get(("", "nodes"), "", self.node) or {}
        return str(stored.get("status", {}).get("nodeInfo", {}).get("kubeletVersion", ""))

    def journal(self) -> list[tuple[float, str]]:
        """What the kubelet has logged: the events that it also told the API server of, as far as those are kept."""
        found = []
        for event in self.cluster.api.objects.list(("", "events")):
            source = event.get("source") or {}
            if source.get("component") == "kubelet" and source.get("host") == self.node and event.get("lastTimestamp"):
                at = parse_rfc3339(event["lastTimestamp"])
                found.append((at, _klog(at, event)))
        kubelet = self._kubelet()
        return sorted([*found, *(kubelet.log if kubelet is not None else ())], key=lambda one: one[0])

    def etcd(self, address: str = "127.0.0.1") -> Etcd | None:
        """The etcd that answers at an address as this machine sees it; None where none does."""
        server = self._server
        own = server is not None and server.member == self.node
        if server is None or address not in ((server.address, "127.0.0.1") if own else (server.address,)):
            return None
        try:
            server.host.network.find(server.host.interface, address, ETCD_PORT)
        except ConnectError:
            return None  # --listen-client-urls does not name it
        control = self.cluster.control
        return None if isinstance(control, Machinery) and STORE in control.plane.components.down else server

    def admits(self, endpoint: str, token: str, hashes: tuple[str, ...]) -> str:
        """Why the cluster behind an endpoint does not let this machine join; "" when it does."""
        return membership.refusal(self.cluster, endpoint, token, hashes)

    def join(self) -> None:
        """Put down what the kubelet needs to be a node of the cluster."""
        if self._host is not None:
            membership.join(self.cluster, self._host)

    def initialise(self) -> None:
        """Put down what the control plane needs."""
        if self._host is not None:
            membership.initialise(self.cluster, self._host)

    def mark(self) -> None:
        """Make the node one of the control plane, and add the add-ons."""
        membership.mark(self.cluster, self.node)

    def leave(self) -> None:
        """End every container; the machine is no node until it joins again."""
        if self.manifests is not None:
            self.manifests.leave()
        control = self.cluster.control
        if isinstance(control, Machinery) and self.node == next(iter(self.cluster.interfaces)):
            control.power(on=False, machines=False)
        self.cluster.stop_node(self.node)

    def services(self) -> list[ServicePort]:
        """The ports of all Services that have an address, by name."""
        return service_ports(self.cluster)

    def pod_network(self) -> PodNetwork | None:
        """The addresses of pods; None while the node has no range for them."""
        ranges = {node["metadata"]["name"]: str(node["spec"].get("podCIDR") or "")
                  for node in self.cluster.api.objects.list(("", "nodes"))}  # fmt: skip
        kubelet = self._kubelet()
        if not ranges.get(self.node) or kubelet is None:
            return None
        pods = ((_sandbox_id(worker), worker.interface.address) for worker in kubelet.workers.values()
                if worker.interface is not None and not worker.pod["spec"].get("hostNetwork"))  # fmt: skip
        others = ((place.address, ranges.get(name, "")) for name, place in self.cluster.interfaces.items()
                  if name != self.node)  # fmt: skip
        return PodNetwork(ranges[self.node], tuple(sorted(pods, key=lambda one: one[1])), tuple(others))

    def containers(self) -> list[NodeContainer]:
        """Every container, the latest first."""
        found = [_container(worker, record) for worker, record in self._records() if record.id not in self._removed]
        return sorted(found, key=lambda one: -one.created)

    def sandboxes(self) -> list[Sandbox]:
        """Every pod, the latest first."""
        kubelet = self._kubelet()
        found = [_sandbox(worker) for worker in kubelet.workers.values() if worker.sandbox] if kubelet else []
        return sorted(found, key=lambda one: -one.created)

    def images(self) -> list[NodeImage]:
        """Every image, by name."""
        kubelet = self._kubelet()
        found = []
        for info in kubelet.pulls.present.values() if kubelet else ():
            repository, _, tag = info.reference.rpartition(":")
            found.append(NodeImage(repository, tag, _image_id(info.digest), info.digest, info.size))
        return sorted(found, key=lambda one: (one.repository, one.tag))

    def logs(self, container: str) -> list[tuple[float, str, bytes]]:
        """What a container has written."""
        return next((list(record.written()) for _, record in self._records() if record.id == container), [])

    def _running(self, container: str) -> HostedContainer | None:
        found = next((record.running for _, record in self._records() if record.id == container), None)
        return found if isinstance(found, HostedContainer) else None

    async def execute(
        self, container: str, command: list[str], source: Source, stdout: Writer, stderr: Writer,
        terminal: TerminalDevice | None = None,
    ) -> int | None:  # fmt: skip
        """Run a program in a container to its end; None when it has no such program."""
        found = self._running(container)
        if found is None or not command or not found.machine.knows(command[0]):
            return None
        if terminal is None:
            return await found.machine.run(command, source, stdout, stderr)
        console = found.machine.console()
        noted = stdout.note if isinstance(stdout, Output) else lambda data: None
        with terminal.joined(console.session(), noted):
            return await found.machine.show(command, console)

    def stop(self, container: str, seconds: float) -> None:
        """Ask a container to end, and end it when the seconds are over."""
        if (found := self._running(container)) is not None:
            found.signal(TERM)
            found.process.after(seconds, lambda: found.signal(KILL))

    def remove(self, container: str) -> None:
        """Forget a container that has ended."""
        self._removed.add(container)

    def pull(self, image: str) -> NodeImage | str:
        """Fetch an image; what the registry says when it has none."""
        kubelet, reference = self._kubelet(), parse(image)
        if kubelet is None or reference is None:
            return f'failed to parse image name "{image}": invalid reference format'
        info = self.cluster.runtime.image(reference.name)
        if info is None:
            return kubelet.pulls.error(reference)
        kubelet.pulls.keep(reference.name, info)
        return next(one for one in self.images() if one.digest == info.digest)

    def remove_image(self, image: str) -> NodeImage | None:
        """Forget an image; None when it is not there."""
        kubelet, reference = self._kubelet(), parse(image)
        for one in self.images():
            named = reference is not None and f"{one.repository}:{one.tag}" == reference.name
            if kubelet is not None and (named or one.id.startswith(image)):
                kubelet.pulls.present.pop(f"{one.repository}:{one.tag}", None)
                kubelet.pulls.changed()
                return one
        return None

    def _records(self) -> Iterator[tuple[PodWorker, Record]]:
        kubelet = self._kubelet()
        for worker in kubelet.workers.values() if kubelet else ():
            yield from ((worker, record) for record in worker.records if record.id)

    def _kubelet(self) -> Kubelet | None:
        return kubelet_of(self.cluster, self.node)


def _klog(at: float, event: dict[str, Any]) -> str:
    """An event in the kubelet's log. Follows kubernetes pkg/kubelet and k8s.io/klog: header, quoted message, pairs."""
    moment, about = datetime.fromtimestamp(at, UTC), event["involvedObject"]
    bad = event["type"] == "Warning"
    where = f"{about['namespace']}/{about['name']}" if about.get("namespace") else about["name"]
    tail = f'err="{_quoted(event["message"])}"' if bad else f'reason="{event["reason"]}"'
    message = "Error syncing pod, skipping" if bad else _quoted(event["message"])
    source = "pod_workers.go:1324" if bad else "event.go:377"
    return f'{"E" if bad else "I"}{moment:%m%d %H:%M:%S.%f}    1022 {source}] "{message}" {tail} pod="{where}"'


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _sandbox_id(worker: PodWorker) -> str:
    return sha256(worker.uid.encode()).hexdigest()


def _sandbox(worker: PodWorker) -> Sandbox:
    namespace, name = worker.key
    return Sandbox(_sandbox_id(worker), name, namespace, worker.uid, worker.began, not worker.gone)


def _container(worker: PodWorker, record: Record) -> NodeContainer:
    return NodeContainer(
        record.id, record.name, record.image, _image_id(record.image_id.rpartition("@")[2]), record.restarts,
        "Running" if record.is_running else "Exited", record.began, _sandbox(worker),
        record.ended.code if record.ended is not None else 0,
    )  # fmt: skip


def _image_id(digest: str) -> str:
    """The digest of the image's configuration: another one than the repository's."""
    return sha256(digest.encode()).hexdigest()

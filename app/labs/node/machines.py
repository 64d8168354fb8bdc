"""The machines that are nodes: the learner's own is one; the others are made when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.cluster import Cluster
from app.host.etcd import image
from app.host.host import Host, HostSpec
from app.labs import serving
from app.labs.containers import HostedRuntime
from app.labs.node import api_server
from app.labs.node import disk as node_disk
from app.labs.node import logs as node_logs
from app.labs.node import processes as node_processes
from app.labs.node.containerd_service import ContainerdService
from app.labs.node.etcd import FOLDER, EtcdServer
from app.labs.node.files import node_files
from app.labs.node.hardware import fitted
from app.labs.node.kubelet_service import KubeletService
from app.labs.node.manifests import Manifests
from app.labs.node.network_plugin import NetworkPlugin
from app.labs.node.power import NodePower
from app.labs.node.view import NodeView


class Nodes:
    """The nodes' machines by name; `kept` is a `snapshot`."""

    def __init__(self, cluster: Cluster, own: Host, kept: dict[str, Any]) -> None:
        self.cluster, self.own = cluster, own
        self._kept = dict(kept)
        self._made: dict[str, Host] = {}
        self.switched: Callable[[str, bool], None] = lambda name, on: None  # told when a machine goes down or comes up
        lesson = cluster.spec.preset == "lesson" and own.spec.style == "modern"
        self._etcd = EtcdServer(cluster, own) if lesson else None
        if lesson:
            serving.follow(cluster)
            api_server.follow(cluster, own)
        own.neighbour = self.neighbour
        self._is_node(own)
        if isinstance(cluster.runtime, HostedRuntime):
            node_disk.follow(cluster, cluster.runtime.disks, self.host, self.made)
            cluster.runtime.disks.mount_on(own, own.spec.name)

    def host(self, node: str) -> Host | None:
        """A node's machine; None when there is no such node."""
        if node == self.own.spec.name:
            return self.own
        if node not in self._made:
            if node not in self.cluster.interfaces:
                return None
            self._made[node] = self._make(node)
        return self._made[node]

    def made(self, node: str) -> Host | None:
        """A node's machine if somebody has looked at it, now or before a snapshot."""
        if node == self.own.spec.name or node in self._made or node in self._kept:
            return self.host(node)
        return None

    def neighbour(self, address: str) -> Host | None:
        """The machine behind an address."""
        names = [name for name, interface in self.cluster.interfaces.items() if interface.address == address]
        return self.host(names[0]) if names else None

    def forget(self) -> None:
        """The cluster is another one now: its machines are new ones."""
        for host in self._made.values():
            host.end()
        self._made, self._kept = {}, {}
        self._is_node(self.own)

    def drop(self, node: str) -> None:
        """A machine is gone for good."""
        self._kept.pop(node, None)
        if (host := self._made.pop(node, None)) is not None:
            host.end()

    def _is_node(self, own: Host) -> None:
        """The learner's machine is a node, or is none (any more)."""
        name = own.spec.name
        if name in self.cluster.interfaces and own.node is None:
            self._wire(own, name)
        elif name not in self.cluster.interfaces:
            own.node, own.on_step = None, lambda: None

    def hosts(self) -> list[Host]:
        """Those that were looked at, without the learner's own."""
        return list(self._made.values())

    def snapshot(self) -> dict[str, Any]:
        """Their disks, as JSON data."""
        return {**self._kept, **{name: host.snapshot() for name, host in self._made.items()}}

    def _make(self, node: str) -> Host:
        own, interface = self.own, self.cluster.interfaces[node]
        spec = HostSpec(name=node, style=own.spec.style, kubectl_release=own.spec.kubectl_release, hosts=own.spec.hosts)
        spec = fitted(spec, self.cluster, node)
        parts = (own.clock, own.network, interface, own.randomness)
        if (kept := self._kept.pop(node, None)) is not None:
            host = Host.restore(spec, kept, *parts)
        else:
            host = Host(spec, *parts)
            furnish(self.cluster, host)
        self._wire(host, node)
        if isinstance(self.cluster.runtime, HostedRuntime):
            self.cluster.runtime.disks.mount_on(host, node)
        return host

    def _switched(self, node: str, on: bool) -> None:
        self.switched(node, on)

    def _wire(self, host: Host, node: str) -> None:
        host.neighbour = self.neighbour
        host.node = view = NodeView(self.cluster, node, self._etcd, host)
        if self.cluster.spec.preset != "bare" and host.spec.style == "modern":
            node_logs.mount(host, host.node)
        view.manifests = manifests = Manifests(self.cluster, host, node)
        plugin = NetworkPlugin(self.cluster, host, node)

        def look() -> None:
            manifests.look()
            plugin.look()

        host.on_step = look
        kubelet = KubeletService(self.cluster, host, node, manifests)
        containerd = ContainerdService(self.cluster, host, node)
        followers = {"kubelet": kubelet.act, "containerd": containerd.act}
        if host is not self.own:
            view.power = NodePower(self.cluster, host, node, self._switched)
        host.on_service(lambda service, verb: plugin.tell_soon() if service in followers else None)
        host.on_service(lambda service, verb: followers[service](verb) if service in followers else None)
        node_processes.show(self.cluster, host, node)
        node_disk.show(self.cluster, host, node)


def furnish(cluster: Cluster, host: Host) -> None:
    """Put kubeadm's files on a fresh machine; the 2018 one and bare clusters were made otherwise."""
    if cluster.spec.preset != "bare" and host.spec.style == "modern" and host.spec.name in cluster.interfaces:
        for path, (text, mode) in node_files(cluster, host.spec.name).items():
            host.write_file(path, text, mode)
        if host.interface.address == cluster.server[0]:  # scripts make links to ports of it
            image.write_directory(host.files, FOLDER, image.LIVE)
            host.write_file("/etc/killercoda/host", f"http://{host.interface.address}:PORT\n")

"""Pod addresses on a node, and pods' places in the network.

Stands for the CNI plugin: every pod gets an address of the node's pod CIDR; host network pods share the node's.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from app.network.network import Interface

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet
    from app.cluster.node.pod_worker import PodWorker


class PodNetwork:
    """The addresses of one node's pods."""

    def __init__(self, kubelet: Kubelet, cidr: str) -> None:
        self._kubelet = kubelet
        network = ipaddress.ip_network(cidr)
        self._first = int(network.network_address) + 2
        self._size = network.num_addresses - 3
        self._next = 0
        self._used: set[str] = set()

    def join(self, worker: PodWorker, address: str = "") -> None:
        """Give a pod its address (a certain one when restored) and plug it in."""
        spec = worker.pod["spec"]
        if spec.get("hostNetwork"):
            worker.ip, worker.interface = self._kubelet.host_ip, self._kubelet.interface
            return
        worker.ip = address or self._free()
        self._used.add(worker.ip)
        namespace, name = worker.key
        hostname = spec.get("hostname") or name[:63]
        names = {hostname: worker.ip}
        for alias in spec.get("hostAliases") or ():
            names.update(dict.fromkeys(alias.get("hostnames") or (), alias["ip"]))
        search, nameserver = self._resolver(spec, namespace)
        worker.interface = Interface(f"{namespace}/{name}", worker.ip, names, search, nameserver)
        self._kubelet.plane.network.attach(worker.interface)

    def _resolver(self, spec: dict[str, object], namespace: str) -> tuple[tuple[str, ...], str]:
        config = spec.get("dnsConfig")
        config = config if isinstance(config, dict) else {}
        servers = [str(one) for one in config.get("nameservers") or ()]
        search = [str(one) for one in config.get("searches") or ()]
        if spec.get("dnsPolicy", "ClusterFirst") == "ClusterFirst":
            search = [f"{namespace}.svc.cluster.local", "svc.cluster.local", "cluster.local", *search]
            servers = [self._kubelet.cluster_dns, *servers]
        elif spec.get("dnsPolicy") == "Default":
            servers = [self._kubelet.interface.nameserver, *servers]
        return tuple(search), servers[0] if servers else ""

    def _free(self) -> str:
        for _ in range(self._size):
            address = str(ipaddress.ip_address(self._first + self._next % self._size))
            self._next += 1
            if address not in self._used:
                return address
        return str(ipaddress.ip_address(self._first))

    def leave(self, worker: PodWorker) -> None:
        """Unplug a pod; its address stays in its status."""
        if worker.interface is not None and worker.interface is not self._kubelet.interface:
            self._kubelet.plane.network.detach(worker.interface)
            self._used.discard(worker.interface.address)
        worker.interface = None

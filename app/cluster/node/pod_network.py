"""Pod addresses on a node, and pods' places in the network.

Stands for the CNI plugin: every pod gets an address of the node's pod CIDR; host network pods share the node's.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from app.cluster.control.resources import Object
from app.network.network import NOTHING, Interface

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet
    from app.cluster.node.pod_worker import PodWorker

DOMAIN = "cluster.local"
NDOTS = 5
AGAIN = (1.0, 1.5)  # seconds until a pod that has no network is looked at again
LONGEST_NAME = 63  # of a machine


def host_name(pod: Object) -> str:
    """What a pod's containers take for their machine's name.

    Follows kubernetes pkg/kubelet/kubelet_pods.go: GeneratePodHostNameAndDomain.
    """
    spec, meta = pod["spec"], pod["metadata"]
    if spec.get("hostnameOverride"):
        return str(spec["hostnameOverride"])
    name = str(spec.get("hostname") or meta["name"])[:LONGEST_NAME].rstrip("-.")
    if spec.get("setHostnameAsFQDN") and spec.get("subdomain"):
        return f"{name}.{spec['subdomain']}.{meta['namespace']}.svc.{DOMAIN}"
    return name


class PodNetwork:
    """The addresses of one node's pods."""

    def __init__(self, kubelet: Kubelet, cidr: str) -> None:
        self._kubelet = kubelet
        network = ipaddress.ip_network(cidr)
        self._first = int(network.network_address) + 2
        self._size = network.num_addresses - 3
        self._next = 0
        self._used: set[str] = set()
        self.problem = ""  # why there is no network for pods, as the kubelet says it

    def admits(self, worker: PodWorker) -> bool:
        """Whether a pod may get a sandbox. Follows pkg/kubelet/kubelet.go: SyncPod."""
        if not self.problem or worker.sandbox or worker.pod["spec"].get("hostNetwork"):
            return True
        worker.event("Warning", "NetworkNotReady", f"network is not ready: {self.problem}")
        worker.later(worker.between(AGAIN), periodic=True)
        return False

    def join(self, worker: PodWorker, address: str = "") -> None:
        """Give a pod its address (a certain one when restored) and plug it in."""
        spec = worker.pod["spec"]
        if spec.get("hostNetwork"):
            worker.ip, worker.interface = self._kubelet.host_ip, self._host_interface(spec, worker.key[0])
            return
        worker.ip = address or self._free()
        self._used.add(worker.ip)
        namespace, name = worker.key
        hostname = host_name(worker.pod)
        aliases = spec.get("hostAliases") or ()
        names = {known: alias["ip"] for alias in aliases for known in alias.get("hostnames") or ()} or NOTHING
        resolver = self._resolver(spec, namespace)
        worker.interface = Interface(f"{namespace}/{name}", worker.ip, names, *resolver, hostname)
        self._kubelet.plane.network.attach(worker.interface)
        self._kubelet.plane.host_ports.update(self._host_ports(spec, worker.ip))

    def _host_ports(self, spec: Object, address: str) -> dict[tuple[str, int, str], tuple[str, int]]:
        """The ports of the node that lead into a pod."""
        found = {}
        for container in (*spec.get("containers", ()), *(spec.get("initContainers") or ())):
            for port in container.get("ports") or ():
                if port.get("hostPort"):
                    place = (self._kubelet.interface.address, port["hostPort"], port.get("protocol", "TCP"))
                    found[place] = (address, port["containerPort"])
        return found

    def _host_interface(self, spec: Object, namespace: str) -> Interface:
        """The node's place in the network; with a resolver of its own where the pod asks for that."""
        node = self._kubelet.interface
        if spec.get("dnsPolicy", "ClusterFirst") in {"ClusterFirst", "Default"} and not spec.get("dnsConfig"):
            return node
        search, servers, ndots = self._resolver(spec, namespace)
        return Interface(node.name, node.address, node.names, search, servers, ndots)

    def _resolver(self, spec: Object, namespace: str) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        """(search domains, servers, ndots). Follows kubernetes pkg/kubelet/network/dns/dns.go: GetPodDNS."""
        config, node, cluster = spec.get("dnsConfig") or {}, self._kubelet.interface, self._kubelet.cluster_dns
        policy = spec.get("dnsPolicy", "ClusterFirst")
        if policy == "ClusterFirst" and spec.get("hostNetwork"):
            policy = "Default"
        search: list[str] = []
        servers: list[str] = []
        ndots = 1
        if policy.startswith("ClusterFirst") and cluster:
            search = [f"{namespace}.svc.{DOMAIN}", f"svc.{DOMAIN}", DOMAIN]
            servers, ndots = [cluster], NDOTS
        elif policy != "None":
            search, servers, ndots = list(node.search), list(node.nameservers), node.ndots
        servers += [one for one in config.get("nameservers") or () if one not in servers]
        search += [one for one in config.get("searches") or () if one not in search]
        for option in config.get("options") or ():
            if option.get("name") == "ndots" and str(option.get("value", "")).isdigit():
                ndots = int(option["value"])
        return tuple(search), tuple(servers), ndots

    def _free(self) -> str:
        for _ in range(self._size):
            address = str(ipaddress.ip_address(self._first + self._next % self._size))
            self._next += 1
            if address not in self._used:
                return address
        return str(ipaddress.ip_address(self._first))

    def leave(self, worker: PodWorker) -> None:
        """Unplug a pod; its address stays in its status."""
        if worker.interface is not None and worker.interface.address != self._kubelet.interface.address:
            self._kubelet.plane.network.detach(worker.interface)
            plane = self._kubelet.plane
            for place, inside in self._host_ports(worker.pod["spec"], worker.interface.address).items():
                if plane.host_ports.get(place) == inside:
                    del plane.host_ports[place]
            self._used.discard(worker.interface.address)
        worker.interface = None

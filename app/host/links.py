"""A machine's network devices, routes and neighbours: one truth for `ip`, `ifconfig`, `route`, `arp` and /proc/net.

Follows the CNI plugin `bridge` (containernetworking/plugins plugins/main/bridge, pkg/utils/hwaddr) for pods: their
device is one end of a pair whose other end hangs on the node's bridge cni0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_interface, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.host.host import Host

BRIDGE = "cni0"
CARD = "enp1s0"
FIRST_PORT = 2  # a pod's end on the bridge has the number of its address and this


@dataclass(frozen=True)
class Link:
    """A device. `address` is "" for one without; `peer` is the number of a pair's other end, in another namespace."""

    index: int
    name: str
    kind: str  # loopback, ether, bridge or veth
    mac: str
    address: str = ""
    prefix: int = 0
    mtu: int = 1500
    peer: int = 0
    master: str = ""
    namespace: str = ""  # where the other end is
    dynamic: bool = False

    @property
    def shown(self) -> str:
        """Its name as `ip` has it."""
        return f"{self.name}@if{self.peer}" if self.peer else self.name

    @property
    def broadcast(self) -> str:
        """The address for everybody; "" where there is none."""
        return str(ip_interface(f"{self.address}/{self.prefix}").network.broadcast_address) if self.address else ""

    @property
    def netmask(self) -> str:
        """The prefix as a mask."""
        return str(ip_interface(f"{self.address}/{self.prefix}").netmask)


@dataclass(frozen=True)
class Route:
    """A row of the table of routes; `target` is a network such as 10.244.0.0/24, or `default`."""

    target: str
    device: str
    gateway: str = ""
    source: str = ""
    protocol: str = ""
    metric: int = 0


@dataclass(frozen=True)
class Neighbour:
    """Somebody whose hardware address is known."""

    address: str
    device: str
    mac: str
    state: str = "REACHABLE"


@dataclass(frozen=True)
class PodNetwork:
    """Pods' addresses: a node's own range, its pods' (sandbox, address), the others' (node's address, range)."""

    cidr: str
    pods: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()


def gateway_of(address: str) -> str:
    """The first address of a machine's network."""
    return f"{address.rpartition('.')[0]}.1"


def pod_mac(address: str) -> str:
    """The hardware address that a pod's device, and the bridge, have from their addresses."""
    return "0a:58:" + ":".join(f"{int(part):02x}" for part in address.split("."))


def links(host: Host) -> list[Link]:
    """The devices, by number."""
    own = host.interface.address
    loopback = Link(1, "lo", "loopback", "00:00:00:00:00:00", "127.0.0.1", 8, 65536)
    if host.spec.system is not None and host.node is None:
        port = FIRST_PORT + int(own.rpartition(".")[2])
        return [loopback, Link(2, "eth0", "veth", pod_mac(own), own, 24, peer=port)]
    found = [loopback, Link(2, CARD, "ether", _card_mac(own), own, 24, dynamic=True)]
    network = _pods(host)
    if network is not None and network.pods:
        bridge = gateway_of(network.cidr.partition("/")[0])
        found.append(Link(3, BRIDGE, "bridge", pod_mac(bridge), bridge, int(network.cidr.partition("/")[2])))
        found += sorted(_ports(network), key=lambda one: one.index)
    return found


def _ports(network: PodNetwork) -> Iterator[Link]:
    for sandbox, address in network.pods:
        digest = sha256(sandbox.encode()).hexdigest()
        mac = ":".join(f"{int(digest[at : at + 2], 16) & 0xFE | (2 if at == 0 else 0):02x}" for at in range(0, 12, 2))
        space = f"cni-{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
        index = FIRST_PORT + int(address.rpartition(".")[2])
        yield Link(index, f"veth{digest[:8]}", "veth", mac, peer=2, master=BRIDGE, namespace=space)


def _card_mac(address: str) -> str:
    return "52:54:00:" + ":".join(f"{int(part):02x}" for part in address.split(".")[1:])


def _pods(host: Host) -> PodNetwork | None:
    return host.node.pod_network() if host.node is not None else None


def routes(host: Host) -> list[Route]:
    """The table of routes: the default first, then by network."""
    own = host.interface.address
    gateway = gateway_of(own)
    here = f"{own.rpartition('.')[0]}.0/24"
    if host.spec.system is not None and host.node is None:
        return [Route("default", "eth0", gateway), Route(here, "eth0", source=own, protocol="kernel")]
    found = [Route(here, CARD, source=own, protocol="kernel", metric=1002)]
    if (network := _pods(host)) is not None:
        if network.pods:
            bridge = gateway_of(network.cidr.partition("/")[0])
            found.append(Route(network.cidr, BRIDGE, source=bridge, protocol="kernel"))
        found += [Route(cidr, CARD, gateway) for _, cidr in network.others if cidr]
    found.sort(key=lambda one: ip_network(one.target))
    return [Route("default", CARD, gateway, own, "dhcp", 1002), *found]


def neighbours(host: Host) -> list[Neighbour]:
    """Whose hardware addresses are known."""
    own = host.interface.address
    gateway = gateway_of(own)
    if host.spec.system is not None and host.node is None:
        return [Neighbour(gateway, "eth0", pod_mac(gateway))]
    found = [Neighbour(gateway, CARD, "52:54:00:12:34:01")]
    network = _pods(host)
    pods = network.pods if network is not None else ()
    return [*found, *(Neighbour(address, BRIDGE, pod_mac(address)) for _, address in pods)]

"""The sockets of a machine: one truth for `ss`, `netstat`, `lsof`, `fuser` and /proc/net.

Listeners are those of the simulated network. Connections that stand are those of a node's own programs: everybody who
watches the API server has one to it, and the API server has one to etcd.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

from app.host.processes import Process
from app.network.network import ANY, LOOPBACK, ConnectError, Listener

if TYPE_CHECKING:
    from app.host.host import Host

FIRST_FD = 3
EPHEMERAL, PORTS = 32768, 28232  # net.ipv4.ip_local_port_range
API_SERVER, ETCD = "kube-apiserver", "etcd"
CLIENTS = ("kubelet", "kube-proxy", "kube-scheduler", "kube-controller-manager")  # of the API server
ETCD_PORT = 2379
KUBECONFIG = "/etc/kubernetes/kubelet.conf"


@dataclass(frozen=True)
class Socket:
    """A TCP socket. A listening one has no `peer`; `everywhere` is one that takes IPv6 as well, as Go's programs do."""

    address: str
    port: int
    peer: str = ""
    peer_port: int = 0
    everywhere: bool = False
    program: str = ""
    pid: int = 0
    user: str = "root"
    fd: int = FIRST_FD

    @property
    def listens(self) -> bool:
        """Whether it waits for connections."""
        return not self.peer

    @property
    def inode(self) -> int:
        """Its number, as /proc shows it."""
        return 20_000 + crc32(f"{self.address}:{self.port}:{self.peer}:{self.peer_port}".encode()) % 60_000


def sockets(host: Host) -> list[Socket]:
    """All of them, the listening ones by port first; each program's have numbers of their own."""
    found: list[Socket] = []
    last: dict[int, int] = {}
    for one in (*_listening(host), *_standing(host)):
        fd = last[one.pid] = last.get(one.pid, FIRST_FD - 1) + 1
        found.append(replace(one, fd=fd))
    return found


def of_process(host: Host, pid: int) -> list[Socket]:
    """Those that a process has open."""
    return [one for one in sockets(host) if one.pid == pid]


def _listening(host: Host) -> Iterator[Socket]:
    for at in host.network.listeners(host.interface):
        name, process = _owner(host, at)
        everywhere = at.address == ANY and name.startswith(("kube", "etcd", "coredns"))
        user, pid = (process.user, process.pid) if process is not None else ("root", 0)
        for address in (at.address, *at.also):
            yield Socket(address, at.port, everywhere=everywhere, program=name[:15], pid=pid, user=user)


def _owner(host: Host, at: Listener) -> tuple[str, Process | None]:
    """Who listens, as far as this machine sees its processes."""
    told = re.match(r'users:\(\("([^"]+)",pid=(\d+)', at.owner)
    name, pid = (told[1], int(told[2])) if told else (at.owner, 0)
    if pid:
        return name, host.processes.get(pid)
    if host.spec.container and name == host.spec.container:
        process = host.processes.get(1)
    else:
        process = _process(host, name)
    return (process.name, process) if process is not None else (name, None)


def _process(host: Host, name: str) -> Process | None:
    return next((one for one in host.processes.all() if one.name == name[:15]), None)


def _standing(host: Host) -> Iterator[Socket]:
    """The connections of a node's own programs."""
    if host.node is None or not (server := _api_server(host)):
        return
    address, port = server
    try:
        host.network.find(host.interface, address, port)
    except ConnectError:
        return
    own, serving = host.interface.address, _process(host, API_SERVER)
    for name in CLIENTS:
        if (client := _process(host, name)) is not None:
            yield from _pair((own, _port(own, name)), (address, port), client, serving if address == own else None)
    if address != own or serving is None:
        return
    network = host.node.pod_network()
    for other, _ in network.others if network is not None else ():
        for name in CLIENTS[:2]:
            yield from _pair((other, _port(other, name)), (own, port), None, serving)
    if (store := _process(host, ETCD)) is not None:
        yield from _pair((LOOPBACK, _port(own, ETCD)), (LOOPBACK, ETCD_PORT), serving, store)


def _pair(
    near: tuple[str, int], far: tuple[str, int], client: Process | None, server: Process | None
) -> Iterator[Socket]:
    """The two ends of a connection, as far as their programs are of this machine."""
    if client is not None:
        yield Socket(*near, *far, program=client.name, pid=client.pid, user=client.user)
    if server is not None:
        everywhere = server.name == API_SERVER
        yield Socket(*far, *near, everywhere=everywhere, program=server.name, pid=server.pid, user=server.user)


def _port(address: str, name: str) -> int:
    return EPHEMERAL + crc32(f"{address} {name}".encode()) % PORTS


def _api_server(host: Host) -> tuple[str, int] | None:
    """Where the kubelet's configuration says that the API server is."""
    try:
        text = host.files.read_file(KUBECONFIG).decode("utf-8", "replace")
    except OSError:
        return None
    found = re.search(r"server: https?://([^:/\s]+)(?::(\d+))?", text)
    return (found[1], int(found[2] or 443)) if found else None

"""The files of /proc that are about the whole machine.

Follows proc(5), and the kernel's net/ipv4/{tcp_ipv4,fib_trie,arp}.c for the tables of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import TYPE_CHECKING

from app.host import kernel_modules
from app.host.furniture import cpuinfo, meminfo
from app.host.image import BUILD, KERNEL
from app.host.links import Link, links, neighbours, routes
from app.host.memory import memory_of
from app.host.sockets import Socket, sockets

if TYPE_CHECKING:
    from app.host.host import Host

TICKS = 100
COMPILER = "(x86_64-linux-gnu-gcc-13 (Ubuntu 13.3.0-6ubuntu2~24.04) 13.3.0, GNU ld (GNU Binutils for Ubuntu) 2.42)"
IDLE = 0.96  # of the machine's time
SOCKETS_HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
ESTABLISHED, LISTEN = "01", "0A"


def machine_files(host: Host) -> Mapping[str, Callable[[], str]]:
    """Texts by name. Some are the kernel's alone, whichever container asks."""
    return {
        "cpuinfo": lambda: cpuinfo(host.spec.cores), "loadavg": lambda: loadavg(host),
        "meminfo": lambda: meminfo(memory_of(host)), "modules": lambda: _modules(host),
        "net/arp": lambda: _arp(host), "net/dev": lambda: _devices(host), "net/route": lambda: _routes(host),
        "net/tcp": lambda: _sockets(host, everywhere=False), "net/tcp6": lambda: _sockets(host, everywhere=True),
        "net/udp": lambda: f"{SOCKETS_HEAD} ref pointer drops\n",
        "stat": lambda: _stat(host), "uptime": lambda: _uptime(host), "version": lambda: version(host.spec.style),
    }  # fmt: skip


def version(style: str) -> str:
    """The kernel, who built it and with what."""
    return f"Linux version {KERNEL[style]} (buildd@lcy02-amd64-115) {COMPILER} {BUILD[style]}\n"


def loadavg(host: Host) -> str:
    """The load, how many processes run of all, and the last number that was given."""
    found = host.processes.all()
    running = sum(one.state.startswith("R") for one in found) or 1
    return f"0.12 0.09 0.05 {running}/{len(found)} {max((one.pid for one in found), default=1)}\n"


def _uptime(host: Host) -> str:
    up = host.clock.now - host.booted
    return f"{up:.2f} {up * host.spec.cores * IDLE:.2f}\n"


def _stat(host: Host) -> str:
    ticks = int((host.clock.now - host.booted) * TICKS)
    row = f"{ticks * 2 // 100} 0 {ticks // 100} {int(ticks * IDLE)} {ticks // 100} 0 0 0 0 0"
    cores = "".join(f"cpu{core} {row}\n" for core in range(host.spec.cores))
    whole = " ".join(str(int(part) * host.spec.cores) for part in row.split())
    processes = host.processes.all()
    return (
        f"cpu  {whole}\n{cores}ctxt {ticks * 9}\nbtime {int(host.booted)}\n"
        f"processes {max((one.pid for one in processes), default=1)}\nprocs_running 1\nprocs_blocked 0\n"
    )


def _modules(host: Host) -> str:
    text = ""
    for one in kernel_modules.loaded(host.files):
        by = kernel_modules.users(host.files, one)
        text += f"{one.name} {one.size} {len(by)} {''.join(f'{name},' for name in by) or '-'} Live 0x0000000000000000\n"
    return text


# The network


def _hex(address: str) -> str:
    return "".join(f"{int(part):02X}" for part in reversed(address.split(".")))


def _routes(host: Host) -> str:
    head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"
    rows = [head]
    for one in routes(host):
        network = ip_network("0.0.0.0/0" if one.target == "default" else one.target)
        flags = "0003" if one.gateway else "0001"
        rows.append(
            f"{one.device}\t{_hex(str(network.network_address))}\t{_hex(one.gateway or '0.0.0.0')}\t{flags}\t0\t0\t"
            f"{one.metric}\t{_hex(str(network.netmask))}\t0\t0\t0"
        )
    return "".join(f"{row:<127}\n" for row in rows)


def traffic(host: Host, link: Link) -> tuple[int, int, int, int]:
    """Bytes and packets that a device has received, and sent: what grows with the time that it is up."""
    up = max(0, int(host.clock.now - host.booted))
    if link.kind == "loopback":
        return up * 5200, up * 31, up * 5200, up * 31
    weight = {"ether": 4, "bridge": 2}.get(link.kind, 1)
    return up * 900 * weight, up * 7 * weight, up * 640 * weight, up * 5 * weight


def _devices(host: Host) -> str:
    text = (
        "Inter-|   Receive                                                |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls "
        "carrier compressed\n"
    )
    for one in links(host):
        taken, packets, sent, more = traffic(host, one)
        text += f"{one.name:>6}: {taken:7} {packets:7}    0    0    0     0          0         0 "
        text += f"{sent:8} {more:7}    0    0    0     0       0          0\n"
    return text


def _arp(host: Host) -> str:
    rows = (f"{one.address:<16} 0x1         0x2         {one.mac}     *        {one.device}\n"
            for one in neighbours(host))  # fmt: skip
    return f"IP address       HW type     Flags       HW address            Mask     Device\n{''.join(rows)}"


def _sockets(host: Host, *, everywhere: bool) -> str:
    rows = [f"{SOCKETS_HEAD:<149}" if not everywhere else
            "  sl  local_address                         remote_address                        st tx_queue rx_queue tr "
            "tm->when retrnsmt   uid  timeout inode"]  # fmt: skip
    chosen = [one for one in sockets(host) if one.everywhere == everywhere]
    for number, one in enumerate(chosen):
        near, far = (_place(address, port, wide=everywhere) for address, port in
                     ((one.address, one.port), (one.peer or "0.0.0.0", one.peer_port)))  # fmt: skip
        row = (
            f"{number:4}: {near} {far} {LISTEN if one.listens else ESTABLISHED} 00000000:00000000 00:00000000 00000000 "
            f"{_user(host, one):5}        0 {one.inode} 1 0000000000000000 100 0 0 10 0"
        )
        rows.append(f"{row:<149}")
    return "".join(f"{row}\n" for row in rows)


def _place(address: str, port: int, *, wide: bool) -> str:
    number = _hex(address)
    if wide:
        number = "0" * 32 if address == "0.0.0.0" else f"{'0' * 16}FFFF0000{number}"
    return f"{number}:{port:04X}"


def _user(host: Host, one: Socket) -> int:
    return host.spec.uid if host.spec.system is not None else 0

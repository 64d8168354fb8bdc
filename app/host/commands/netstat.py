"""netstat and route: sockets, routes and devices as net-tools show them. Follows net-tools netstat.c, lib/inet_gr.c."""

from __future__ import annotations

from ipaddress import ip_network

from app.host.invocation import Invocation
from app.host.links import Route, links, routes
from app.host.options import Option, Options, Usage
from app.host.proc.machine_files import traffic
from app.host.sockets import Socket, sockets

NAMES = ("netstat", "route")
USAGES = {
    "netstat": Usage("netstat [-tuwpnlaeri]", "", (
        Option("t", "tcp", "", "TCP sockets"), Option("u", "udp", "", "UDP sockets"),
        Option("w", "raw", "", "raw sockets"), Option("x", "unix", "", "local sockets"),
        Option("l", "listening", "", "display listening server sockets"),
        Option("a", "all", "", "display all sockets (default: connected)"),
        Option("n", "numeric", "", "don't resolve names"), Option("p", "programs", "", "display PID/Program name"),
        Option("e", "extend", "", "display other/more information"), Option("r", "route", "", "display routing table"),
        Option("i", "interfaces", "", "display interface table"), Option("4", "inet", "", "IPv4"),
        Option("6", "inet6", "", "IPv6"), Option("W", "wide", "", "don't truncate IP addresses"),
        Option("c", "continuous", "", "continuous listing"), Option("s", "statistics", "", "network statistics")),
        status=4),
    "route": Usage("route [-n] [add|del ...]", "", (
        Option("n", "numeric", "", "don't resolve names"), Option("e", "extend", "", "display other/more information"),
        Option("v", "verbose", "", "be verbose")), status=4),
}  # fmt: skip
BUSYBOX_PROGRAM = 20  # its column's width


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    if unknown := next((name for name in ("continuous", "statistics") if name in options), ""):
        return await run.fail(f"--{unknown} is not simulated")
    if run.name == "route":
        if options.operands:
            return await run.fail("changing the table of routes is not simulated")
        await run.stdout.write(
            _routes(
                routes(run.host), numeric="numeric" in options, window=False, here="*" if run.host.ash else "0.0.0.0"
            )
        )
    elif "route" in options:
        await run.stdout.write(_routes(routes(run.host), numeric="numeric" in options, window=True))
    elif "interfaces" in options:
        await run.stdout.write(_interfaces(run))
    else:
        await run.stdout.write(_sockets(run, options))
    return 0


def _sockets(run: Invocation, options: Options) -> str:
    everything, listening = "all" in options, "listening" in options
    what = "servers and established" if everything else "only servers" if listening else "w/o servers"
    found = [one for one in sockets(run.host) if everything or one.listens == listening]
    if {"udp", "raw", "unix"} & options.values.keys() and "tcp" not in options:
        found = []
    if "inet" in options or "inet6" in options:
        found = [one for one in found if one.everywhere == ("inet6" in options)]
    more = f" {'User':<10} {'Inode':<11}" if "extend" in options else ""
    more += f" {'PID/Program name':<20}" if "programs" in options else ""
    head = f"Proto Recv-Q Send-Q {'Local Address':<23} {'Foreign Address':<23} {'State':<11}{more}"
    rows = [_row(one, options, busybox=run.host.ash) for one in found]
    return f"Active Internet connections ({what})\n" + "".join(f"{row}\n" for row in (head, *rows))


def _row(one: Socket, options: Options, *, busybox: bool) -> str:
    wide = one.everywhere
    near, far = (":::" if wide and one.listens else f"{address}:" for address in (one.address, one.peer or "0.0.0.0"))
    end = "*" if one.listens else str(one.peer_port)
    state = "LISTEN" if one.listens else "ESTABLISHED"
    row = f"{'tcp6' if wide else 'tcp':<5} {0:>6} {0:>6} {near + str(one.port):<23} {far + end:<23} {state:<11}"
    if "extend" in options:
        row += f" {0:<10} {one.inode:<11}"
    if "programs" in options:
        owner = f"{one.pid}/{one.program}"[: BUSYBOX_PROGRAM if busybox else 19] if one.pid else "-"
        row += f" {owner:<{BUSYBOX_PROGRAM}}"
    return row


def _routes(found: list[Route], *, numeric: bool, window: bool, here: str = "0.0.0.0") -> str:
    columns = "  MSS Window  irtt Iface" if window else "Metric Ref    Use Iface"
    text = f"Kernel IP routing table\nDestination     Gateway         Genmask         Flags {columns}\n"
    gateway = "0.0.0.0" if numeric else here
    for one in found:
        network = ip_network("0.0.0.0/0" if one.target == "default" else one.target)
        target = "default" if one.target == "default" and not numeric else str(network.network_address)
        text += f"{target:<15} {one.gateway or gateway:<15} {network.netmask!s:<15} {'UG' if one.gateway else 'U':<5} "
        text += f"{0:>5} {0:<5} {0:>6} {one.device}\n" if window else f"{one.metric:<6} {0:<5} {0:>4} {one.device}\n"
    return text


def _interfaces(run: Invocation) -> str:
    text = (
        "Kernel Interface table\n"
        "Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n"
    )
    for one in sorted(links(run.host), key=lambda link: link.name):
        _, taken, _, sent = traffic(run.host, one)
        flags = "LRU" if one.kind == "loopback" else "BMRU"
        text += f"{one.name:<15} {one.mtu:>5} {taken:>8} {0:>6} {0:>6} {0:<6} {sent:>8} {0:>6} {0:>6} {0:>6} {flags}\n"
    return text

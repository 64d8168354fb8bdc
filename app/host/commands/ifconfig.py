"""ifconfig and arp: devices and neighbours as net-tools show them. Follows net-tools lib/interface.c and arp.c."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.links import Link, links, neighbours
from app.host.options import Option, Options, Usage
from app.host.proc.machine_files import traffic

NAMES = ("ifconfig", "arp")
USAGES = {
    "ifconfig": Usage("ifconfig [-a] [-v] [-s] <interface>", "", (
        Option("a", "", "", "all, also those that are down"), Option("s", "", "", "short list"),
        Option("v", "", "", "be verbose")), status=1),
    "arp": Usage("arp [-evn] [-i <if>] [-a] [<hostname>]", "", (
        Option("a", "all", "", "display (all) hosts in alternative (BSD) style"),
        Option("e", "", "", "display (all) hosts in default (Linux) style"),
        Option("n", "numeric", "", "don't resolve names"), Option("v", "verbose", "", "be verbose"),
        Option("i", "device", "if", "specify network interface")), status=255),
}  # fmt: skip
KINDS = {"loopback": "loop  txqueuelen 1000  (Local Loopback)"}


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    if run.name == "arp":
        return await _arp(run, options)
    if len(options.operands) > 1:
        return await run.fail("changing devices is not simulated")
    found = sorted(links(run.host), key=lambda one: one.name)
    if options.operands:
        name = options.operands[0]
        found = [one for one in found if one.name == name]
        if not found:
            await run.stderr.write(f"{name}: error fetching interface information: Device not found\n")
            return 1
    await run.stdout.write("".join(_device(run, one) for one in found))
    return 0


def _device(run: Invocation, one: Link) -> str:
    if run.host.ash:
        return _busybox(run, one)
    taken, packets, sent, more = traffic(run.host, one)
    loop = one.kind == "loopback"
    flags = "73<UP,LOOPBACK,RUNNING>" if loop else "4163<UP,BROADCAST,RUNNING,MULTICAST>"
    text = f"{one.name}: flags={flags}  mtu {one.mtu}\n"
    if one.address:
        text += f"        inet {one.address}  netmask {one.netmask}"
        text += "\n" if loop else f"  broadcast {one.broadcast}\n"
    queue = 0 if one.kind == "veth" else 1000
    text += f"        {KINDS.get(one.kind) or f'ether {one.mac}  txqueuelen {queue}  (Ethernet)'}\n"
    return text + (
        f"        RX packets {packets}  bytes {taken} ({_amount(taken)})\n"
        "        RX errors 0  dropped 0  overruns 0  frame 0\n"
        f"        TX packets {more}  bytes {sent} ({_amount(sent)})\n"
        "        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n"
    )


def _busybox(run: Invocation, one: Link) -> str:
    """As busybox has it. Follows busybox networking/interface.c: ife_print."""
    taken, packets, sent, more = traffic(run.host, one)
    loop = one.kind == "loopback"
    head = "Local Loopback  " if loop else f"Ethernet  HWaddr {one.mac.upper()}  "
    every = "" if loop else f"  Bcast:{one.broadcast}"
    flags = "UP LOOPBACK RUNNING " if loop else "UP BROADCAST RUNNING MULTICAST "
    return (
        f"{one.name:<9} Link encap:{head}\n          inet addr:{one.address}{every}  Mask:{one.netmask}\n"
        f"          {flags} MTU:{one.mtu}  Metric:1\n"
        f"          RX packets:{packets} errors:0 dropped:0 overruns:0 frame:0\n"
        f"          TX packets:{more} errors:0 dropped:0 overruns:0 carrier:0\n"
        "          collisions:0 txqueuelen:1000 \n"
        f"          RX bytes:{taken} ({_amount(taken)})  TX bytes:{sent} ({_amount(sent)})\n\n"
    )


def _amount(size: int) -> str:
    value, unit = float(size), "B"
    for larger in ("KiB", "MiB", "GiB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return f"{int(value * 10) / 10:.1f} {unit}"


async def _arp(run: Invocation, options: Options) -> int:
    found = [one for one in neighbours(run.host) if options.last("device") in ("", one.device)]
    if options.operands:
        name = options.operands[0]
        address = run.host.resolve(name)
        found = [one for one in found if one.address == address]
        if not found:
            await run.stdout.write(f"{name} ({address}) -- no entry\n" if address else "")
            return 0 if address else await run.fail(f"{name}: Unknown host", 255)
    if "all" in options or run.host.ash:
        gap = " " * run.host.ash
        shown = (f"? ({one.address}) at {one.mac} [ether] {gap}on {one.device}\n" for one in found)
        await run.stdout.write("".join(shown))
        return 0
    rows = "".join(f"{one.address:<24} ether   {one.mac}   C                     {one.device}\n" for one in found)
    await run.stdout.write(f"Address                  HWtype  HWaddress           Flags Mask            Iface\n{rows}")
    return 0

"""ping: whether a machine of the simulated network is there."""

from __future__ import annotations

import asyncio

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "ping [options] <destination>",
    "",
    (
        Option("c", "", "count", "stop after <count> replies"),
        Option("i", "", "interval", "seconds between sending each packet"),
        Option("W", "", "timeout", "time to wait for response"),
        Option("w", "", "deadline", "reply wait <deadline> in seconds"),
        Option("q", "", "", "quiet output"),
        Option("n", "", "", "no reverse DNS name resolution"),
        Option("4", "", "", "use IPv4"),
    ),
    status=2,
)


async def main(run: Invocation) -> int:
    """Ping until -c replies or Ctrl-C."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write("ping: usage error: Destination address required\n")
        return 1
    name = options.operands[-1]
    network, interface = run.host.network, run.host.interface
    address = run.host.resolve(name)
    if address is None:
        if run.host.ash:
            await run.stderr.write(f"ping: bad address '{name}'\n")
            return 1
        await run.stderr.write(f"ping: {name}: Name or service not known\n")
        return 2
    there = address.startswith("127.") or address in network.interfaces
    time = 0.04 if address == interface.address or address.startswith("127.") else 0.38  # milliseconds there and back
    count, sent, received = int(options.last("c", "0") or 0), 0, 0
    interval = float(options.last("i", "1") or 1)
    limit = float(options.last("w", "0") or 0)
    began = run.now()
    await run.stdout.write(f"PING {name} ({address}) 56(84) bytes of data.\n")
    try:
        while (not count or sent < count) and (not limit or run.now() - began < limit):
            sent += 1
            if there:
                received += 1
                if "q" not in options:
                    await run.stdout.write(f"64 bytes from {address}: icmp_seq={sent} ttl=64 time={time:.3f} ms\n")
            if not count or sent < count or not there:
                await run.sleep(interval if there or sent < count else float(options.last("W", "10") or 10))
    except asyncio.CancelledError:
        await run.stdout.write(_summary(name, sent, received, interval * max(0, sent - 1), time))
        raise
    await run.stdout.write(_summary(name, sent, received, interval * max(0, sent - 1), time))
    return 0 if received else 1


def _summary(name: str, sent: int, received: int, spent: float, time: float) -> str:
    """`spent` are the seconds between the first packet and the last, `time` the milliseconds that each took."""
    lost = round((sent - received) * 100 / sent) if sent else 0
    text = f"\n--- {name} ping statistics ---\n{sent} packets transmitted, {received} received, {lost}% packet loss, "
    text += f"time {round(spent * 1000)}ms\n"
    return text + (f"rtt min/avg/max/mdev = {time:.3f}/{time:.3f}/{time:.3f}/0.000 ms\n" if received else "\n")

"""top: the machine's processes, refreshed."""

from __future__ import annotations

import asyncio

from app.host.commands.sleep import duration
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.units import clock_time

NAMES = ("top", "htop")
USAGE = Usage(
    "top [options]",
    "",
    (
        Option("b", "batch", "", "batch mode"),
        Option("n", "iterations", "NUM", "number of iterations"),
        Option("d", "delay", "SECS", "delay between updates"),
    ),
)


async def main(run: Invocation) -> int:
    """Show until `q`; with -b print -n times."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    pause = duration(options.last("delay", "3")) or 3.0
    terminal = run.terminal
    if terminal is None or "batch" in options:
        if terminal is None and "batch" not in options:
            return await run.fail("failed tty get")
        rounds = int(options.last("iterations", "0") or 0)
        shown = 0
        while True:
            await run.stdout.write(("\n\n" if shown else "") + table(run) + "\n")
            shown += 1
            if shown == rounds:
                return 0
            await run.sleep(pause)
    with terminal.keys() as keys:
        pressed = asyncio.ensure_future(keys.read())
        try:
            while True:
                lines = [line[: terminal.columns] for line in table(run).split("\n")[: terminal.rows]]
                lines[6:7] = [f"\x1b[7m{line:<{terminal.columns}}\x1b[m" for line in lines[6:7]]
                await terminal.write(("\x1b[H\x1b[J" + "\r\n".join(lines)).encode())
                pausing = asyncio.ensure_future(run.sleep(pause))
                await asyncio.wait({pressed, pausing}, return_when=asyncio.FIRST_COMPLETED)
                pausing.cancel()
                if pressed.done():
                    if pressed.result()[:1] in (b"q", b"\x03"):
                        return 0
                    pressed = asyncio.ensure_future(keys.read())
        finally:
            pressed.cancel()
            await terminal.write(b"\r\n")


def table(run: Invocation) -> str:
    """One screen."""
    processes = run.host.processes.all()
    total = run.host.spec.memory_total << 10
    used = sum(process.memory for process in processes) + (640 << 20)
    up = int(run.now() - run.host.booted)
    span = f"{up // 3600}:{up % 3600 // 60:02}" if up >= 3600 else f"{up // 60} min"
    text = (
        f"top - {clock_time(run.now())} up {span},  1 user,  load average: 0.12, 0.09, 0.05\n"
        f"Tasks: {len(processes):3} total,   1 running, {len(processes) - 1:3} sleeping,   0 stopped,   0 zombie\n"
        "%Cpu(s):  2.0 us,  1.3 sy,  0.0 ni, 96.4 id,  0.3 wa,  0.0 hi,  0.0 si,  0.0 st \n"
        f"MiB Mem : {total / 2**20:8.1f} total, {(total - used) / 2**20 - 1480:8.1f} free, {used / 2**20:8.1f} used, "
        "  1480.0 buff/cache     \n"
        f"MiB Swap:      0.0 total,      0.0 free,      0.0 used. {(total - used) / 2**20:8.1f} avail Mem \n\n"
        "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
    )
    for at in sorted(processes, key=lambda process: (process is not run.process, process.pid)):
        state = "R   0.3" if at is run.process else "S   0.0"
        text += (
            f"{at.pid:7} {at.user:<8}  20   0 {at.memory >> 9:7} {at.memory >> 10:6} {at.memory >> 12:6} "
            f"{state} {at.memory * 100 / total:5.1f}   0:00.10 {at.name}\n"
        )
    return text.rstrip("\n")

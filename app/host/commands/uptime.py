"""uptime: how long the machine is up."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.units import clock_time

USAGE = Usage(
    "uptime [options]",
    "",
    (
        Option("p", "pretty", "", "show uptime in pretty format"),
        Option("s", "since", "", "system up since"),
    ),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    up = int(run.now() - run.host.booted)
    days, hours, minutes = up // 86400, up % 86400 // 3600, up % 3600 // 60
    if "since" in options:
        day = await run.run(["date", "-d", f"@{int(run.host.booted)}", "+%Y-%m-%d %H:%M:%S"])
        await run.stdout.write(day[1])
        return 0
    if "pretty" in options:
        parts = [
            f"{n} {name}{'s' if n != 1 else ''}"
            for n, name in ((days, "day"), (hours, "hour"), (minutes, "minute"))
            if n
        ]
        await run.stdout.write(f"up {', '.join(parts) or '0 minutes'}\n")
        return 0
    span = f"{days} day{'s' if days != 1 else ''}, " if days else ""
    span += f"{hours:2}:{minutes:02}" if hours else f"{minutes} min"
    users = len({process.terminal for process in run.host.processes.all() if process.terminal}) or 1
    people = f"{users} user{'s' if users != 1 else ''}"
    await run.stdout.write(f" {clock_time(run.now())} up {span},  {people},  load average: 0.12, 0.09, 0.05\n")
    return 0

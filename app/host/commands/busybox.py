"""busybox: its applets by name."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.systems import system

BANNER = (
    "BusyBox v1.37.0 multi-call binary.\nBusyBox is copyrighted by many authors between 1998-2015.\n"
    "Licensed under GPLv2. See source distribution for detailed\ncopyright notices.\n\n"
    "Usage: busybox [function [arguments]...]\n   or: busybox --list\n   or: function [arguments]...\n"
)


async def main(run: Invocation) -> int:
    """Run an applet; without one, tell how. 127 for what is none.

    Follows busybox libbb/appletlib.c.
    """
    applets = (run.host.spec.system or system("busybox")).programs - {"busybox", "apk"}
    if not run.args or run.args[0] == "--help":
        await run.stdout.write(BANNER)
        return 0
    if run.args[0] == "--list":
        await run.stdout.write("".join(f"{name}\n" for name in sorted(applets)))
        return 0
    if run.args[0] not in applets:
        await run.stderr.write(f"{run.args[0]}: applet not found\n")
        return 127
    return await run.foreground(run.args)

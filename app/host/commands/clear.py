"""clear, reset: an empty screen."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("clear", "reset")
USAGE = Usage("clear [options]", "", (Option("x", "", "", "do not try to clear scrollback"),))


async def main(run: Invocation) -> int:
    """Clear."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if run.name == "reset":
        await run.stdout.write("\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>\r")
        if run.terminal is not None:
            run.terminal.set_echo(True)
        return 0
    await run.stdout.write("\x1b[H\x1b[2J" + ("" if "x" in options else "\x1b[3J"))
    return 0

"""setsid: run a program in a session of its own, which changes nothing that can be seen here."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "setsid [options] <program> [arguments ...]",
    "Run a program in a new session.",
    (
        Option("c", "ctty", "", "set the controlling terminal to the current one"),
        Option("f", "fork", "", "always fork"),
        Option("w", "wait", "", "wait program to exit, and use the same return"),
    ),
    intermixed=False,
)


async def main(run: Invocation) -> int:
    """Run it."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        return await options.wrong("no command specified")
    return await run.spawn(options.operands)

"""stdbuf: run a program; what it writes comes as it is written here anyway. Follows coreutils src/stdbuf.c."""

from __future__ import annotations

from app.host.counts import count
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "stdbuf OPTION... COMMAND",
    "Run COMMAND, with modified buffering operations for its standard streams.",
    (
        Option("i", "input", "MODE", "adjust standard input stream buffering"),
        Option("o", "output", "MODE", "adjust standard output stream buffering"),
        Option("e", "error", "MODE", "adjust standard error stream buffering"),
    ),
    status=125,
    version="stdbuf (GNU coreutils) 9.4",
    intermixed=False,
)


async def main(run: Invocation) -> int:
    """Check the modes, then run it."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    for stream in ("input", "output", "error"):
        for mode in options.all(stream):
            if mode == "L" and stream == "input":
                return await options.wrong("line buffering stdin is meaningless")
            try:
                count("0" if mode == "L" else mode)
            except ValueError:
                return await run.fail(f"invalid mode ‘{mode}’", 125)
    if not options.operands:
        return await options.wrong("missing operand")
    if not options.values:
        return await options.wrong("you must specify a buffering mode option")
    name = options.operands[0]
    if "/" not in name and run.host.which(name, run.env.get("PATH"), run.cwd) is None:
        return await run.fail(f"failed to run command ‘{name}’: No such file or directory", 127)
    return await run.spawn(options.operands)

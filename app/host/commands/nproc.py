"""nproc: the number of processors."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "nproc [OPTION]...", "Print the number of processing units available.", (Option("", "all", "", "installed"),)
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if options.operands:
        return await options.wrong(f"extra operand ‘{options.operands[0]}’")
    await run.stdout.write(f"{run.host.spec.cores}\n")
    return 0

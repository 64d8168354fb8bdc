"""uuidgen: a UUID from the lab's seeded randomness."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "uuidgen [options]", "Create a new UUID value.", (Option("r", "random", "", "generate random-based uuid"),)
)


async def main(run: Invocation) -> int:
    """Print one."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    await run.stdout.write(run.host.randomness.uid() + "\n")
    return 0

"""yes: a word for ever, until nobody reads any more or there is no room left for it."""

from __future__ import annotations

import asyncio

from app.host.invocation import Invocation
from app.host.options import Options, Usage
from app.sim.limits import LIMITS

BLOCK = 8_192  # bytes of a write, about, as coreutils fills its buffer
USAGE = Usage("yes [STRING]...", "Repeatedly output a line with all specified STRING(s), or 'y'.", intermixed=False)


async def main(run: Invocation) -> int:
    """Write and write."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    line = " ".join(options.operands or ["y"]) + "\n"
    block = (line * max(1, BLOCK // len(line))).encode()
    for _ in range(LIMITS.file_bytes // len(block)):  # some readers keep everything
        await run.stdout.write(block)
        await asyncio.sleep(0)  # whoever else lives on this loop has a turn
    return await run.fail("standard output: No space left on device")

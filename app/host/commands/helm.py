"""helm: the program of `app.helm`."""

from __future__ import annotations

from app.helm import program
from app.host.invocation import Invocation


async def main(run: Invocation) -> int:
    """Run helm."""
    return await program.main(run, run.host.randomness)

"""`helm completion fish`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.completion_script import write

SHORT = "make a completion script for fish"
LONG = "A script that teaches fish to complete helm commands."
ARGS = (0, 0)


async def run(call: Call) -> None:
    """Print it."""
    await write(call, "fish")

"""`helm completion fish`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "make a completion script for fish"
LONG = "A script that teaches fish to complete helm commands."
ARGS = (0, 0)


async def run(call: Call) -> None:
    """There is none: the terminals here complete on their own."""
    raise HelmError("completion scripts are not supported here: the terminal completes on its own")

"""`kubectl alpha`: there is nothing in it."""

from __future__ import annotations

from app.kubectl.call import Call

PATH, USAGE = "alpha", "kubectl alpha [flags]"
SHORT = "Commands that are not finished"
HIDDEN = True


async def run(call: Call) -> None:
    """Say so."""
    await call.complain("No alpha commands are available in this version of kubectl")

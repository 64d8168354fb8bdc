"""`kubectl options`: the flags that every command takes."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.help import options_help

SHORT = "Print the list of flags inherited by all commands"
HIDDEN = True


async def run(call: Call) -> None:
    """Print them."""
    await call.write(options_help(call.tree))

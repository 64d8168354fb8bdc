"""`helm registry logout`."""

from __future__ import annotations

from app.helm.call import Call

SHORT = "log out of a registry"
LONG = "Log out of a registry; it is no mistake not to be logged in."
ARGS = (1, None)


async def run(call: Call) -> None:
    """Nobody is ever logged in here, so there is nothing to forget."""
    await call.write(f"Removing login credentials for {call.args[0]}\n")

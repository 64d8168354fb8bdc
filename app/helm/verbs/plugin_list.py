"""`helm plugin list`."""

from __future__ import annotations

from app.helm.call import Call

SHORT = "show the plugins"
LONG = "Show the plugins that are installed; on these machines there are none."


async def run(call: Call) -> None:
    """Print an empty table."""
    await call.write("NAME\tVERSION\tTYPE\tAPIVERSION\tPROVENANCE\tSOURCE\n")

"""`helm env`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.settings import environment

SHORT = "show helm's settings"
LONG = "Show the environment variables that helm minds, with the values that hold; one of them when it is named."
ARGS = (0, 1)


async def run(call: Call) -> None:
    """Print the settings."""
    table = environment(call)
    if call.args:
        await call.write(f"{table.get(call.args[0], '')}\n")
        return
    await call.write("".join(f'{name}="{table[name]}"\n' for name in sorted(table)))

"""`helm plugin package`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "pack a plugin"
LONG = "Pack a plugin. Not supported on these machines."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    raise HelmError("helm plugin package is not supported here")

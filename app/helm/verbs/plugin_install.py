"""`helm plugin install`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "add a plugin"
LONG = "Add a plugin. Not supported on these machines."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    raise HelmError("helm plugin install is not supported here")

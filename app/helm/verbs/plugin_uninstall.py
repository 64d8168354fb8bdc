"""`helm plugin uninstall`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "remove plugins"
LONG = "Remove plugins. Not supported on these machines."
ARGS = (1, None)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    raise HelmError("helm plugin uninstall is not supported here")

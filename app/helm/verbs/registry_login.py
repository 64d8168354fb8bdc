"""`helm registry login`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "log in to a registry"
LONG = "Log in to a registry. Not supported on these machines."
ARGS = (1, None)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    raise HelmError("helm registry login is not supported here")

"""`helm registry logout`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "log out of a registry"
LONG = "Log out of a registry. Not supported on these machines."
ARGS = (1, None)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    raise HelmError("helm registry logout is not supported here")

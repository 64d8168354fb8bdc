"""`helm plugin verify`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "check the signature of a plugin"
LONG = "Check the signature of a plugin. Not supported on these machines."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    raise HelmError("helm plugin verify is not supported here")

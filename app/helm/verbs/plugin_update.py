"""`helm plugin update`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "bring plugins up to date"
LONG = "Bring plugins up to date. Not supported on these machines."
ARGS = (1, None)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    raise HelmError("helm plugin update is not supported here")

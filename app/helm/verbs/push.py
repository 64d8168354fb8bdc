"""`helm push`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "send a chart to a registry"
LONG = "Send a chart to a registry. Not supported on these machines."
ARGS = (2, None)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    if "://" not in call.args[1]:
        raise HelmError('scheme prefix missing from remote (e.g. "oci://")')
    raise HelmError("pushing charts to registries is not supported here")

"""`helm verify`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "check the signature of a chart"
LONG = "Check the signature of a chart. Not supported on these machines."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Say that it cannot be done here."""
    if not call.machine.kind_of(call.args[0]):
        raise HelmError(f"stat {call.args[0]}: no such file or directory")
    raise HelmError("verifying signatures is not supported here")

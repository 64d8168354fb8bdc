"""`kubectl config unset`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.kubeconfig_files import unexpected
from app.kubectl.kubeconfig_property import unset_property
from app.sim.go_strings import quote

SHORT = "Remove one property of the kubeconfig"


async def run(call: Call) -> None:
    """Remove it."""
    if len(call.args) != 1:
        raise await unexpected(call)
    unset_property(call, call.args[0])
    await call.say(f"Property {quote(call.args[0])} unset.")

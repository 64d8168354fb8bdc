"""`kubectl config set`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.kubeconfig_files import unexpected
from app.kubectl.kubeconfig_property import set_property
from app.sim.go_strings import quote

SHORT = "Set one property of the kubeconfig"


async def run(call: Call) -> None:
    """Set it."""
    if len(call.args) != 2:
        raise await unexpected(call)
    path, value = call.args
    set_property(call, path, value, raw=call.flags.on("set-raw-bytes"))
    await call.say(f"Property {quote(path)} set.")

"""`kubectl config use-context`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.kubeconfig_files import merged, set_current_context, unexpected
from app.sim.go_strings import quote

SHORT = "Make a context the current one"


async def run(call: Call) -> None:
    """Switch to it."""
    if len(call.args) != 1:
        raise await unexpected(call)
    name = call.args[0]
    if not name:
        raise KubectlError("empty context names are not allowed")
    if name not in merged(call)["contexts"]:
        raise KubectlError(f"no context exists with the name: {quote(name)}")
    set_current_context(call, name)
    await call.say(f"Switched to context {quote(name)}.")

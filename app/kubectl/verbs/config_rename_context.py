"""`kubectl config rename-context`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.kubeconfig_files import home_of, merged, put, remove, set_current_context, unexpected
from app.sim.go_strings import quote

SHORT = "Give a context another name"


async def run(call: Call) -> None:
    """Rename it."""
    if len(call.args) != 2:
        raise await unexpected(call)
    old, new = call.args
    if not new:
        raise KubectlError("You must specify a new non-empty context name")
    config = merged(call)
    if old not in config["contexts"]:
        raise KubectlError(f"cannot rename the context {quote(old)}, it's not in {_where(call)}")
    if new in config["contexts"]:
        raise KubectlError(
            f"cannot rename the context {quote(old)}, the context {quote(new)} already exists in {_where(call)}"
        )
    remove(call, "contexts", old)
    put(call, "contexts", new, config["contexts"][old])
    if config["current-context"] == old:
        set_current_context(call, new)
    await call.say(f"Context {quote(old)} renamed to {quote(new)}.")


def _where(call: Call) -> str:
    return home_of(call, "contexts", "")

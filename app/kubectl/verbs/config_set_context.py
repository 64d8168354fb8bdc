"""`kubectl config set-context`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.kubeconfig_files import merged, put, unexpected
from app.sim.go_strings import quote

SHORT = "Create or change a context"


async def run(call: Call) -> None:
    """Write what the flags say into the context."""
    if len(call.args) > 1:
        raise await unexpected(call)
    current = call.flags.on("current")
    if any(call.args) and current:
        raise KubectlError("you cannot specify both a context name and --current")
    if not any(call.args) and not current:
        raise KubectlError("you must specify a non-empty context name or --current")
    config = merged(call)
    name = config["current-context"] if current else call.args[0]
    if current and not name:
        raise KubectlError("no current context is set")
    context = dict(config["contexts"].get(name, {}))
    for flag in ("cluster", "user", "namespace"):
        if call.flags.changed(flag):
            context[flag] = call.flags.text(flag)
    existed = put(call, "contexts", name, context)
    await call.say(f"Context {quote(name)} {'modified' if existed else 'created'}.")

"""`kubectl config delete-context`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import ExitError, KubectlError
from app.kubectl.help import help_of
from app.kubectl.kubeconfig_files import default_file, merged, remove

SHORT = "Remove a context from the kubeconfig"


async def run(call: Call) -> None:
    """Remove it."""
    if len(call.args) != 1:
        await call.write(help_of(call.tree, call.command))
        raise ExitError(0)
    name = call.args[0]
    config = merged(call)
    if name not in config["contexts"]:
        raise KubectlError(f"cannot delete context {name}, not in {default_file(call)}")
    if config["current-context"] == name:
        await call.complain(
            'warning: this removed your active context, use "kubectl config use-context" to select a different one'
        )
    remove(call, "contexts", name)
    await call.say(f"deleted context {name} from {default_file(call)}")

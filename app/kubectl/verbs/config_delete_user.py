"""`kubectl config delete-user`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.kubeconfig_files import default_file, merged, remove

SHORT = "Remove a user from the kubeconfig"


async def run(call: Call) -> None:
    """Remove it."""
    if not call.args:
        raise UsageError("user to delete is required")
    name = call.args[0]
    if name not in merged(call)["users"]:
        raise KubectlError(f"cannot delete user {name}, not in {default_file(call)}")
    remove(call, "users", name)
    await call.say(f"deleted user {name} from {default_file(call)}")

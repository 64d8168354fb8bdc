"""`kubectl config get-users`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.kubeconfig_files import merged

SHORT = "List the users in the kubeconfig"


async def run(call: Call) -> None:
    """Print their names."""
    await call.say("NAME")
    for name in sorted(merged(call)["users"]):
        await call.say(name)

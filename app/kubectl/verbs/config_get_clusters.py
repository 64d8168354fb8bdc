"""`kubectl config get-clusters`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.kubeconfig_files import merged

SHORT = "List the clusters in the kubeconfig"


async def run(call: Call) -> None:
    """Print their names."""
    await call.say("NAME")
    for name in sorted(merged(call)["clusters"]):
        await call.say(name)

"""`kubectl config current-context`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.kubeconfig_files import merged

SHORT = "Show the name of the current context"


async def run(call: Call) -> None:
    """Print it."""
    name = merged(call)["current-context"]
    if not name:
        raise KubectlError("current-context is not set")
    await call.say(name)

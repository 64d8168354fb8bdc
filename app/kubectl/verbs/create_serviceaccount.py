"""`kubectl create serviceaccount`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata

SHORT = "Create a service account"


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    obj = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(call, name)}
    await create(call, obj, failure="failed to create serviceaccount: ")

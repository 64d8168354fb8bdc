"""`kubectl create namespace`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.creation import create

SHORT = "Create a namespace"


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    obj = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}, "spec": {}, "status": {}}
    await create(call, obj, namespaced=False)

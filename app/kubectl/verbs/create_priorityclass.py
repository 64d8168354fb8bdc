"""`kubectl create priorityclass`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create
from app.kubectl.errors import KubectlError

SHORT = "Create a priority class"


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    if not call.flags.text("preemption-policy"):
        raise KubectlError("preemption-policy must be specified")
    obj: dict[str, Any] = {
        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name},
        "value": call.flags.number("value"), "preemptionPolicy": call.flags.text("preemption-policy"),
    }  # fmt: skip
    if call.flags.on("global-default"):
        obj["globalDefault"] = True
    if call.flags.text("description"):
        obj["description"] = call.flags.text("description")
    await create(call, obj, namespaced=False, failure="failed to create priorityclass: ")

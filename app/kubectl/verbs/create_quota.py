"""`kubectl create quota`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.quantities import resource_list

SHORT = "Create a resource quota"


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    spec: dict[str, Any] = {}
    hard = resource_list(call.flags.text("hard"))
    if hard:
        spec["hard"] = hard
    scopes = [scope for scope in call.flags.text("scopes").split(",") if scope]
    if scopes:
        spec["scopes"] = scopes
    obj = {
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata(call, name), "spec": spec, "status": {},
    }  # fmt: skip
    await create(call, obj, failure="failed to create quota: ")

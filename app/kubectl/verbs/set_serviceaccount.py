"""`kubectl set serviceaccount`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.pod_specs import pod_spec_of, update_objects
from app.kubectl.resources import Info

SHORT = "Change the service account of a workload"


async def run(call: Call) -> None:
    """Change it in each object meant."""
    if not call.args:
        raise KubectlError("serviceaccount is required")
    resources, account = call.args[:-1], call.args[-1]

    async def change(info: Info, obj: dict[str, Any]) -> None:
        spec = pod_spec_of(info, obj)
        spec["serviceAccountName"] = account

    await update_objects(
        call, resources, change, "serviceaccount updated", failure="failed to patch ServiceAccountName ", always=True
    )

"""`kubectl rollout restart`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.changing import change_each
from app.kubectl.errors import KubectlError
from app.kubectl.resources import Info
from app.kubectl.rollouts import RESTARTED_AT, require_arguments
from app.sim.clock import rfc3339

SHORT = "Replace the pods of a workload by new ones"
KINDS = ("Deployment", "DaemonSet", "StatefulSet")


async def run(call: Call) -> None:
    """Restart each workload meant."""
    require_arguments(call)

    def restart(info: Info, obj: dict[str, Any]) -> dict[str, Any]:
        if info.mapping.kind not in KINDS:
            raise KubectlError("restarting is not supported")
        if obj["spec"].get("paused"):
            raise KubectlError("can't restart paused deployment (run rollout resume first)")
        template = dict(obj["spec"]["template"])
        metadata = dict(template.get("metadata") or {})
        stamp = rfc3339(call.machine.now())
        metadata["annotations"] = {**(metadata.get("annotations") or {}), RESTARTED_AT: stamp}
        return {**obj, "spec": {**obj["spec"], "template": {**template, "metadata": metadata}}}

    await change_each(call, restart, "restarted")

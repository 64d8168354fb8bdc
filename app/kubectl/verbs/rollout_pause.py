"""`kubectl rollout pause`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.changing import change_each
from app.kubectl.errors import KubectlError
from app.kubectl.resources import Info
from app.kubectl.rollouts import require_arguments

SHORT = "Stop the updates of a deployment for now"


async def run(call: Call) -> None:
    """Pause each deployment meant."""
    require_arguments(call)
    await change_each(call, _pause, "paused")


def _pause(info: Info, obj: dict[str, Any]) -> dict[str, Any]:
    if info.mapping.kind != "Deployment":
        raise KubectlError("pausing is not supported")
    if obj["spec"].get("paused"):
        raise KubectlError("is already paused")
    return {**obj, "spec": {**obj["spec"], "paused": True}}

"""`kubectl rollout resume`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.changing import change_each
from app.kubectl.errors import KubectlError
from app.kubectl.resources import Info
from app.kubectl.rollouts import require_arguments

SHORT = "Let a paused deployment go on"


async def run(call: Call) -> None:
    """Resume each deployment meant."""
    require_arguments(call)
    await change_each(call, _resume, "resumed")


def _resume(info: Info, obj: dict[str, Any]) -> dict[str, Any]:
    if info.mapping.kind != "Deployment":
        raise KubectlError("resuming is not supported")
    if not obj["spec"].get("paused"):
        raise KubectlError("is not paused")
    return {**obj, "spec": {key: value for key, value in obj["spec"].items() if key != "paused"}}

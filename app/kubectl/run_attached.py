"""`kubectl run -it`: waiting for the pod, attaching to it, and cleaning up.

Follows kubernetes kubectl/pkg/cmd/run/run.go: handleAttachPod.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.attaching import attach_or_logs
from app.kubectl.call import Call
from app.kubectl.deletion import FOREVER, Deletion, cascade_of, delete, until_gone
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError, PlainError
from app.kubectl.pods import container_status, logs_of, wait_for_pod
from app.kubectl.resources import Info

Created = list[tuple[Mapping, dict[str, Any]]]


async def attach_and_finish(call: Call, created: Created) -> None:
    """Attach to the first object, a pod; delete everything that was made when `--rm` was given."""
    pod = created[0][1]
    info = Info(created[0][0], call.namespace, pod["metadata"]["name"])
    try:
        await _attach(call, info)
    finally:
        if call.flags.on("rm"):
            await _remove(call, created)


async def _attach(call: Call, info: Info) -> None:
    timeout = call.flags.seconds("pod-running-timeout")
    pod = await wait_for_pod(call, info, timeout)
    name = pod["spec"]["containers"][0]["name"]
    if pod["status"].get("phase") in ("Succeeded", "Failed"):
        await logs_of(call, info, name)
    else:
        await attach_or_logs(call, info, pod, name)
    if call.flags.text("restart") == "Always":
        return
    await _exit_status(call, info, name)


async def _exit_status(call: Call, info: Info, name: str) -> None:
    """Wait for the container's end and take over its exit status."""
    pod = await wait_for_pod(call, info, 0, ended=True)
    terminated = (container_status(pod, name).get("state") or {}).get("terminated")
    if not terminated:
        raise KubectlError(f"{info.mapping.resource}/{info.name}: unknown exit status")
    if code := int(terminated.get("exitCode") or 0):
        how = f"pod {info.namespace}/{info.name} terminated ({terminated.get('reason', 'Error')})"
        message = str(terminated.get("message") or "").removesuffix("\n")
        raise PlainError(f"{how}\n{message}" if message else how, code)


async def _remove(call: Call, created: Created) -> None:
    flags = call.flags
    grace = 0 if flags.on("force") and flags.number("grace-period") < 0 else flags.number("grace-period")
    how = Deletion(grace if flags.changed("grace-period") or flags.on("force") else -1, cascade_of(call),
                   force=flags.on("force"), quiet=flags.on("quiet"))  # fmt: skip
    for mapping, obj in reversed(created):
        info = Info(mapping, call.namespace, obj["metadata"]["name"])
        uid = await delete(call, info, how)
        if flags.on("wait") or not flags.changed("wait"):
            limit = flags.seconds("timeout") or FOREVER
            await until_gone(call, info, uid, call.machine.now() + limit)

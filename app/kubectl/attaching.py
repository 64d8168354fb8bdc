"""Attaching to a container that runs."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import Failure, message_of
from app.kubectl.pods import container_status, containers, logs_of, refuse_completed
from app.kubectl.remote import stream
from app.kubectl.resources import Info

HINT = "If you don't see a command prompt, try pressing enter."
WARNING = (
    "All commands and output from this session will be recorded in container logs, including credentials and sensitive "
    "information passed through the command prompt."
)


async def attach_to_pod(call: Call, info: Info, pod: dict[str, Any], container: str) -> None:
    """Connect to the container's streams until it ends."""
    refuse_completed(pod, "attach")
    stdin, tty = call.flags.on("stdin"), call.flags.on("tty")
    [spec] = [each for each in containers(pod) if each["name"] == container]
    if tty and not spec.get("tty"):
        await call.complain(f"error: Unable to use a TTY - container {container} did not allocate one")
        tty = False
    if not tty and spec.get("tty"):
        tty = True  # the container writes to a terminal whether we have one or not
    if tty and stdin and not call.machine.stdin.isatty:
        if not call.flags.on("quiet"):
            await call.complain("Unable to use a TTY - input is not a terminal or the right kind of file")
        tty = False
    if not call.flags.on("quiet"):
        if not call.classic:
            await call.complain(WARNING)
        await call.complain(HINT)
    query = [("container", container), ("stdout", "true")]
    query += [("stdin", "true")] if stdin else []
    query += [("tty", "true")] if tty else [("stderr", "true")]
    await stream(call, info.path("attach"), query, stdin=stdin)
    if tty and stdin and pod["spec"].get("restartPolicy", "Always") == "Always" and not call.flags.on("quiet"):
        await call.say(_resume_hint(info, pod, container))


async def attach_or_logs(call: Call, info: Info, pod: dict[str, Any], container: str) -> None:
    """Connect to a container that was just started; when it has ended already, its log tells what there was.

    Follows kubernetes kubectl/pkg/cmd/{run/run,debug/debug}.go: handleAttachPod.
    """
    if (container_status(pod, container).get("state") or {}).get("terminated"):
        await logs_of(call, info, container)
        return
    try:
        await attach_to_pod(call, info, pod, container)
    except Failure as wrong:
        what = f"couldn't attach to pod/{info.name}, falling back to streaming logs"
        await call.complain(f"warning: {what}: {message_of(wrong)}")
        await logs_of(call, info, container)


def _resume_hint(info: Info, pod: dict[str, Any], container: str) -> str:
    """Follows kubernetes kubectl/pkg/cmd/attach/attach.go: reattachMessage."""
    command = f"kubectl attach {info.name} -c {container} -i -t"
    if any(one["name"] == container for one in pod["spec"].get("ephemeralContainers") or ()):
        may = "may be reattached using"
        return (
            f"Session ended, the ephemeral container will not be restarted but {may} '{command}' if it is still running"
        )
    return f"Session ended, resume using '{command}' command when the pod is running"

"""`kubectl exec`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.pods import awaited_pods, pick_container, refuse_completed
from app.kubectl.remote import stream
from app.kubectl.resources import Info, Query, select

SHORT = "Run a command in a container"


async def run(call: Call) -> None:
    """Run it, connected to our own streams."""
    target, command = _split(call)
    if not target and not call.flags.words("filename"):
        raise KubectlError("pod, type/name or --filename must be specified")
    if not command:
        raise KubectlError("you must specify at least one command for the container")
    info, pod = await find_pod(call, target)
    refuse_completed(pod, "exec into")
    container = await pick_container(call, pod, call.flags.text("container"), quiet=call.flags.on("quiet"))
    stdin, tty = call.flags.on("stdin"), call.flags.on("tty")
    if tty and not call.machine.stdin.isatty:
        await call.complain("Unable to use a TTY - input is not a terminal or the right kind of file")
        tty = False
    query = [("container", container), *(("command", word) for word in command), ("stdout", "true")]
    query += [("stdin", "true")] if stdin else []
    query += [("tty", "true")] if tty else [("stderr", "true")]
    await stream(call, info.path("exec"), query, stdin=stdin)


def _split(call: Call) -> tuple[str, list[str]]:
    """The pod, and the command after `--` (or, as of old, after the pod)."""
    args, dash = call.args, call.dash
    if call.flags.words("filename"):
        return "", args[max(dash, 0) :]
    if dash == 0:
        return "", args
    if dash < 0 and len(args) > 1 and not call.classic:  # Follows kubernetes v1.8 kubectl/cmd/exec.go: -- is optional
        raise UsageError("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead")
    return (args[0] if args else ""), args[1:] if dash < 0 else args[dash:]


async def find_pod(call: Call, word: str) -> tuple[Info, dict[str, Any]]:
    """The pod of a name or of `type/name`; of several pods the most active one."""
    files = call.option("filename", []) or []
    files = [files] if isinstance(files, str) else files
    args = [] if files else [word] if "/" in word else ["pods", word]
    selection = await select(call, Query(args=args, files=files, fetch="latest"))
    if selection.errors:
        raise selection.errors[0]
    info = selection.infos[0]
    if info.mapping.kind == "Pod":
        return info, info.object or {}
    pods = await awaited_pods(call, info)
    return Info(await call.resource("pods"), info.namespace, pods[0]["metadata"]["name"]), pods[0]

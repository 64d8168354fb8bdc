"""`kubectl attach`."""

from __future__ import annotations

from app.kubectl.attaching import attach_to_pod
from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.pods import pick_container, refuse_completed
from app.kubectl.verbs.exec import find_pod

SHORT = "Connect to the streams of a running container"


async def run(call: Call) -> None:
    """Attach."""
    if not call.args:
        raise KubectlError("at least 1 argument is required for attach")
    if len(call.args) > 2:
        raise KubectlError(f"expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {len(call.args)}: [{' '.join(call.args)}]")  # fmt: skip # noqa: E501
    word = "/".join(call.args)
    info, pod = await find_pod(call, word)
    refuse_completed(pod, "attach")
    try:
        container = await pick_container(call, pod, call.flags.text("container"), quiet=call.flags.on("quiet"))
    except KubectlError as wrong:
        raise KubectlError(f"cannot attach to the container: {wrong}") from None
    await attach_to_pod(call, info, pod, container)

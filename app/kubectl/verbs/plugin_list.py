"""`kubectl plugin list`."""

from __future__ import annotations

from app.kubectl import plugins
from app.kubectl.call import Call
from app.kubectl.errors import KubectlError

SHORT = "List the plugins on the PATH"


async def run(call: Call) -> None:
    """Print their paths."""
    found = plugins.listed(call.machine)
    if not found:
        raise KubectlError("unable to find any kubectl plugins in your PATH")
    await call.say("The following compatible plugins are available:\n")
    for path in found:
        await call.say(path.rpartition("/")[2] if call.flags.on("name-only") else path)

"""`kubectl plugin list`."""

from __future__ import annotations

from app.kubectl import plugins
from app.kubectl.call import Call
from app.kubectl.errors import PlainError
from app.sim.go_strings import quote

SHORT = "List the plugins on the PATH"


async def run(call: Call) -> None:
    """Print their paths, and what is wrong with each on standard error."""
    found = plugins.listed(call.machine)
    if not found:
        raise PlainError("error: unable to find any kubectl plugins in your PATH\n")
    await call.say("The following compatible plugins are available:\n")
    count = 0
    seen: dict[str, str] = {}
    for path in found:
        name = path.rpartition("/")[2]
        await call.say(name if call.flags.on("name-only") else path)
        for problem in _problems(call, path, name, seen.setdefault(name, path)):
            await call.complain(f"  - warning: {problem}")
            count += 1
    if count:
        told = "one plugin warning was" if count == 1 else f"{count} plugin warnings were"
        raise PlainError(f"error: {told} found\n")


def _problems(call: Call, path: str, name: str, first: str) -> list[str]:
    """What keeps a plugin from being run; `first` is the first one of its name."""
    problems = []
    if not call.machine.executable(path):
        problems.append(f"{path} identified as a kubectl plugin, but it is not executable")
    if first != path:
        problems.append(f"{path} is overshadowed by a similarly named plugin: {first}")
    command = call.tree.commands[""]
    for word in name.split("-")[1:]:
        command = call.tree.child(command, word) or command
    if command.path:
        problems.append(f"{name} overwrites existing command: {quote(f'kubectl {command.path}')}")
    return problems

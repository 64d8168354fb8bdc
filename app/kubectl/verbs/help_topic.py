"""`kubectl help`: the help of a command, by its words."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.help import groups, help_of, usage

PATH, USAGE = "help", "kubectl help [command] [options]"
SHORT = "Help about any command"
HIDDEN = True


async def run(call: Call) -> None:
    """Print it."""
    command = call.tree.commands[""]
    for word in call.args:
        child = call.tree.child(command, word)
        if child is None and command.path:
            break  # words behind a command are its arguments
        if child is None:
            await call.complain(f"Unknown help topic [{' '.join(f'`{each}`' for each in call.args)}]\n\n")
            await call.complain(f"{groups(call.tree)}{usage(call.tree.commands[''])}".rstrip("\n"))
            return
        command = child
    await call.write(help_of(call.tree, command, classic=call.classic))

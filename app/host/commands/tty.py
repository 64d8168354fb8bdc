"""tty, stty: the terminal's name and settings."""

from __future__ import annotations

from app.host.commands.ps import terminal_name
from app.host.invocation import Invocation

NAMES = ("tty", "stty")


async def main(run: Invocation) -> int:
    """Print."""
    if "--help" in run.args:
        await run.stdout.write(f"Usage: {run.name} [OPTION]...\n")
        return 0
    if run.name == "stty":
        if run.args[:1] == ["size"]:
            if run.terminal is None:
                return await run.fail("'standard input': Inappropriate ioctl for device")
            await run.stdout.write(f"{run.terminal.rows} {run.terminal.columns}\n")
            return 0
        return await run.fail(f"invalid argument ‘{' '.join(run.args)}’: only `stty size` works on this machine")
    if unknown := next((argument for argument in run.args if argument not in ("-s", "--silent", "--quiet")), ""):
        await run.stderr.write(
            f"tty: invalid option -- '{unknown.lstrip('-')}'\nTry 'tty --help' for more information.\n"
        )
        return 2
    if not run.stdin.isatty:
        await run.stdout.write("not a tty\n")
        return 1
    await run.stdout.write(f"/dev/{terminal_name(run.process)}\n")
    return 0

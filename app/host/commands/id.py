"""id: who the learner is: root."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "id [OPTION]... [USER]...",
    "Print user and group information for each specified USER.",
    (
        Option("u", "user", "", "print only the effective user ID"),
        Option("g", "group", "", "print only the effective group ID"),
        Option("G", "groups", "", "print all group IDs"),
        Option("n", "name", "", "print a name instead of a number"),
        Option("r", "real", "", "print the real ID instead of the effective ID"),
    ),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    for user in options.operands:
        if user not in ("root", "0"):
            return await run.fail(f"‘{user}’: no such user")
    if any(name in options for name in ("user", "group", "groups")):
        text = "root" if "name" in options else "0"
    elif "name" in options:
        return await run.fail("cannot print only names or real IDs in default format")
    else:
        text = "uid=0(root) gid=0(root) groups=0(root)"
    await run.stdout.write(text + "\n")
    return 0

"""whoami, logname, groups: root."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Options, Usage

NAMES = ("whoami", "logname", "groups")
USAGE = Usage("whoami [OPTION]...", "Print the user name associated with the current effective user ID.")


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if options.operands and run.name != "groups":
        return await options.wrong(f"extra operand ‘{options.operands[0]}’")
    await run.stdout.write(f"{run.host.spec.user}\n")
    return 0

"""whoami, logname, groups: root."""

from __future__ import annotations

from app.host.accounts import user_name
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
    name = user_name(run.host.files, run.host.spec.uid)
    if not name and run.host.ash:
        return await run.fail(f"unknown uid {run.host.spec.uid}")
    if not name:
        return await run.fail(f"cannot find name for user ID {run.host.spec.uid}")
    await run.stdout.write(f"{name}\n")
    return 0

"""whoami, logname: who runs this."""

from __future__ import annotations

from app.host.accounts import user_name, whom
from app.host.invocation import Invocation
from app.host.options import Options, Usage

NAMES = ("whoami", "logname")
USAGE = Usage("whoami [OPTION]...", "Print the user name associated with the current effective user ID.")


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if options.operands:
        return await options.wrong(f"extra operand ‘{options.operands[0]}’")
    uid = whom(run)[0]
    name = user_name(run.host.files, uid)
    if not name and run.host.ash:
        return await run.fail(f"unknown uid {uid}")
    if not name:
        return await run.fail(f"cannot find name for user ID {uid}")
    await run.stdout.write(f"{name}\n")
    return 0

"""crontab: a user's table for cron. Nothing would run what stands in it, so none can be installed.

Follows cron's crontab.c: list_cmd, delete_cmd.
"""

from __future__ import annotations

from app.host.accounts import account
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "crontab [-u user] [-l | -r | -e] [file]",
    "",
    (
        Option("e", "", "", "edit user's crontab"),
        Option("l", "", "", "list user's crontab"),
        Option("r", "", "", "delete user's crontab"),
        Option("i", "", "", "prompt before deleting"),
        Option("u", "", "user", "whose"),
    ),
)


async def main(run: Invocation) -> int:
    """List, which finds none."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    user = options.last("u", run.process.user)
    if account(run.files, user) is None:
        await run.stderr.write(f"crontab:  user `{user}' unknown\n")
        return 1
    if "l" in options or "r" in options:
        await run.stderr.write(f"no crontab for {user}\n")
        return 1
    if options.operands and options.operands[0] != "-" and not run.kind_of(options.operands[0]):
        await run.stderr.write(f"{options.operands[0]}: No such file or directory\n")
        return 1
    return await run.fail("cannot install a crontab: jobs of cron are not simulated (use a CronJob of the cluster)")

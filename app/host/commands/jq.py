"""jq: JSON through programs of a small language. Follows jqlang/jq 1.7.1."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.jq.command_line import SHORT_HELP, WrongUsageError, read
from app.host.jq.running import SYSTEM, Session


async def main(run: Invocation) -> int:
    """Filter."""
    try:
        settings = read(run.args, run.read_file)
    except WrongUsageError as wrong:
        await run.stderr.write(wrong.text)
        return SYSTEM
    if settings.answer:
        await run.stdout.write(settings.answer)
        return 0
    if settings.program is None:
        if run.stdout.isatty and run.stdin.isatty:
            await run.stderr.write(SHORT_HELP)
            return SYSTEM
        settings.program = "."
    return await Session(run, settings).main()

"""journalctl: what the machine's services have logged, which is nothing here."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "journalctl [OPTIONS...] [MATCHES...]",
    "Query the journal.",
    (
        Option("u", "unit", "UNIT", "show logs from the specified unit"),
        Option("n", "lines", "N", "number of journal entries to show"),
        Option("f", "follow", "", "follow the journal"),
        Option("x", "catalog", "", "add message explanations where available"),
        Option("e", "pager-end", "", "immediately jump to the end in the pager"),
        Option("", "no-pager", "", "do not pipe output into a pager"),
        Option("b", "boot", "", "show current boot"),
        Option("S", "since", "DATE", "show entries not older than the specified date"),
        Option("r", "reverse", "", "show the newest entries first"),
    ),
)


async def main(run: Invocation) -> int:
    """Say that there are no entries; -f waits for them."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    await run.stdout.write("-- No entries --\n")
    while "follow" in options:
        await run.sleep(3600)
    return 0

"""whereis: where a program is.

Follows util-linux misc-utils/whereis.c.
"""

from __future__ import annotations

import posixpath

from app.host.host import PATH
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage("whereis [options] [-BMS <dir>... -f] <name>", "Locate the binary, source, and manual-page files.", (
    Option("b", "", "", "search only for binaries"), Option("m", "", "", "search only for manuals"),
    Option("s", "", "", "search only for sources")))  # fmt: skip


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write("whereis: not enough arguments\nTry 'whereis --help' for more information.\n")
        return 1
    for name in options.operands:
        base = posixpath.basename(name)
        paths = [posixpath.join(folder, base) for folder in PATH.split(":")]
        found = [path for path in paths if run.files.kind_of(path) == "file"]
        if "m" in options or "s" in options:
            found = []
        await run.stdout.write(" ".join([f"{base}:", *found]) + "\n")
    return 0

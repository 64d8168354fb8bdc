"""which: the files that commands are."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage("which [-a] args", "", (Option("a", "", "", "print all matching pathnames of each argument"),), status=2)


async def main(run: Invocation) -> int:
    """Print the path of each; 1 when one has none."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    status = 0 if options.operands else 1
    for name in options.operands:
        found = []
        for folder in run.env.get("PATH", "").split(":"):
            path = run.host.which(name, folder, run.cwd)
            if path is not None and path not in found:
                found.append(path)
        if not found:
            status = 1
        for path in found if "a" in options else found[:1]:
            await run.stdout.write(path + "\n")
    return status

"""printenv: variables of the environment. Follows coreutils src/printenv.c."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "printenv [OPTION]... [VARIABLE]...",
    "Show the values of these variables, or all variables with their values.",
    (Option("0", "null", "", "end each line with NUL instead of a newline"),),
    status=2,
    intermixed=False,
)


async def main(run: Invocation) -> int:
    """Show them; 1 when one is missing."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    end = "\0" if "null" in options else "\n"
    if not options.operands:
        await run.stdout.write("".join(f"{name}={value}{end}" for name, value in run.env.items()))
        return 0
    found = [run.env[name] for name in options.operands if name in run.env]
    await run.stdout.write("".join(f"{value}{end}" for value in found))
    return int(len(found) < len(options.operands))

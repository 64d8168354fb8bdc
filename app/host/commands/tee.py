"""tee: copy standard input to files and to standard output, as it comes."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "tee [OPTION]... [FILE]...",
    "Copy standard input to each FILE, and also to standard output.",
    (
        Option("a", "append", "", "append to the given FILEs, do not overwrite"),
        Option("i", "ignore-interrupts", "", "ignore interrupt signals"),
        Option("p", "", "", "diagnose errors writing to non pipes"),
    ),
)


async def main(run: Invocation) -> int:
    """Copy."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    status = 0
    contents: dict[str, bytes] = {}
    for name in options.operands:
        try:
            before = run.read_file(name) if "append" in options and run.kind_of(name) == "file" else b""
            if name != "/dev/null":
                run.write_file(name, before)
            contents[name] = before
        except OSError as error:
            status = await run.fail(f"{name}: {error.strerror}")
    async for chunk in run.stdin:
        await run.stdout.write(chunk)
        for name, before in contents.items():
            contents[name] = before + chunk
            if name == "/dev/null":
                continue
            try:
                run.write_file(name, before + chunk)
            except OSError as error:
                return await run.fail(f"{name}: {error.strerror}")
    return status

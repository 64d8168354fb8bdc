"""expand: tabs as blanks. Follows coreutils src/expand.c, which counts bytes."""

from __future__ import annotations

from app.host import tab_stops
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.tab_stops import TabStops
from app.host.text_lines import TextFiles

USAGE = Usage(
    "expand [OPTION]... [FILE]...",
    "Convert tabs in each FILE to spaces, writing to standard output.",
    (
        Option("i", "initial", "", "do not convert tabs after non blanks"),
        Option("t", "tabs", "N", "have tabs N characters apart, not 8"),
    ),
    numbers="tabs",
)


async def main(run: Invocation) -> int:
    """Print with blanks."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    try:
        stops = tab_stops.read(options.all("tabs"))
    except ValueError as error:
        return await run.fail(str(error))
    files = TextFiles(run, options.operands)
    async for line in files.lines():
        await run.stdout.write(expanded(line, stops, initial="initial" in options))
    return files.status


def expanded(line: bytes, stops: TabStops, *, initial: bool) -> bytes:
    """A line without tabs, or without those in front of other characters."""
    out, column = bytearray(), 0
    for at, byte in enumerate(line):
        if byte == 9:
            stop = stops.after(column) or column + 1
            out += b" " * (stop - column)
            column = stop
        else:
            out.append(byte)
            column = max(0, column - 1) if byte == 8 else column + 1
        if initial and byte not in b" \t":
            return bytes(out) + line[at + 1 :]
    return bytes(out)

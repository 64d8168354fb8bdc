"""unexpand: blanks as tabs. Follows coreutils src/unexpand.c, which counts bytes."""

from __future__ import annotations

from app.host import tab_stops
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.tab_stops import TabStops
from app.host.text_lines import TextFiles

USAGE = Usage(
    "unexpand [OPTION]... [FILE]...",
    "Convert blanks in each FILE to tabs, writing to standard output.",
    (
        Option("a", "all", "", "convert all blanks, instead of just initial blanks"),
        Option("", "first-only", "", "convert only leading sequences of blanks (overrides -a)"),
        Option("t", "tabs", "N", "have tabs N characters apart instead of 8 (enables -a)"),
    ),
    numbers="tabs",
)


async def main(run: Invocation) -> int:
    """Print with tabs."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    try:
        stops = tab_stops.read(options.all("tabs"))
    except ValueError as error:
        return await run.fail(str(error))
    whole = ("all" in options or "tabs" in options) and "first-only" not in options
    files = TextFiles(run, options.operands)
    async for line in files.lines():
        await run.stdout.write(unexpanded(line, stops, whole=whole))
    return files.status


def unexpanded(line: bytes, stops: TabStops, *, whole: bool) -> bytes:
    """A line with tabs for the blanks that reach a stop; of a single blank between words it makes none."""
    out, at, column = bytearray(), 0, 0
    while at < len(line):
        run = len(line) - at - len(line[at:].lstrip(b" \t"))
        blanks, at = line[at : at + run], at + run
        made, column = _tabbed(blanks, column, stops)
        out += made
        words = len(line) - at if not whole else next((i for i, byte in enumerate(line[at:]) if byte in b" \t"), None)
        text = line[at:] if words is None else line[at : at + words]
        for byte in text:
            column = max(0, column - 1) if byte == 8 else column + 1
        out, at = out + text, at + len(text)
    return bytes(out)


def _tabbed(blanks: bytes, column: int, stops: TabStops) -> tuple[bytes, int]:
    """A run of blanks, and the column behind it."""
    made, pending = b"", b""
    for at, byte in enumerate(blanks):
        stop = stops.after(column)
        if stop is None:
            return made + pending + blanks[at:], column + len(blanks) - at
        column = stop if byte == 9 else column + 1
        if byte == 9 or (column == stop and pending):
            made, pending = made + b"\t", b""
        elif column == stop and at + 1 < len(blanks):  # one blank before a stop is a tab when more blanks follow
            made += b"\t"
        else:
            pending += b" "
    return made + pending, column

"""fold: lines cut to a width. Follows coreutils src/fold.c, which counts bytes."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.text_lines import TextFiles

USAGE = Usage(
    "fold [OPTION]... [FILE]...",
    "Wrap input lines in each FILE, writing to standard output.",
    (
        Option("b", "bytes", "", "count bytes rather than columns"),
        Option("s", "spaces", "", "break at spaces"),
        Option("w", "width", "WIDTH", "use WIDTH columns instead of 80"),
    ),
    numbers="width",
)
TAB = 8


async def main(run: Invocation) -> int:
    """Cut the lines."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    text = options.last("width", "80")
    if not text.isdigit():
        return await run.fail(f"invalid number of columns: ‘{text}’")
    if not int(text):
        return await run.fail(f"invalid number of columns: ‘{text}’: Numerical result out of range")
    files = TextFiles(run, options.operands)
    async for line in files.lines():
        await run.stdout.write(folded(line, int(text), spaces="spaces" in options, plain="bytes" in options))
    return files.status


def folded(line: bytes, width: int, *, spaces: bool, plain: bool) -> bytes:
    """A line with the newlines that it needs."""
    out, part, column = b"", b"", 0
    for byte in line.removesuffix(b"\n"):
        while (then := _column(column, byte, plain=plain)) > width and part:
            blank = max(part.rfind(b" "), part.rfind(b"\t")) if spaces else -1
            keep = blank + 1 if blank >= 0 else len(part)
            out, part, column = out + part[:keep] + b"\n", part[keep:], 0
            for kept in part:
                column = _column(column, kept, plain=plain)
        part, column = part + bytes((byte,)), then
    return out + part + (b"\n" if line.endswith(b"\n") else b"")


def _column(column: int, byte: int, *, plain: bool) -> int:
    if plain:
        return column + 1
    if byte == 8:
        return max(0, column - 1)
    if byte == 13:
        return 0
    return column + TAB - column % TAB if byte == 9 else column + 1

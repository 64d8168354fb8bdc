"""rev: lines character by character from their end. Follows util-linux text-utils/rev.c."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.text_lines import TextFiles

USAGE = Usage(
    "rev [options] [<file> ...]",
    "Reverse lines characterwise.",
    (Option("0", "zero", "", "use the nul byte as line separator"),),
)


async def main(run: Invocation) -> int:
    """Turn each line round."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    end = b"\0" if "zero" in options else b"\n"
    files = TextFiles(run, options.operands, "cannot open {}: {}")
    async for line in files.lines(end):
        text = line.removesuffix(end).decode("utf-8", "surrogateescape")
        await run.stdout.write(text[::-1].encode("utf-8", "surrogateescape") + (end if line.endswith(end) else b""))
    return files.status

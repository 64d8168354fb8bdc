"""tac: the lines of each file, the last one first. Follows coreutils src/tac.c."""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

from app.host.inputs import contents, shown
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "tac [OPTION]... [FILE]...",
    "Write each FILE to standard output, last line first.",
    (
        Option("b", "before", "", "attach the separator before instead of after"),
        Option("r", "regex", "", "interpret the separator as a regular expression"),
        Option("s", "separator", "STRING", "use STRING as the separator instead of newline"),
    ),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    separator = options.last("separator", "\n").encode("utf-8", "surrogateescape")
    if not separator and "regex" in options:
        return await run.fail("separator cannot be empty")
    try:
        pattern = re2.compile(separator if "regex" in options else re.escape(separator or b"\0"))
    except re2.error as error:
        return await run.fail(str(error))
    status = 0
    for name in options.operands or ["-"]:
        try:
            data = await contents(run, name)
        except OSError as error:
            directory = name != "-" and run.kind_of(name) == "directory"
            why = "read error: Invalid argument" if directory else f"{error.strerror}"
            opening = "" if directory else "failed to open "
            called = f"{shown(name)}: {why}" if directory else f"{opening}'{name}' for reading: {why}"
            status = await run.fail(called)
            continue
        await run.stdout.write(b"".join(_records(data, pattern, before="before" in options)))
    return status


def _records(data: bytes, pattern: re2._Regexp[bytes], *, before: bool) -> Iterator[bytes]:
    """What stands between separators, from the end, each with the separator that belongs to it."""
    cuts = [found.start() if before else found.end() for found in pattern.finditer(data) if found.end() > found.start()]
    edges = [0, *cuts, len(data)]
    for start, end in zip(reversed(edges[:-1]), reversed(edges[1:]), strict=True):
        yield data[start:end]

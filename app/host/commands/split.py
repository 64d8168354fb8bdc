"""split: a file in pieces."""

from __future__ import annotations

import itertools
import string

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "split [OPTION]... [FILE [PREFIX]]",
    "Output pieces of FILE to PREFIXaa, PREFIXab, ...; default size is 1000 lines, and default PREFIX is 'x'.",
    (
        Option("a", "suffix-length", "N", "generate suffixes of length N (default 2)"),
        Option("b", "bytes", "SIZE", "put SIZE bytes per output file"),
        Option("d", "", "", "use numeric suffixes starting at 0, not alphabetic"),
        Option("l", "lines", "NUMBER", "put NUMBER lines/records per output file"),
        Option("", "additional-suffix", "SUFFIX", "append an additional SUFFIX to file names"),
    ),
)
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "KB": 1000, "MB": 10**6, "b": 512, "": 1}


async def main(run: Invocation) -> int:
    """Write the pieces."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    name, prefix, *more = [*options.operands, *["-", "x"][len(options.operands) :]]
    if more:
        return await run.fail(f"extra operand ‘{more[0]}’\nTry 'split --help' for more information.")
    try:
        data = await run.stdin.read() if name == "-" else run.read_file(name)
    except OSError as error:
        return await run.fail(f"cannot open '{name}' for reading: {error.strerror}")
    what = "bytes" if "bytes" in options else "lines"
    count = _size(options.last(what, "1000"))
    if count <= 0:
        return await run.fail(f"invalid number of {what}: ‘{options.last(what)}’")
    units = [data[at : at + 1] for at in range(len(data))] if what == "bytes" else data.splitlines(keepends=True)
    letters = string.digits if "d" in options else string.ascii_lowercase
    names = itertools.product(letters, repeat=int(options.last("suffix-length", "2")))
    for at in range(0, len(units), count):
        suffix = next(names, None)
        if suffix is None:
            return await run.fail("output file suffixes exhausted")
        path = f"{prefix}{''.join(suffix)}{options.last('additional-suffix')}"
        run.write_file(path, b"".join(units[at : at + count]))
    return 0


def _size(text: str) -> int:
    number = text.rstrip(string.ascii_letters)
    unit = UNITS.get(text[len(number) :], 0)
    return int(number) * unit if number.isdigit() else 0

"""truncate: make files as long as is said, without room on the disk. Follows GNU coreutils src/truncate.c."""

from __future__ import annotations

import re

from app.host.commands.dd import factor
from app.host.extents import stored
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "truncate OPTION... FILE...",
    "Shrink or extend the size of each FILE to the specified size",
    (
        Option("c", "no-create", "", "do not create any files"),
        Option("o", "io-blocks", "", "treat SIZE as number of IO blocks instead of bytes"),
        Option("r", "reference", "RFILE", "base size on RFILE"),
        Option("s", "size", "SIZE", "set or adjust the file size by SIZE bytes"),
    ),
)
SIZE = re.compile(r"([+<>/%-]?)(\d+)([A-Za-z]*)")
BLOCK = 4096


async def main(run: Invocation) -> int:
    """Shrink or extend."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if "size" not in options and "reference" not in options:
        return await options.wrong("you must specify either ‘--size’ or ‘--reference’")
    found = SIZE.fullmatch(options.last("size", "+0").strip())
    unit = factor(found[3]) if found else None
    if found is None or unit is None or found[3] in ("c", "w", "b"):
        return await run.fail(f"Invalid number: ‘{options.last('size')}’")
    how, amount = found[1], int(found[2]) * unit * (BLOCK if "io-blocks" in options else 1)
    if how in ("/", "%") and not amount:
        return await run.fail("division by zero")
    if "reference" in options and not how and "size" in options:
        return await options.wrong("you must specify a relative ‘--size’ with ‘--reference’")
    if not options.operands:
        return await options.wrong("missing file operand")
    status, base = 0, None
    if "reference" in options:
        try:
            base = run.stat(options.last("reference")).size
        except OSError as error:
            return await run.fail(f"cannot stat '{options.last('reference')}': {error.strerror}")
    for name in options.operands:
        if "no-create" in options and not run.kind_of(name):
            continue
        try:
            _resize(run, name, how, amount, base)
        except OSError as error:
            status = await run.fail(f"cannot open '{name}' for writing: {error.strerror}")
    return status


def _resize(run: Invocation, name: str, how: str, amount: int, base: int | None) -> None:
    there = run.stat(name) if run.kind_of(name) else None
    content = run.read_file(name) if there is not None else b""
    size = wanted(how, amount, base if base is not None else there.size if there is not None else 0)
    room = there.blocks * 512 if there is not None else 0
    run.write_file(name, content[:size].ljust(stored(size), b"\0")[: stored(size)])
    if size > stored(size):
        run.files.extend(run.path(name), size, min(room, size))


def wanted(how: str, amount: int, before: int) -> int:
    """The size that a file gets."""
    if how == "+":
        return before + amount
    if how == "-":
        return max(0, before - amount)
    if how == "<":
        return min(before, amount)
    if how == ">":
        return max(before, amount)
    if how in ("/", "%"):
        return (before if how == "/" else before + amount - 1) // amount * amount
    return amount

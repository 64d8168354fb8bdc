"""fallocate: give a file room on the disk. Follows util-linux sys-utils/fallocate.c."""

from __future__ import annotations

import os

from app.host.commands.dd import factor
from app.host.extents import stored
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "fallocate [options] <filename>",
    "Preallocate space to, or deallocate space from a file.",
    (
        Option("l", "length", "num", "length for range operations, in bytes"),
        Option("n", "keep-size", "", "maintain the apparent size of the file"),
        Option("o", "offset", "num", "offset for range operations, in bytes"),
        Option("x", "posix", "", "use posix_fallocate(3) instead of fallocate(2)"),
        Option("v", "verbose", "", "verbose mode"),
    ),
)


async def main(run: Invocation) -> int:
    """Reserve."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    length, offset = size(options.last("length")), size(options.last("offset", "0"))
    if "length" not in options:
        return await run.fail("no length argument specified")
    if not length:
        return await run.fail("invalid length value specified")
    if offset is None:
        return await run.fail("invalid offset value specified")
    if not options.operands:
        return await run.fail("no filename specified")
    if len(options.operands) > 1:
        return await run.fail(f"unexpected number of arguments: {options.operands[1]}")
    name = options.operands[0]
    try:
        content = run.read_file(name) if run.kind_of(name) else b""
        if not run.kind_of(name):
            run.write_file(name, b"")
    except OSError as error:
        return await run.fail(f"cannot open {name}: {error.strerror}")
    try:
        _reserve(run, name, content, offset + length, keep="keep-size" in options)
    except OSError as error:
        return await run.fail(f"fallocate failed: {os.strerror(error.errno or 0)}")
    if "verbose" in options:
        await run.stdout.write(f"{name}: {_shown(length)} ({length} bytes) allocated.\n")
    return 0


def _reserve(run: Invocation, name: str, content: bytes, end: int, *, keep: bool) -> None:
    before = run.stat(name)
    whole = before.size if keep else max(before.size, end)
    allocated = max(before.blocks * 512, end)
    padded = content.ljust(stored(whole), b"\0")
    if len(padded) == whole == allocated:
        run.write_file(name, padded)
        return
    if allocated - before.blocks * 512 <= run.files.room():
        run.write_file(name, padded)
    run.files.extend(run.path(name), whole, allocated)


def size(text: str) -> int | None:
    """Bytes of `15G`, `500MiB`, `1GB`; None when it is none. Follows util-linux lib/strutils.c: parse_size."""
    digits = text.rstrip("KMGTPEZYkmgtpezyiBb")
    suffix = text[len(digits) :]
    unit = factor(suffix) if suffix not in ("b", "B") else None
    return int(digits) * unit if digits.isdigit() and unit is not None else None


def _shown(length: int) -> str:
    """`15 GiB`, `1.5 GiB`."""
    power, amount = 0, float(length)
    while amount >= 1024:
        amount, power = amount / 1024, power + 1
    number = f"{amount:.1f}".removesuffix(".0")
    return f"{number} {'KMGTPE'[power - 1]}iB" if power else f"{length} B"

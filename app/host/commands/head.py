"""head: the first lines of files; what follows is not read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

from app.host.counts import count
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage, WrongUsageError

USAGE = Usage(
    "head [OPTION]... [FILE]...",
    "Print the first 10 lines of each FILE to standard output.",
    (
        Option("c", "bytes", "[-]NUM", "print the first NUM bytes; with '-', all but the last NUM"),
        Option("n", "lines", "[-]NUM", "print the first NUM lines instead of the first 10; with '-', all but the last"),
        Option("q", "quiet", "", "never print headers giving file names"),
        Option("", "silent", "", "same as --quiet"),
        Option("v", "verbose", "", "always print headers giving file names"),
        Option("z", "zero-terminated", "", "line delimiter is NUL, not newline"),
    ),
    version="head (GNU coreutils) 9.4",
)
OLD = re.compile(r"-(\d+)([bkmclqvz]*)(.?).*")  # `head -5`, `head -2c`
Excerpt = Callable[[AsyncIterator[bytes]], AsyncIterator[bytes]]
TRAILING = "invalid trailing option -- {}"  # a number that is not the first word
ENDLESS = {"/dev/zero", "/dev/random", "/dev/urandom"}


async def main(run: Invocation) -> int:
    """Print."""
    if run.args and (old := OLD.fullmatch(run.args[0])):
        if old[3]:
            raise WrongUsageError(TRAILING.format(old[3]), USAGE.status)
        run.argv[1:2] = _modern(old[1], old[2])
    try:
        options = await Options.read(run, USAGE)
    except WrongUsageError as wrong:
        digit = re.fullmatch(r"invalid option -- '(\d)'", wrong.text)
        if digit is None:
            raise
        raise WrongUsageError(TRAILING.format(digit[1]), wrong.status) from None
    if options is None:
        return 0
    unit = "bytes" if "bytes" in options else "lines"
    text = options.last(unit, "10")
    try:
        number = count(text.removeprefix("-").removeprefix("+"))
    except ValueError as wrong:
        why = f": {wrong}" if str(wrong) else ""
        return await run.fail(f"invalid number of {unit}: ‘{text.removeprefix('-')}’{why}")
    end = b"" if unit == "bytes" else b"\0" if "zero-terminated" in options else b"\n"
    excerpt = (_but_the_last if text.startswith("-") else _first)(number, end)
    return await _show(run, options, excerpt)


async def _show(run: Invocation, options: Options, excerpt: Excerpt) -> int:
    names = options.operands or ["-"]
    headers = ("verbose" in options or len(names) > 1) and not {"quiet", "silent"} & options.values.keys()
    status, gap = 0, ""
    for name in names:
        if name != "-" and (why := _unreadable(run, name)):
            status = await run.fail(f"cannot open '{name}' for reading: {why}")
            continue
        if headers:
            await run.stdout.write(f"{gap}==> {'standard input' if name == '-' else name} <==\n")
            gap = "\n"
        if run.kind_of(name) == "directory" and name != "-":
            status = await run.fail(f"error reading '{name}': Is a directory")
            continue
        try:
            async for piece in excerpt(aiter(run.stdin) if name == "-" else _blocks(run, name)):
                await run.stdout.write(piece)
        except BrokenPipeError:
            raise
        except OSError as error:
            return await run.fail(f"error writing 'standard output': {error.strerror}")
    return status


def _unreadable(run: Invocation, name: str) -> str:
    if run.kind_of(name) == "directory":
        return ""
    try:
        run.read_file(name)
    except OSError as error:
        return error.strerror or ""
    return ""


async def _blocks(run: Invocation, name: str) -> AsyncIterator[bytes]:
    yield run.read_file(name)
    while run.path(name) in ENDLESS:
        yield run.read_file(name)


def _first(number: int, end: bytes) -> Excerpt:
    """So many lines, or bytes where `end` is empty; nothing is asked for after them."""

    async def excerpt(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        left = number
        while left and (block := await anext(blocks, b"")):
            found = min(left, block.count(end) if end else len(block))
            yield block if found < left else _up_to(block, left, end)
            left -= found

    return excerpt


def _up_to(block: bytes, number: int, end: bytes) -> bytes:
    return b"".join(line + end for line in block.split(end, number)[:number]) if end else block[:number]


def _but_the_last(number: int, end: bytes) -> Excerpt:
    """All but so many lines, or bytes, at the end."""

    async def excerpt(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        data = b"".join([block async for block in blocks])
        if not end:
            yield data[: max(0, len(data) - number)]
            return
        lines = data.split(end)
        whole = [line + end for line in lines[:-1]] + [line for line in lines[-1:] if line]
        yield b"".join(whole[: max(0, len(whole) - number)])

    return excerpt


def _modern(number: str, letters: str) -> list[str]:
    """The options that an old one stands for. Follows coreutils src/head.c: main."""
    units = [letter for letter in letters if letter in "bkmcl"]
    scale = "".join(letter for letter in units if letter in "bkm")[-1:].replace("m", "M")
    switches = [f"-{letter}" for letter in letters if letter in "qvz"]
    return [f"-{'c' if units[-1:] and units[-1] != 'l' else 'n'}{number}{scale}", *switches]

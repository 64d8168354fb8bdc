"""wc: how many lines, words, characters and bytes. Follows coreutils src/wc.c."""

from __future__ import annotations

import unicodedata

from app.host.inputs import contents, shown
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "wc [OPTION]... [FILE]...",
    "Print newline, word, and byte counts for each FILE, and a total line if\nmore than one FILE is specified.",
    (
        Option("c", "bytes", "", "print the byte counts"),
        Option("m", "chars", "", "print the character counts"),
        Option("l", "lines", "", "print the newline counts"),
        Option("", "files0-from", "F", "read input from the files specified by NUL-terminated names in file F"),
        Option("L", "max-line-length", "", "print the maximum display width"),
        Option("w", "words", "", "print the word counts"),
    ),
    version="wc (GNU coreutils) 9.4",
)
COLUMNS = ("lines", "words", "chars", "bytes", "max-line-length")
UNKNOWN_WIDTH = 7  # of a column when somebody's size is not known before it is read
BUSYBOX_WIDTH = 9
TAB = 8
Counts = dict[str, int]


async def main(run: Invocation) -> int:
    """Count."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    names = options.operands
    if "files0-from" in options:
        if names:
            await run.fail(f"extra operand '{names[0]}'\nfile operands cannot be combined with --files0-from")
            return await options.wrong("")
        listed = await contents(run, options.last("files0-from"))
        names = [name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name]
    columns = [column for column in COLUMNS if column in options] or ["lines", "words", "bytes"]
    width = _width(run, names, columns)
    status, total = 0, dict.fromkeys(COLUMNS, 0)
    for name in names or ["-"]:
        try:
            found = counts(await contents(run, name))
        except OSError as error:
            status = await run.fail(f"{shown(name)}: {error.strerror}")
            if run.kind_of(name) != "directory":
                continue
            found = counts(b"")
        for column, number in found.items():
            total[column] = max(total[column], number) if column == "max-line-length" else total[column] + number
        await run.stdout.write(_line(found, columns, width, name if names else ""))
    if len(names) > 1:
        await run.stdout.write(_line(total, columns, width, "total"))
    return status


def counts(data: bytes) -> Counts:
    """Everything that can be counted in some bytes."""
    text = data.decode("utf-8", "ignore")
    return {
        "lines": data.count(b"\n"), "words": len(data.split()), "chars": len(text), "bytes": len(data),
        "max-line-length": max(map(_display_width, text.split("\n"))),
    }  # fmt: skip


def _display_width(line: str) -> int:
    """How many columns of a terminal a line takes."""
    if line.isascii() and line.isprintable():
        return len(line)
    at = 0
    for character in line:
        if character == "\t":
            at += TAB - at % TAB
        elif character.isprintable() and not unicodedata.combining(character):
            at += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return at


def _width(run: Invocation, names: list[str], columns: list[str]) -> int:
    """How wide a number is: as the sum of the sizes, where they are known. Follows wc.c: compute_number_width."""
    if len(names) < 2 and len(columns) == 1:
        return 1
    if run.host.ash:
        return BUSYBOX_WIDTH
    kinds = {name: "" if name == "-" else run.kind_of(name) for name in names or ["-"]}
    unknown = any(name == "-" or kind == "directory" for name, kind in kinds.items())
    sizes = sum(run.stat(name).size for name, kind in kinds.items() if kind == "file")
    return max(UNKNOWN_WIDTH if unknown else 1, len(str(sizes)))


def _line(found: Counts, columns: list[str], width: int, name: str) -> str:
    return " ".join([*(f"{found[column]:{width}}" for column in columns), *([name] if name else [])]) + "\n"

"""tail: the last lines of files, and what is added to them (-f, -F, on the lab's clock)."""

from __future__ import annotations

import re

from app.host.counts import count
from app.host.following import HEAD, Followed, follow
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage, WrongUsageError

USAGE = Usage(
    "tail [OPTION]... [FILE]...",
    "Print the last 10 lines of each FILE to standard output.",
    (
        Option("n", "lines", "[+]NUM", "output the last NUM lines, instead of the last 10; +NUM starts with line NUM"),
        Option("c", "bytes", "[+]NUM", "output the last NUM bytes; +NUM starts with byte NUM"),
        Option("f", "", "", "output appended data as the file grows"),
        Option("", "follow", "HOW", "the same; HOW is 'name' or 'descriptor'"),
        Option("F", "", "", "same as --follow=name --retry"),
        Option("q", "quiet", "", "never output headers giving file names"),
        Option("", "silent", "", "same as --quiet"),
        Option("v", "verbose", "", "always output headers giving file names"),
        Option("s", "sleep-interval", "N", "with -f, sleep for approximately N seconds (default 1.0)"),
        Option("", "retry", "", "keep trying to open a file if it is inaccessible"),
        Option("z", "zero-terminated", "", "line delimiter is NUL, not newline"),
    ),
    version="tail (GNU coreutils) 9.4",
)
OLD = re.compile(r"([-+])(\d*)([bcl]?)(f?)")  # `tail -5`, `tail +3`, `tail -2c`, `tail -5f`


async def main(run: Invocation) -> int:
    """Print."""
    _modernize(run)
    try:
        options = await Options.read(run, USAGE)
    except WrongUsageError as wrong:
        digit = re.fullmatch(r"invalid option -- '(\d)'", wrong.text)
        if digit is None:
            raise
        return await run.fail(f"option used in invalid context -- {digit[1]}")
    if options is None:
        return 0
    if wrong_value := _wrong_value(options):
        return await run.fail(wrong_value)
    forever = bool({"f", "follow", "F"} & options.values.keys())
    retry = "F" in options or ("retry" in options and forever)
    if "retry" in options and not forever:
        await run.stderr.write("tail: warning: --retry ignored; --retry is useful only when following\n")
    status, files = await _show(run, options, retry=retry)
    if not forever:
        return status
    if not files and "-" not in options.operands and options.operands:
        return await run.fail("no files" if run.host.ash else "no files remaining")
    if files:
        headers = len(files) > 1 and not {"quiet", "silent"} & options.values.keys()
        await follow(
            run, files, interval=float(options.last("sleep-interval", "1")) or 1.0, retry=retry, headers=headers
        )
    return status


def _modernize(run: Invocation) -> None:
    """Put today's options for an old one. Follows coreutils src/tail.c: parse_obsolete_option."""
    run.argv[1:] = ["--follow=descriptor" if word == "--follow" else word for word in run.args]
    words = run.args
    alone = len(words) == 1 or (len(words) == 2 and (words[1] == "-" or not words[1].startswith("-")))
    alone = alone or (2 <= len(words) <= 3 and words[1] == "--")
    found = OLD.fullmatch(words[0]) if words else None
    if found is None or not alone or words[0] in ("-", "-f") or words[0] == "-c":
        return
    sign, number, unit, forever = found.groups()
    number = number or ("5120" if unit == "b" else "10")
    amount = f"{'+' if sign == '+' else ''}{number}{'b' if unit == 'b' and found[2] else ''}"
    run.argv[1:2] = [f"-{'c' if unit in ('b', 'c') and unit else 'n'}{amount}", *(["-f"] if forever else [])]


def _wrong_value(options: Options) -> str:
    """What is wrong with an option's value."""
    unit, text = _amount(options)
    try:
        count(text.lstrip("+-"))
    except ValueError as wrong:
        why = f": {wrong}" if str(wrong) else ""
        return f"invalid number of {unit}: ‘{text.removeprefix('-')}’{why}"
    if not re.fullmatch(r"\d+\.?\d*|\.\d+", interval := options.last("sleep-interval", "1")):
        return f"invalid number of seconds: ‘{interval}’"
    if (how := options.last("follow", "name")) not in ("name", "descriptor"):
        return f"invalid argument ‘{how}’ for ‘--follow’"
    return ""


def _amount(options: Options) -> tuple[str, str]:
    unit = "bytes" if "bytes" in options else "lines"
    return unit, options.last(unit, "10")


async def _show(run: Invocation, options: Options, *, retry: bool) -> tuple[int, list[Followed]]:
    """Print the ends of the files; the status, and those that can be followed."""
    unit, text = _amount(options)
    number, from_start = count(text.lstrip("+-")), text.startswith("+")
    end = b"" if unit == "bytes" else b"\0" if "zero-terminated" in options else b"\n"
    names = options.operands or ["-"]
    headers = ("verbose" in options or len(names) > 1) and not {"quiet", "silent"} & options.values.keys()
    status, gap, files = 0, "", list[Followed]()
    for name in names:
        data, why = b"", ""
        try:
            data = await run.stdin.read() if name == "-" else run.read_file(name)
        except OSError as error:
            why = error.strerror or ""
        directory = name != "-" and run.kind_of(name) == "directory"
        if why and not directory:
            status = await run.fail(f"cannot open '{name}' for reading: {why}")
            files += [Followed(name, None)] if retry else []
            continue
        if headers:
            await run.stdout.write(f"{gap}==> {'standard input' if name == '-' else name} <==\n")
            gap = "\n"
        if directory:
            status = await run.fail(f"error reading '{name}': Is a directory")
            continue
        await run.stdout.write(_end(data, number, end, from_start=from_start))
        files += [Followed(name, len(data), data[:HEAD])] if name != "-" else []
    return status, files


def _end(data: bytes, number: int, end: bytes, *, from_start: bool) -> bytes:
    """The last lines, or bytes where `end` is empty; from the given one on with `from_start`."""
    if not end:
        return data[max(0, number - 1) :] if from_start else data[max(0, len(data) - number) :]
    *whole, rest = data.split(end)
    lines = [line + end for line in whole] + ([rest] if rest else [])
    return b"".join(lines[max(0, number - 1) :] if from_start else lines[max(0, len(lines) - number) :])

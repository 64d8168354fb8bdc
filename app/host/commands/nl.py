"""nl: lines with their numbers. Follows coreutils src/nl.c."""

from __future__ import annotations

from collections.abc import Callable

import re2

from app.host.grepping import UnknownError, translated
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.text_lines import TextFiles

USAGE = Usage(
    "nl [OPTION]... [FILE]...",
    "Write each FILE to standard output, with line numbers added.",
    (
        Option("b", "body-numbering", "STYLE", "use STYLE for numbering body lines"),
        Option("d", "section-delimiter", "CC", "use CC for logical page delimiters"),
        Option("f", "footer-numbering", "STYLE", "use STYLE for numbering footer lines"),
        Option("h", "header-numbering", "STYLE", "use STYLE for numbering header lines"),
        Option("i", "line-increment", "NUMBER", "line number increment at each line"),
        Option("l", "join-blank-lines", "NUMBER", "group of NUMBER empty lines counted as one"),
        Option("n", "number-format", "FORMAT", "insert line numbers according to FORMAT"),
        Option("p", "no-renumber", "", "do not reset line numbers for each section"),
        Option("s", "number-separator", "STRING", "add STRING after (possible) line number"),
        Option("v", "starting-line-number", "NUMBER", "first line number for each section"),
        Option("w", "number-width", "NUMBER", "use NUMBER columns for line numbers"),
    ),
)
STYLES = {"header": "n", "body": "t", "footer": "n"}
NUMBERS = {
    "starting-line-number": ("starting line number", "1", None), "line-increment": ("line number increment", "1", None),
    "join-blank-lines": ("line number of blank lines", "1", 1), "number-width": ("line number field width", "6", 1),
}  # fmt: skip
FORMATS = {"ln": "<", "rn": ">", "rz": "0"}
RANGE = "Numerical result out of range"
Chooses = Callable[[bytes], bool]


async def main(run: Invocation) -> int:
    """Number the lines."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    chosen: dict[str, Chooses | None] = {}
    for section, usual in STYLES.items():
        style = options.last(f"{section}-numbering", usual)
        try:
            chosen[section] = _chooser(style)
        except ValueError:
            return await options.wrong(f"invalid {section} numbering style: ‘{style}’")
        except (re2.error, UnknownError) as error:
            return await run.fail(str(error) or "Invalid regular expression")
    if (order := options.last("number-format", "rn")) not in FORMATS:
        return await options.wrong(f"invalid line numbering format: ‘{order}’")
    numbers: dict[str, int] = {}
    for name, (what, usual, least) in NUMBERS.items():
        text = options.last(name, usual)
        digits = text.removeprefix("-").removeprefix("+").isdigit()
        if not digits or (least is not None and int(text) < least):
            return await run.fail(f"invalid {what}: ‘{text}’{f': {RANGE}' if digits else ''}")
        numbers[name] = int(text)
    files = TextFiles(run, options.operands)
    pages = _Pages(options, chosen, numbers)
    async for line in files.lines():
        await run.stdout.write(pages.numbered(line.removesuffix(b"\n")))
    return files.status


def _chooser(style: str) -> Chooses | None:
    """Which lines a style numbers; None for all but that `-l` counts empty ones."""
    if style == "a":
        return None
    if style in ("t", "n"):
        return bool if style == "t" else (lambda _: False)
    if not style.startswith("p"):
        raise ValueError(style)
    options = re2.Options()
    options.log_errors = False
    pattern = re2.compile(translated(style[1:], extended=False).encode("utf-8", "surrogateescape"), options)
    return lambda line: pattern.search(line) is not None


class _Pages:
    """The lines of all files, as logical pages with their sections."""

    def __init__(self, options: Options, chosen: dict[str, Chooses | None], numbers: dict[str, int]) -> None:
        self._chosen, self._numbers = chosen, numbers
        self._separator = options.last("number-separator", "\t").encode("utf-8", "surrogateescape")
        self._align = FORMATS[options.last("number-format", "rn")]
        self._renumbers = "no-renumber" not in options
        mark = options.last("section-delimiter", "\\:")
        mark = mark + ":" if len(mark) == 1 else mark
        ends = enumerate(("footer", "body", "header"), 1)
        self._sections = {(mark * times).encode("utf-8", "surrogateescape"): name for times, name in ends if mark}
        self._section, self._next, self._blank = "body", numbers["starting-line-number"], 0

    def numbered(self, line: bytes) -> bytes:
        """What becomes of a line."""
        if line in self._sections:
            self._section = self._sections[line]
            if self._renumbers:
                self._next = self._numbers["starting-line-number"]
            return b"\n"
        width = self._numbers["number-width"]
        if not self._counts(line):
            return b" " * (width + len(self._separator)) + line + b"\n"
        number = f"{self._next:{self._align}{width}}".encode()
        self._next += self._numbers["line-increment"]
        return number + self._separator + line + b"\n"

    def _counts(self, line: bytes) -> bool:
        chooses = self._chosen[self._section]
        if chooses is not None:
            return chooses(line)
        self._blank = 0 if line else self._blank + 1
        if line or self._blank == self._numbers["join-blank-lines"]:
            self._blank = 0
            return True
        return False

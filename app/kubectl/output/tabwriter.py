"""Columns aligned with blanks, flushed in parts: what kubectl writes its tables and descriptions through.

Follows Go's text/tabwriter and github.com/liggitt/tabwriter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPECIAL = re.compile("[\n\f\v]")


class TabWriter:
    """Collects lines of tab-separated cells; each flush returns the lines since the last one, aligned.

    A column is as wide as the longest cell of a run of lines that have it, plus `padding`, and `min_width` at least.
    What follows a line's last tab belongs to no column. With `remember`, columns never get narrower again.
    """

    def __init__(self, *, min_width: int = 6, padding: int = 3, remember: bool = True) -> None:
        self.min_width, self.padding, self.remember = min_width, padding, remember
        self._lines: list[list[str]] = []
        self._partial = ""
        self._widths: list[int] = []

    def write(self, text: str) -> None:
        """Adds `text`: tabs end cells, newlines end lines; an unfinished line goes on with the next write."""
        text = self._partial + text
        self._partial = ""
        if "\v" in text or "\f" in text:
            text = text.replace("\v", "\t").replace("\f", "\n")
        lines = text.split("\n")
        self._partial = lines.pop()
        self._lines += [line.split("\t") for line in lines]

    def row(self, cells: Sequence[str]) -> None:
        """Adds one line; cells may still hold tabs and line breaks of their own."""
        line = "\t".join(cells)
        if self._partial or _SPECIAL.search(line):
            self.write(line + "\n")
        else:
            self._lines.append(line.split("\t"))

    def rows(self, lines: Sequence[list[str]]) -> None:
        """Adds lines whose cells hold neither tabs nor line breaks."""
        self._lines += lines

    def forget_widths(self) -> None:
        """Lets the next table start with narrow columns again."""
        self._widths = []

    def flush(self) -> str:
        """The text since the last flush."""
        lines, partial = self._lines, self._partial
        self._lines, self._partial = [], ""
        if partial:
            lines.append(partial.split("\t"))
        if not lines:
            return ""
        counts = {len(line) for line in lines}
        text = self._uniform(lines, counts.pop()) if len(counts) == 1 else self._ragged(lines)
        return text[:-1] if partial else text

    def _uniform(self, lines: list[list[str]], count: int) -> str:
        """Lines that all have `count` cells."""
        if count == 1:
            return "".join([line[0] + "\n" for line in lines])
        columns = list(zip(*lines, strict=True))[:-1]
        widths = [self._width(place, max(map(len, column))) for place, column in enumerate(columns)]
        template = "".join(f"%-{width}s" for width in widths) + "%s\n"
        return "".join([template % tuple(line) for line in lines])

    def _ragged(self, lines: list[list[str]]) -> str:
        """Lines of different lengths: a column ends where a line has it no more."""
        padded = [list(line) for line in lines]
        for place in range(max(map(len, lines)) - 1):
            start = 0
            while start < len(lines):
                end = start
                while end < len(lines) and len(lines[end]) > place + 1:
                    end += 1
                if end > start:
                    width = self._width(place, max(len(line[place]) for line in lines[start:end]))
                    for line in padded[start:end]:
                        line[place] = line[place].ljust(width)
                start = end + 1
        return "".join(["".join(line) + "\n" for line in padded])

    def _width(self, place: int, longest: int) -> int:
        width = max(self.min_width, longest + self.padding)
        if not self.remember:
            return width
        self._widths += [0] * (place + 1 - len(self._widths))
        self._widths[place] = max(self._widths[place], width)
        return self._widths[place]

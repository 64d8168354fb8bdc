"""Indents: shifting lines, and what a new line begins with."""

from __future__ import annotations

import re

from app.host.vim.core import Core

LIST = re.compile(r"\s*(?:-\s+)+(?=\S)|\s*-\s*$")
KEY = re.compile(r"""\s*(?:-\s+)*(?:"[^"]*"|'[^']*'|[^\s#"'\[\]{},:&*!|>%@`-][^#\n]*?|-[^\s#][^#\n]*?)\s*:(?:\s|$)""")
OPENS = re.compile(r"(?:[{\[:]|[:-] [|>][+-]?)(?:\s+#.*|\s*)$")


def width(at: Core, line: str) -> int:
    """The columns of a line's indent."""
    tabs, columns = at.options.number("tabstop"), 0
    for char in line:
        if char not in " \t":
            break
        columns += tabs - columns % tabs if char == "\t" else 1
    return columns


def blanks(at: Core, columns: int) -> str:
    """An indent of so many columns, with tabs unless `expandtab` is on."""
    tabs = 0 if at.options.on("expandtab") else columns // at.options.number("tabstop")
    return "\t" * tabs + " " * (columns - tabs * at.options.number("tabstop"))


def shifted(at: Core, line: str, times: int) -> str:
    """A line with its indent some shifts more (or less); an empty one stays."""
    if not line:
        return line
    shift, columns = at.options.shift, width(at, line)
    if at.options.on("shiftround"):
        columns = columns // shift * shift if times > 0 or columns % shift == 0 else (columns // shift + 1) * shift
    return blanks(at, max(0, columns + times * shift)) + line.lstrip(" \t")


def indented(at: Core, row: int) -> str:
    """What `=` makes of a row."""
    line = at.lines[row]
    if not line.strip():
        return ""
    return blanks(at, wanted(at, row)) + line.lstrip(" \t")


def begins_with(at: Core, row: int) -> str:
    """The indent of a new line behind `row`."""
    if at.options.text("filetype") == "yaml" and not at.options.values["paste"]:
        at.lines.insert(row + 1, "")
        try:
            return blanks(at, _yaml(at, row + 1))
        finally:
            del at.lines[row + 1]
    if not at.options.on("autoindent"):
        return ""
    line = at.lines[row]
    extra = at.options.shift if at.options.on("smartindent") and line.rstrip().endswith("{") else 0
    return blanks(at, width(at, line) + extra) if extra else line[: len(line) - len(line.lstrip(" \t"))]


def wanted(at: Core, row: int) -> int:
    """The columns that a row's indent should have: YAML's rules, or as the line before."""
    if at.options.text("filetype") == "yaml":
        return _yaml(at, row)
    before = _before(at, row)
    return 0 if before is None else width(at, at.lines[before])


def _before(at: Core, row: int) -> int | None:
    return next((i for i in range(row - 1, -1, -1) if at.lines[i].strip()), None)


def _yaml(at: Core, row: int) -> int:
    """Follows vim runtime/indent/yaml.vim."""
    line, above = at.lines[row], _before(at, row)
    if above is None:
        return 0
    if line.lstrip().startswith("#") and at.lines[row - 1].lstrip().startswith("#"):
        return width(at, at.lines[above])
    if line.lstrip()[:1] in ("]", "}"):
        mine = width(at, line)
        return next((width(at, at.lines[i]) for i in range(row - 1, -1, -1) if width(at, at.lines[i]) < mine), 0)
    while at.lines[above].lstrip().startswith("#"):
        higher = _before(at, above)
        if higher is None:
            return width(at, at.lines[above])
        above = higher
    before = at.lines[above]
    columns = width(at, before)
    if OPENS.search(before):
        return columns + at.options.shift
    if KEY.match(before) and (found := LIST.match(before)) and not line.strip():
        return width(at, " " * len(found[0]))
    if (found := LIST.match(before)) and KEY.match(before[found.end() :]):
        return len(found[0].expandtabs(at.options.number("tabstop")))
    if KEY.match(line):
        mine = width(at, line)
        for i in range(row - 1, -1, -1):
            if KEY.match(at.lines[i]) and width(at, at.lines[i]) <= mine:
                return width(at, at.lines[i]) + (2 if at.lines[i].lstrip().startswith("- ") else 0)
        return 0
    if before.lstrip().startswith("- ") and line.strip() and not line.lstrip().startswith("- "):
        return columns + 2
    return columns

"""Sizes as GNU programs print them."""

from __future__ import annotations

import math


def human(size: float, *, base: int = 1024, binary: bool = False) -> str:
    """`4.0K`, `12M` as `ls -h` and `df -h` have it (rounded up); with `binary` `3.8Gi` as `free -h` has it."""
    if size < base:
        return f"{int(size)}B" if binary else str(int(size))
    units = list("KMGTPE")
    size /= base
    while size >= base and len(units) > 1:
        size /= base
        units.pop(0)
    rounded = math.ceil(size * 10) / 10 if not binary else round(size, 1)
    text = f"{rounded:.1f}" if rounded < 10 else str(math.ceil(size) if not binary else round(size))
    return f"{text}{units[0]}{'i' if binary else ''}"


def clock_time(seconds: float) -> str:
    """`12:04:05` of seconds since 1970, UTC."""
    day = int(seconds) % 86400
    return f"{day // 3600:02}:{day % 3600 // 60:02}:{day % 60:02}"


def columns(
    names: list[str], width: int, *, across: bool = False, shown: list[str] | None = None, tabs: bool = False
) -> list[str]:
    """Names in columns as `ls` lays them out, less than `width` characters wide.

    `shown` are the same names with colours; `tabs` parts columns as GNU's does. Follows coreutils src/ls.c: indent.
    """
    if not names:
        return []
    numbers = list(range(len(names)))
    for rows in range(1, len(names) + 1):
        count = math.ceil(len(names) / rows)
        if across:
            groups = [numbers[column::count] for column in range(count)]
        else:
            groups = [numbers[column * rows : (column + 1) * rows] for column in range(count)]
        widths = [max(len(names[at]) for at in group) + 2 for group in groups if group]
        if sum(widths) - 2 < width or rows == len(names):
            break
    texts = shown or names
    lines = []
    for row in range(rows):
        cells = [group[row] for group in groups if row < len(group)]
        line, end = "", 0
        for cell, size in zip(cells[:-1], widths, strict=False):
            line += texts[cell] + _gap(end + len(names[cell]), end + size, tabs=tabs)
            end += size
        lines.append(line + texts[cells[-1]])
    return lines


def _gap(start: int, end: int, *, tabs: bool) -> str:
    text = ""
    while start < end:
        if tabs and end // 8 > (start + 1) // 8:
            text, start = text + "\t", start + 8 - start % 8
        else:
            text, start = text + " ", start + 1
    return text

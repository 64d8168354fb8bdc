"""Where tabs end: one width for all, or a list. Follows coreutils src/expand-common.c."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

USUAL = 8


@dataclass(frozen=True)
class TabStops:
    """The columns of a list; then every `size` columns, counted from the last of the list where `from_last`.

    With a list and no size there is nothing behind its last column.
    """

    columns: tuple[int, ...] = ()
    size: int = USUAL
    from_last: bool = False

    def after(self, column: int) -> int | None:
        """The next stop behind a column; None when there is none."""
        found = next((stop for stop in self.columns if stop > column), None)
        if found is not None or not self.size:
            return found
        start = self.columns[-1] if self.from_last and self.columns else 0
        return column + self.size - (column - start) % self.size


def read(given: Sequence[str]) -> TabStops:
    """What `-t` was given, maybe more than once; ValueError says what is wrong with it."""
    columns: list[int] = []
    sizes: dict[str, int] = {}
    for part in re.split(r"[, \t]+", ",".join(given)):
        if not part:
            continue
        prefix, number = (part[0], part[1:]) if part[0] in "/+" else ("", part)
        if not number.isdigit():
            raise ValueError(f"tab size contains invalid character(s): ‘{number.lstrip('0123456789')}’")
        if prefix:
            sizes[prefix] = int(number)
        else:
            columns.append(int(number))
    if 0 in columns:
        raise ValueError("tab size cannot be 0")
    if any(later <= earlier for earlier, later in pairwise(columns)):
        raise ValueError("tab sizes must be ascending")
    if not sizes and len(columns) < 2:
        return TabStops(size=columns[0] if columns else USUAL)
    return TabStops(tuple(columns), sizes.get("+", sizes.get("/", 0)), "+" in sizes)

"""Where keys move the cursor. Each motion gives the place and how an operator takes it, or None when it cannot move."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.host.vim.core import Core

PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Target:
    """A place. `exclusive`: an operator stops before it; `line`: it takes whole lines. `keep`: as j and k do."""

    row: int
    col: float
    kind: Literal["exclusive", "inclusive", "line"] = "exclusive"
    keep: bool = False


Motion = Callable[[Core, int | None], Target | None]


def _left(at: Core, count: int | None) -> Target | None:
    return Target(at.row, max(0, at.col - (count or 1))) if at.col else None


def _right(at: Core, count: int | None) -> Target | None:
    return Target(at.row, min(len(at.line), at.col + (count or 1)))


def _rows(step: int, *, first: bool = False) -> Motion:
    def move(at: Core, count: int | None) -> Target | None:
        row = at.row + step * (count or 1)
        if not 0 <= row < len(at.lines):
            if count is None or (at.row in (0, len(at.lines) - 1) and (row < 0) == (at.row == 0)):
                return None
            row = max(0, min(row, len(at.lines) - 1))
        return Target(row, at.first(row), "line") if first else Target(row, at.want, "line", keep=True)

    return move


def _end_of_line(at: Core, count: int | None) -> Target | None:
    row = min(len(at.lines) - 1, at.row + (count or 1) - 1)
    return Target(row, math.inf, "inclusive")


def _line(last: bool) -> Motion:
    def move(at: Core, count: int | None) -> Target | None:
        row = (len(at.lines) - 1 if last else 0) if count is None else count - 1
        row = max(0, min(row, len(at.lines) - 1))
        return Target(row, at.first(row), "line")

    return move


def _kind(char: str, big: bool) -> int:
    if char.isspace():
        return 0
    return 1 if big or char.isalnum() or char == "_" else 2 if ord(char) < 0x3000 else 3


def word_ahead(at: Core, row: int, col: int, big: bool) -> tuple[int, int]:
    """The start of the next word; an empty line is one."""
    line = at.lines[row]
    if col < len(line):
        kind = _kind(line[col], big)
        while col < len(line) and _kind(line[col], big) == kind:
            col += 1
    while True:
        while col < len(line) and line[col].isspace():
            col += 1
        if col < len(line):
            return row, col
        if row + 1 >= len(at.lines):
            return row, len(line)
        row, col = row + 1, 0
        line = at.lines[row]
        if not line:
            return row, 0


def word_end(at: Core, row: int, col: int, big: bool) -> tuple[int, int]:
    """The end of this word, or of the next one when it is here."""
    col += 1
    while col >= len(at.lines[row]) or at.lines[row][col].isspace():
        col += 1
        if col >= len(at.lines[row]):
            if row + 1 >= len(at.lines):
                return row, max(0, len(at.lines[row]) - 1)
            row, col = row + 1, 0
    line = at.lines[row]
    while col + 1 < len(line) and _kind(line[col + 1], big) == _kind(line[col], big):
        col += 1
    return row, col


def word_back(at: Core, row: int, col: int, big: bool) -> tuple[int, int]:
    """The start of this word, or of the one before."""
    col -= 1
    while col < 0 or at.lines[row][col].isspace():
        if col <= 0:
            if row == 0:
                return 0, 0
            row -= 1
            col = len(at.lines[row]) - 1
            if col < 0:
                return row, 0
            continue
        col -= 1
    line = at.lines[row]
    while col and _kind(line[col - 1], big) == _kind(line[col], big):
        col -= 1
    return row, col


def _words(step: Callable[[Core, int, int, bool], tuple[int, int]], *, big: bool, inclusive: bool = False) -> Motion:
    def move(at: Core, count: int | None) -> Target | None:
        place = at.row, at.col
        for _ in range(min(count or 1, 100_000)):
            before, place = place, step(at, *place, big)
            if place == before:
                break
        if place == (at.row, at.col):
            return None
        return Target(*place, "inclusive" if inclusive else "exclusive")

    return move


def _paragraph(step: int) -> Motion:
    def move(at: Core, count: int | None) -> Target | None:
        row = at.row
        for _ in range(min(count or 1, 100_000)):
            while 0 <= row < len(at.lines) and not at.lines[row]:
                row += step
            while 0 <= row < len(at.lines) and at.lines[row]:
                row += step
        if row >= len(at.lines):
            return Target(len(at.lines) - 1, len(at.lines[-1]))
        return Target(max(0, row), 0)

    return move


def _match(at: Core, count: int | None) -> Target | None:
    if count is not None:
        row = min(len(at.lines), -(-count * len(at.lines) // 100)) - 1
        return Target(row, at.first(row), "line")
    closing = {close: open_ for open_, close in PAIRS.items()}
    line = at.line
    col = next((i for i in range(at.col, len(line)) if line[i] in PAIRS or line[i] in closing), None)
    if col is None:
        return None
    char = line[col]
    step, other = (1, PAIRS[char]) if char in PAIRS else (-1, closing[char])
    depth, row = 0, at.row
    while 0 <= row < len(at.lines):
        while 0 <= col < len(at.lines[row]):
            depth += (at.lines[row][col] == char) - (at.lines[row][col] == other)
            if not depth:
                return Target(row, col, "inclusive")
            col += step
        row += step
        col = 0 if step > 0 else len(at.lines[row]) - 1 if row >= 0 else 0
    return None


def _screen(part: str) -> Motion:
    def move(at: Core, count: int | None) -> Target | None:
        last = min(len(at.lines) - 1, at.top + at.rows - 2)
        row = {"H": at.top + (count or 1) - 1, "L": last - (count or 1) + 1, "M": (at.top + last) // 2}[part]
        row = max(at.top, min(row, last))
        return Target(row, at.first(row), "line")

    return move


def _column(at: Core, count: int | None) -> Target | None:
    return Target(at.row, (count or 1) - 1)


def _back_to_end(at: Core, count: int | None) -> Target | None:
    row, col = at.row, at.col
    for _ in range(min(count or 1, 100_000)):
        line = at.lines[row]
        kind = _kind(line[col], False) if col < len(line) else 0
        while col >= 0 and line[col : col + 1] and kind and _kind(line[col], False) == kind:
            col -= 1
        while col < 0 or not line[col : col + 1] or line[col].isspace():
            col -= 1
            if col < 0:
                if row == 0:
                    return Target(0, 0, "inclusive")
                row -= 1
                line = at.lines[row]
                col = len(line) - 1
                if not line:
                    col = 0
                    break
    return Target(row, col, "inclusive")


MOTIONS: dict[str, Motion] = {
    "h": _left, "<Left>": _left, "<BS>": _left, "<C-h>": _left, "l": _right, "<Right>": _right, " ": _right,
    "j": _rows(1), "<Down>": _rows(1), "<C-n>": _rows(1), "<C-j>": _rows(1), "k": _rows(-1), "<Up>": _rows(-1),
    "<C-p>": _rows(-1), "+": _rows(1, first=True), "<Enter>": _rows(1, first=True), "-": _rows(-1, first=True),
    "_": lambda at, count: _rows(1, first=True)(at, count - 1) if count and count > 1 else
    Target(at.row, at.first(at.row), "line"),
    "0": lambda at, count: Target(at.row, 0), "<Home>": lambda at, count: Target(at.row, 0),
    "^": lambda at, count: Target(at.row, at.first(at.row)), "$": _end_of_line, "<End>": _end_of_line,
    "|": _column, "G": _line(True), "<C-End>": _line(True), "gg": _line(False), "<C-Home>": _line(False),
    "w": _words(word_ahead, big=False), "W": _words(word_ahead, big=True), "<S-Right>": _words(word_ahead, big=False),
    "<C-Right>": _words(word_ahead, big=True), "b": _words(word_back, big=False), "B": _words(word_back, big=True),
    "<S-Left>": _words(word_back, big=False), "<C-Left>": _words(word_back, big=True),
    "e": _words(word_end, big=False, inclusive=True), "E": _words(word_end, big=True, inclusive=True),
    "ge": _back_to_end, "}": _paragraph(1), "{": _paragraph(-1), "%": _match,
    "H": _screen("H"), "M": _screen("M"), "L": _screen("L"), "gj": _rows(1), "gk": _rows(-1),
}  # fmt: skip


def found_in_line(at: Core, sign: str, char: str, count: int, *, again: bool = False) -> Target | None:
    """f, F, t and T."""
    line, col = at.line, at.col
    step = 1 if sign in "ft" else -1
    if again and sign in "tT" and line[col + step : col + step + 1] == char:
        col += step
    for _ in range(count):
        col += step
        while 0 <= col < len(line) and line[col] != char:
            col += step
        if not 0 <= col < len(line):
            return None
    col -= step if sign in "tT" else 0
    return Target(at.row, col, "inclusive" if step > 0 else "exclusive")

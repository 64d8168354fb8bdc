"""What operators do to a span of text."""

from __future__ import annotations

import math

from app.host.vim.core import Core, Register, Span
from app.host.vim.indent import indented, shifted

CASES = {"g~": str.swapcase, "gu": str.lower, "gU": str.upper}


def span_between(at: Core, row: int, col: float, kind: str) -> Span | None:
    """From the cursor to where a motion goes. Follows Vim's rules for exclusive motions that end at a line's start."""
    here, there = sorted([(at.row, at.col), (row, int(min(col, max(len(at.lines[row]) - (kind != "exclusive"), 0))))])
    if kind == "line":
        return Span((here[0], 0), (there[0], 0), "line")
    if kind == "inclusive":
        return Span(here, there, "char")
    if here == there:
        return None
    if there[1] == 0 and there[0] > here[0]:
        end = there[0] - 1
        if not at.lines[here[0]][: here[1]].strip():
            return Span((here[0], 0), (end, 0), "line")
        return Span(here, (end, len(at.lines[end]) - 1), "char")
    return Span(here, (there[0], there[1] - 1), "char")


def taken(at: Core, span: Span) -> Register:
    """The text of a span."""
    (row, col), (last, end) = span.start, span.end
    if span.kind == "line":
        return Register("".join(line + "\n" for line in at.lines[row : last + 1]), "line")
    if span.kind == "block":
        left, right = span.columns
        rows = [line[left : None if right == math.inf else int(right) + 1] for line in at.lines[row : last + 1]]
        return Register("\n".join(rows), "block")
    if row == last:
        return Register(at.lines[row][col : end + 1])
    middle = at.lines[row + 1 : last]
    tail = "\n" if end >= len(at.lines[last]) and at.lines[last] else ""
    return Register("\n".join([at.lines[row][col:], *middle, at.lines[last][: end + 1]]) + tail)


def removed(at: Core, span: Span) -> None:
    """Take a span away; the cursor goes to where it was."""
    (row, col), (last, end) = span.start, span.end
    if span.kind == "line":
        at.cut_lines(row, last)
        at.go(min(row, len(at.lines) - 1), 0)
        at.go(at.row, at.first(at.row))
        return
    if span.kind == "block":
        left, right = span.columns
        for i in range(row, last + 1):
            line = at.lines[i]
            at.lines[i] = line[:left] + ("" if right == math.inf else line[int(right) + 1 :])
        at.go(row, left)
        return
    rest = at.lines[last][end + 1 :]
    if end >= len(at.lines[last]) and last + 1 < len(at.lines) and (row, col) != (last, end + 1):
        rest, last = at.lines[last + 1], last + 1  # the newline too
    at.lines[row : last + 1] = [at.lines[row][:col] + rest]
    at.go(row, col)


def operate(at: Core, operator: str, span: Span, register: str, times: int = 1) -> None:
    """d, y, >, <, = and the cases (c is a d with what follows it)."""
    first, last = span.start[0], span.end[0]
    number = last - first + 1
    if operator == "y":
        at.store(register, taken(at, span), deleted=False)
        at.go(*((first, at.col) if span.kind == "line" else span.start))
        if number > 2:
            at.say(f"block of {number} lines yanked" if span.kind == "block" else f"{number} lines yanked")
    elif operator == "d":
        before = len(at.lines)
        at.store(register, taken(at, span), deleted=True)
        removed(at, span)
        at.counted(before - len(at.lines), "fewer lines")
        if (at.lines == [""] and before > 1) or (span.kind == "line" and at.lines == [""]):
            at.say("--No lines in buffer--")
    elif operator in "<>":
        for row in range(first, last + 1):
            at.lines[row] = shifted(at, at.lines[row], times if operator == ">" else -times)
        at.go(first, at.first(first))
        at.counted(number, f"lines {operator}ed {times} time{'' if times == 1 else 's'}")
    elif operator == "=":
        for row in range(first, last + 1):
            at.lines[row] = indented(at, row)
        at.go(first, at.first(first))
        at.counted(number, "lines indented ")
    elif operator in CASES:
        _cased(at, operator, span)


def _cased(at: Core, operator: str, span: Span) -> None:
    (row, col), (last, end) = span.start, span.end
    for i in range(row, last + 1):
        line = at.lines[i]
        left = col if span.kind == "char" and i == row else 0
        right: float = end + 1 if span.kind == "char" and i == last else len(line)
        if span.kind == "block":
            left, right = span.columns[0], span.columns[1] + 1
        until = int(min(right, len(line)))
        at.lines[i] = line[:left] + CASES[operator](line[left:until]) + line[until:]
    at.go(row, at.col if span.kind == "line" else col)


def put(at: Core, register: Register, count: int, *, after: bool, behind: bool = False) -> None:
    """p and P; gp and gP leave the cursor behind the text."""
    if register.kind == "line":
        lines = register.text.removesuffix("\n").split("\n") * count
        row = at.row + after
        at.put_lines(row, lines)
        if behind:
            at.go(row + len(lines), 0)
        else:
            at.go(row, at.first(row))
        at.counted(len(lines), "more lines")
        return
    if register.kind == "block":
        _put_block(at, register.text.split("\n"), count, after)
        return
    text = register.text * count
    col = min(len(at.line), at.col + after) if at.line else 0
    head, tail = at.line[:col], at.line[col:]
    lines = (head + text + tail).split("\n")
    at.lines[at.row : at.row + 1] = lines
    if len(lines) == 1:
        at.go(at.row, col + len(text) - (not behind))
    elif behind:
        at.go(at.row + len(lines) - 1, len(lines[-1]) - len(tail))
    else:
        at.go(at.row, col)


def _put_block(at: Core, rows: list[str], count: int, after: bool) -> None:
    col = min(len(at.line), at.col + after) if at.line else 0
    size = max(map(len, rows))
    for i, text in enumerate(rows):
        if at.row + i >= len(at.lines):
            at.lines.append("")
        line = at.lines[at.row + i].ljust(col)
        filled = (text.ljust(size) * count) if line[col:] else (text.ljust(size) * (count - 1) + text)
        at.lines[at.row + i] = line[:col] + filled + line[col:]
    at.go(at.row, col)


def joined(at: Core, first: int, last: int, *, blank: bool = True) -> None:
    """J: rows first to last as one line."""
    for _ in range(max(1, last - first)):
        if first + 1 >= len(at.lines):
            return
        line, more = at.lines[first], at.lines.pop(first + 1)
        if blank:
            line, more = line.rstrip(" \t") if more.strip() else line, more.lstrip(" \t")
        gap = " " if blank and line and more and not more.startswith(")") else ""
        at.lines[first] = line + gap + more
        at.go(first, len(line) if gap or not blank else max(0, len(line) - (not more)))

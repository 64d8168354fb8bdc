"""Text objects: what `iw`, `a"`, `i{`, `ip` and their like stand for."""

from __future__ import annotations

from app.host.vim.core import Core, Span

BRACKETS = {
    "(": "()", ")": "()", "b": "()", "[": "[]", "]": "[]", "{": "{}", "}": "{}", "B": "{}", "<": "<>", ">": "<>",
}  # fmt: skip


def text_object(at: Core, inner: bool, key: str, count: int) -> Span | None:
    """The span around the cursor; None when there is none."""
    if key in "wW":
        return _word(at, inner, key == "W", count)
    if key in "\"'`":
        return _quoted(at, inner, key)
    if key in BRACKETS:
        return _block(at, inner, *BRACKETS[key])
    if key == "p":
        return _paragraph(at, inner, count)
    return None


def _word(at: Core, inner: bool, big: bool, count: int) -> Span:
    line = at.line

    def kind(i: int) -> int:
        if line[i].isspace():
            return 0
        return 1 if big or line[i].isalnum() or line[i] == "_" else 2

    if not line:
        return Span((at.row, 0), (at.row, -1), "char")
    start = end = min(at.col, len(line) - 1)
    while start and kind(start - 1) == kind(end):
        start -= 1
    for turn in range(count):
        end += turn > 0
        while end + 1 < len(line) and kind(end + 1) == kind(end):
            end += 1
        if not inner and end + 1 < len(line) and (kind(end + 1) == 0 or kind(end) == 0):
            end += 1
            while end + 1 < len(line) and kind(end + 1) == kind(end):
                end += 1
        elif not inner:
            while start and kind(start - 1) == 0:
                start -= 1
    return Span((at.row, start), (at.row, min(end, len(line) - 1)), "char")


def _quoted(at: Core, inner: bool, quote: str) -> Span | None:
    line = at.line
    places = [i for i, char in enumerate(line) if char == quote and line[i - 1 : i] != "\\"]
    pairs = list(zip(places[::2], places[1::2], strict=False))
    found = next(((a, b) for a, b in pairs if b >= at.col), None)
    if found is None:
        return None
    start, end = found
    if inner:
        return Span((at.row, start + 1), (at.row, end - 1), "char")
    while end + 1 < len(line) and line[end + 1].isspace():
        end += 1
    return Span((at.row, start), (at.row, end), "char")


def _block(at: Core, inner: bool, opening: str, closing: str) -> Span | None:
    start = _unmatched(at, at.row, at.col, opening, closing, -1)
    if start is None:
        return None
    end = _unmatched(at, start[0], start[1] + 1, closing, opening, 1)
    if end is None:
        return None
    if not inner:
        return Span(start, end, "char")
    if start[1] == len(at.lines[start[0]]) - 1 and not at.lines[end[0]][: end[1]].strip() and end[0] - start[0] > 1:
        return Span((start[0] + 1, 0), (end[0] - 1, 0), "line")
    if end[1] == 0 and end[0] > start[0]:
        end = end[0] - 1, len(at.lines[end[0] - 1])
    return Span((start[0], start[1] + 1), (end[0], end[1] - 1), "char")


def _unmatched(at: Core, row: int, col: int, wanted: str, other: str, step: int) -> tuple[int, int] | None:
    depth = 0
    first = True
    while 0 <= row < len(at.lines):
        line = at.lines[row]
        while 0 <= col < len(line):
            if line[col] == wanted and not depth:
                return row, col
            if not (first and step < 0):  # a closing bracket under the cursor is inside
                depth += (line[col] == other) - (line[col] == wanted)
            first = False
            col += step
        row += step
        first = False
        col = 0 if step > 0 else (len(at.lines[row]) - 1 if row >= 0 else 0)
    return None


def _paragraph(at: Core, inner: bool, count: int) -> Span:
    start = end = at.row
    blank = not at.line.strip()
    while start and (not at.lines[start - 1].strip()) == blank:
        start -= 1
    for turn in range(count):
        end += turn > 0 and end + 1 < len(at.lines)
        blank = not at.lines[end].strip()
        while end + 1 < len(at.lines) and (not at.lines[end + 1].strip()) == blank:
            end += 1
        if not inner:
            before = end
            while end + 1 < len(at.lines) and (not at.lines[end + 1].strip()) != blank:
                end += 1
            while end == before and start and not at.lines[start - 1].strip():
                start -= 1
    return Span((start, 0), (end, 0), "line")

"""Visual mode: by characters, by lines, by blocks."""

from __future__ import annotations

import math

from app.host.vim.core import Register, Span, Wanted
from app.host.vim.normal import Normal
from app.host.vim.objects import text_object
from app.host.vim.operators import joined, operate, put, removed, taken

MODES = {"v": "visual", "V": "v-line", "<C-v>": "v-block", "<C-q>": "v-block"}
OPERATORS = {
    "d": "d", "x": "d", "<Del>": "d", "<BS>": "d", "y": "y", ">": ">", "<": "<", "=": "=", "~": "g~", "u": "gu",
    "U": "gU", "g~": "g~", "gu": "gu", "gU": "gU",
}  # fmt: skip
LINEWISE = {"D": "d", "X": "d", "Y": "y"}
CHANGES = ("c", "s", "C", "S", "R")


class Visual(Normal):
    """A selection, and what is done to it."""

    def visual_mode(self, mode: str) -> Wanted[None]:
        """Until something is done to the selection, or it is given up."""
        self.mode, self.visual_start = mode, (self.row, self.col)
        yield from self.selecting()

    def reselect(self) -> Wanted[None]:
        """gv."""
        if self.last_visual is None:
            return
        self.mode, self.visual_start, (row, col) = self.last_visual
        self.go(row, col)
        yield from self.selecting()

    def selecting(self) -> Wanted[None]:
        """The keys of visual mode."""
        while self.mode in ("visual", "v-line", "v-block"):
            count, register, key = yield from self.prefix()
            self.message = ""
            if key in ("<Esc>", "<C-c>") or MODES.get(key) == self.mode:
                self._leave()
            elif key in MODES:
                self.mode = MODES[key]
            elif key in ("o", "O"):
                here, self.visual_start = self.visual_start, (self.row, self.col)
                self.go(*here)
            elif not (yield from self._act(key, count, register)):
                yield from self._move(key, count)

    def _leave(self) -> None:
        self.last_visual = (self.mode, self.visual_start, (self.row, self.col))
        first, last = sorted([self.visual_start, (self.row, self.col)])
        self.marks["<"], self.marks[">"] = first, last
        self.mode = "normal"
        self.go(self.row, self.col)

    def _move(self, key: str, count: int | None) -> Wanted[None]:
        if key in ("i", "a"):
            if self.mode == "v-block":
                return
            span = text_object(self, key == "i", (yield from self.key()), count or 1)
            if span is not None:
                self.visual_start = span.start
                self.mode = "v-line" if span.kind == "line" else self.mode
                self.go(*span.end)
            return
        if key in ("<C-d>", "<C-u>", "<C-f>", "<C-b>", "<PageUp>", "<PageDown>", "zz", "zt", "zb"):
            yield from self.commands[key](self, count, '"')
            return
        target = yield from self.motion(key, count)
        if target is not None:
            self.go(target.row, target.col, keep=target.keep)

    def selected(self) -> Span:
        """The selection."""
        start, end = sorted([self.visual_start, (self.row, self.col)])
        if self.mode == "v-line":
            return Span((start[0], 0), (end[0], 0), "line")
        if self.mode == "v-block":
            columns = sorted([self.visual_start[1], self.col])
            right: float = math.inf if self.want == math.inf else columns[1]
            return Span((start[0], columns[0]), (end[0], columns[1]), "block", (columns[0], right))
        return Span(start, end, "char")

    def _act(self, key: str, count: int | None, register: str) -> Wanted[bool]:
        span, block = self.selected(), self.mode == "v-block"
        rows = Span((span.start[0], 0), (span.end[0], 0), "line")
        if key in OPERATORS:
            self._leave()
            operate(self, OPERATORS[key], span, register, count or 1)
        elif key in LINEWISE:
            self._leave()
            to_end = Span(span.start, span.end, "block", (span.columns[0], math.inf))
            operate(self, LINEWISE[key], to_end if block and key == "D" else rows, register)
        elif block and key in ("I", "A", "c", "s"):
            self._leave()
            yield from self._block_insert(span, key, register)
        elif key in CHANGES:
            self._leave()
            yield from self.change(span if key in ("c", "s") else rows, register)
        elif key in ("J", "gJ"):
            self._leave()
            joined(self, span.start[0], span.end[0], blank=key == "J")
        elif key == "r":
            self._fill(span, (yield from self.key()))
        elif key in ("p", "P"):
            self._leave()
            self._put_over(span, register, keep=key == "P")
        elif key == ":":
            self._leave()
            self.replay([*":'<,'>"])
        elif key in ("<C-a>", "<C-x>"):
            self._leave()
            for row in range(span.start[0], span.end[0] + 1):
                self.go(row, 0)
                yield from self.commands[key](self, count, register)
            self.go(*span.start)
        elif key in ("I", "A"):
            self._leave()
            self.mode = "insert"
            at, after = (span.start, 0) if key == "I" else (span.end, 1)
            line = span.kind == "line" and key == "A"
            self.go(at[0], len(self.lines[at[0]]) if line else at[1] + after)
            yield from self.insert_mode()
        else:
            return False
        return True

    def _fill(self, span: Span, char: str) -> None:
        self._leave()
        if len(char) != 1:
            return
        for row in range(span.start[0], span.end[0] + 1):
            line = self.lines[row]
            left = span.start[1] if span.kind == "char" and row == span.start[0] else 0
            right: float = span.end[1] + 1 if span.kind == "char" and row == span.end[0] else len(line)
            if span.kind == "block":
                left, right = span.columns[0], span.columns[1] + 1
            until = int(min(right, len(line)))
            self.lines[row] = line[:left] + char * max(0, until - left) + line[until:]
        self.go(*span.start)

    def _put_over(self, span: Span, register: str, *, keep: bool) -> None:
        found = self.stored(register) or Register()
        old = taken(self, span)
        last = span.kind == "line" and span.end[0] == len(self.lines) - 1
        at_end = span.kind == "char" and span.end[1] >= len(self.lines[span.end[0]]) - 1
        removed(self, span)
        if span.kind == "char" and found.kind == "line":
            line = self.line
            col = self.col + at_end if line else 0
            self.lines[self.row : self.row + 1] = [line[:col], *found.text.removesuffix("\n").split("\n"), line[col:]]
            self.go(self.row + 1, 0)
        elif span.kind == "line" and found.kind == "char":
            self.put_lines(self.row + last, found.text.split("\n"))
            self.go(self.row + last, 0)
        else:
            put(self, found, 1, after=(at_end and bool(self.line)) or last)
        if not keep:
            self.store('"', old, deleted=True)

    def _block_insert(self, span: Span, key: str, register: str) -> Wanted[None]:
        """I, A and c on a block: what is typed on its first row goes to the others."""
        first, last = span.start[0], span.end[0]
        left, right = span.columns
        if key in ("c", "s"):
            operate(self, "d", span, register)
            self.message = ""
        at = left if key != "A" else right + 1
        for row in range(first, last + 1):
            if key == "A" and right != math.inf:
                self.lines[row] = self.lines[row].ljust(int(at))
        self.mode = "insert"
        self.go(first, at)
        col, before = self.col, len(self.line)
        yield from self.insert_mode()
        typed = self.lines[first][col : col + len(self.lines[first]) - before]
        if self.row != first or len(self.lines[first]) <= before:
            return
        for row in range(first + 1, last + 1):
            line = self.lines[row]
            to = len(line) if at == math.inf else int(at)
            if len(line) >= to and (len(line) > to or key != "I"):
                self.lines[row] = line[:to] + typed + line[to:]
        self.go(first, col)

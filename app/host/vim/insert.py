"""Insert and replace mode."""

from __future__ import annotations

import re

from app.host.vim.core import Core, Wanted
from app.host.vim.indent import begins_with, shifted, width
from app.host.vim.motions import word_ahead, word_back

LEAVE = ("<Esc>", "<C-c>")


class Inserting(Core):
    """Typing text."""

    def insert_mode(self, count: int = 1, *, replace: bool = False) -> Wanted[None]:
        """Until Esc. What was typed in one place is repeated `count` times."""
        self.mode = "replace" if replace else "insert"
        self.message = ""
        typed, overtyped = "", list[str]()
        start = (self.row, self.col)
        while (key := (yield from self.key())) not in LEAVE:
            before = (self.row, self.col)
            if key == "<C-o>":
                yield from self.one_command()
                self.mode = "replace" if replace else "insert"
            elif replace and (len(key) == 1 or key == "<BS>"):
                self._overtype(key, overtyped)
            else:
                yield from self._insert_key(key)
            typed = typed + key if len(key) == 1 and before >= start else typed if key == "<BS>" else ""
        if count > 1 and typed and not replace:
            for _ in range(count - 1):
                self._insert(typed)
        if not self.line.strip() and (self.line and self._only_indent):
            self.lines[self.row] = ""
        self.mode = "normal"
        self.marks["^"] = (self.row, self.col)
        self.go(self.row, self.col - 1)

    _only_indent = False  # the line has nothing but the indent that came by itself

    def one_command(self) -> Wanted[None]:
        """Ctrl-O: one command of normal mode."""
        raise NotImplementedError

    def _insert(self, text: str) -> None:
        lines = (self.line[: self.col] + text + self.line[self.col :]).split("\n")
        tail = len(self.line) - self.col
        self.lines[self.row : self.row + 1] = lines
        self.go(self.row + len(lines) - 1, len(lines[-1]) - tail)

    def _overtype(self, key: str, before: list[str]) -> None:
        if key == "<BS>":
            if before:
                was, col = before.pop(), self.col - 1
                self.lines[self.row] = self.line[:col] + was + self.line[self.col :]
                self.go(self.row, col)
            return
        before.append(self.line[self.col : self.col + 1])
        self.lines[self.row] = self.line[: self.col] + key + self.line[self.col + 1 :]
        self.go(self.row, self.col + 1)

    def _insert_key(self, key: str) -> Wanted[None]:
        fresh, self._only_indent = self._only_indent, False
        if key.startswith("<Paste>"):
            self._insert(key.removeprefix("<Paste>"))
        elif len(key) == 1:
            self._type(key)
        elif key in ("<Enter>", "<C-j>", "<C-m>"):
            self._new_line(fresh)
        elif key in ("<BS>", "<C-h>"):
            self._backspace()
        elif key in ("<Tab>", "<C-i>"):
            self._tab()
        elif key in ("<C-w>", "<C-u>"):
            self._rub_out(word=key == "<C-w>")
        elif key in ("<C-t>", "<C-d>"):
            size = len(self.line)
            self.lines[self.row] = shifted(self, self.line or " ", 1 if key == "<C-t>" else -1)
            self.go(self.row, self.col + len(self.line) - size)
        elif key == "<C-r>":
            found = self.stored((yield from self.key()))
            self._insert(found.text if found is not None else "")
        elif key in ("<C-v>", "<C-q>"):
            literal = yield from self.key()
            self._insert({"<Tab>": "\t", "<Esc>": "\x1b", "<Enter>": "\r"}.get(literal, literal[:1]))
        elif key in ("<C-n>", "<C-p>"):
            self._complete(back=key == "<C-p>")
        else:
            self._walk(key)

    def _type(self, key: str) -> None:
        self._insert(key)
        if key in "]}" and self.options.on("smartindent") and self.line.strip() == key:
            self.lines[self.row] = shifted(self, self.line, -1)
            self.go(self.row, len(self.line))

    def _new_line(self, fresh: bool) -> None:
        head, tail = self.line[: self.col], self.line[self.col :]
        self.lines[self.row] = head
        indent = begins_with(self, self.row)
        if fresh and not head.strip():
            self.lines[self.row] = ""
        self.lines.insert(
            self.row + 1, indent + (tail.lstrip(" \t") if indent or self.options.on("autoindent") else tail)
        )
        self.go(self.row + 1, len(indent))
        self._only_indent = bool(indent) and not tail.strip()

    def open_line(self, *, above: bool) -> None:
        """o and O, up to the typing."""
        indent = begins_with(self, self.row)
        if above:
            line = self.line
            keep = self.options.on("autoindent") or self.options.text("filetype") == "yaml"
            indent = line[: len(line) - len(line.lstrip(" \t"))] if keep and not self.options.values["paste"] else ""
        row = self.row + (not above)
        self.lines.insert(row, indent)
        self.mode = "insert"
        self.go(row, len(indent))
        self._only_indent = bool(indent)

    def _backspace(self) -> None:
        if self.col == 0:
            if self.row:
                col = len(self.lines[self.row - 1])
                self.lines[self.row - 1 : self.row + 1] = [self.lines[self.row - 1] + self.line]
                self.go(self.row - 1, col)
            return
        head, number = self.line[: self.col], 1
        soft = self.options.number("softtabstop") if not self.options.values["paste"] else 0
        soft = self.options.shift if soft < 0 or (not head.strip() and self.options.on("smarttab")) else soft
        if soft and head.endswith(" "):
            spaces = len(head) - len(head.rstrip(" "))
            number = min(spaces, (len(head) - 1) % soft + 1)
        self.lines[self.row] = head[:-number] + self.line[self.col :]
        self.go(self.row, self.col - number)

    def _tab(self) -> None:
        head = self.line[: self.col]
        size = self.options.tab
        columns = len(head.expandtabs(self.options.number("tabstop")))
        if not self.options.on("expandtab") and size == self.options.number("tabstop"):
            self._insert("\t")
            return
        goal = columns + size - columns % size
        if self.options.on("expandtab"):
            self._insert(" " * (goal - columns))
            return
        bare = head.rstrip(" \t")
        filled = bare
        stop = self.options.number("tabstop")
        at = len(bare.expandtabs(stop))
        while at + stop - at % stop <= goal:
            filled, at = filled + "\t", at + stop - at % stop
        filled += " " * (goal - at)
        self.lines[self.row] = filled + self.line[self.col :]
        self.go(self.row, len(filled))

    def _rub_out(self, *, word: bool) -> None:
        if self.col == 0:
            self._backspace()
            return
        head = self.line[: self.col]
        left = word_back(self, self.row, self.col, False)[1] if word and head.strip() else 0
        if not word and not head[: width(self, head)].strip() and head.strip():
            left = len(head) - len(head.lstrip(" \t"))
        self.lines[self.row] = head[:left] + self.line[self.col :]
        self.go(self.row, left)

    def _complete(self, *, back: bool) -> None:
        found = re.search(r"\w*$", self.line[: self.col])
        start = found[0] if found else ""
        words = [word for line in self.lines for word in re.findall(r"\w+", line)]
        offered = list(dict.fromkeys(word for word in words if word.startswith(start) and word != start))
        if offered and start:
            self._insert((offered[-1] if back else offered[0])[len(start) :])
        else:
            self.say("E486: Pattern not found")

    def _walk(self, key: str) -> None:
        row, col = self.row, self.col
        page = max(1, self.rows - 3)
        if key in ("<Left>", "<Right>"):
            self.go(row, col + (1 if key == "<Right>" else -1))
        elif key in ("<Up>", "<Down>", "<PageUp>", "<PageDown>"):
            step = {"<Up>": -1, "<Down>": 1, "<PageUp>": -page, "<PageDown>": page}[key]
            self.go(row + step, self.want, keep=True)
        elif key in ("<Home>", "<End>"):
            self.go(row, 0 if key == "<Home>" else len(self.line))
        elif key in ("<C-Right>", "<S-Right>"):
            self.go(*word_ahead(self, row, col, False))
        elif key in ("<C-Left>", "<S-Left>"):
            self.go(*word_back(self, row, col, False))
        elif key in ("<C-e>", "<C-y>"):
            near = row + (1 if key == "<C-e>" else -1)
            if 0 <= near < len(self.lines):
                self._insert(self.lines[near][col : col + 1])
        elif key == "<Del>" and col < len(self.line):
            self.lines[row] = self.line[:col] + self.line[col + 1 :]
        elif key == "<Del>" and row + 1 < len(self.lines):
            self.lines[row : row + 2] = [self.line + self.lines[row + 1]]
        elif key in ("<C-Home>", "<C-End>"):
            self.go(0 if key == "<C-Home>" else len(self.lines) - 1, 0 if key == "<C-Home>" else 1 << 30)

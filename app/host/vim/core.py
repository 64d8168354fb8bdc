"""The state of an editor, and what every mode needs: keys, the cursor, registers, undo."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from app.host.vim.options import Options

T = TypeVar("T")
Kind = Literal["char", "line", "block"]
UNDO_LEVELS = 1000
REPLAYED = 20_000  # keys that macros may press before somebody must press one


@dataclass(frozen=True)
class Run:
    """A shell command that the driver is to run, with its input; the answer is (exit status, output)."""

    command: str
    text: str = ""
    shown: bool = False  # on the screen, for `:!`


Wanted = Generator[Run | None, object, T]


class Disk(Protocol):
    """The files."""

    def read(self, path: str) -> str | None:
        """A file's text; None when there is none. Raises OSError."""

    def write(self, path: str, text: str) -> None:
        """Raises OSError."""


@dataclass(frozen=True)
class Register:
    """Text that was deleted or yanked. A block has the texts of its rows as lines."""

    text: str = ""
    kind: Kind = "char"


@dataclass(frozen=True)
class Change:
    """The text before a change (or after one that was undone), and where the cursor was."""

    lines: list[str]
    row: int
    col: int
    number: int
    when: float


class ExError(Exception):
    """A message that begins with E and its number."""


class Core:
    """The state. Rows and columns of the text count from 0."""

    def __init__(self, disk: Disk, rows: int, columns: int, now: Callable[[], float]) -> None:
        self.disk, self.rows, self.columns, self.now = disk, rows, columns, now
        self.name = ""
        self.lines: list[str] = [""]
        self.row = self.col = 0
        self.want: float = 0  # the column that j and k try to keep
        self.top = 0  # the first row on the screen
        self.mode = "normal"
        self.visual_start = (0, 0)
        self.last_visual: tuple[str, tuple[int, int], tuple[int, int]] | None = None
        self.message, self.bad = "", False
        self.entered: str | None = None  # what is typed behind `:` or `/`, with that sign
        self.options = Options()
        self.registers: dict[str, Register] = {}
        self.marks: dict[str, tuple[int, int]] = {}
        self.undos: list[Change] = []
        self.redos: list[Change] = []
        self.changes = 0
        self.saved: list[str] = [""]
        self.ended_in_newline = True
        self.no_lines = True  # not even an empty one
        self.done: int | None = None  # the exit status
        self.pattern, self.backwards, self.highlight = "", False, True
        self.sought = ("", "")  # the last f, F, t or T and its character
        self.substitution = ("", "", "")
        self.queue: deque[str] = deque()
        self.replayed = 0
        self.taken: list[str] = []
        self.dot: list[str] = []
        self.recording: tuple[str, list[str]] | None = None
        self.autocommands: list[tuple[str, str]] = []  # a file's pattern or type, and the command

    # -- keys

    def key(self) -> Wanted[str]:
        """The next key: of a macro, or pressed."""
        if self.queue and self.replayed < REPLAYED:
            self.replayed += 1
            key = self.queue.popleft()
        else:
            self.queue.clear()
            self.replayed = 0
            key = str((yield None))
            if self.recording is not None:
                self.recording[1].append(key)
        self.taken.append(key)
        return key

    def replay(self, keys: list[str]) -> None:
        """Press keys before any others."""
        self.queue.extendleft(reversed(keys))

    # -- messages

    def say(self, text: str) -> None:
        """Show a message."""
        self.message, self.bad = text, False

    def fail(self, text: str) -> None:
        """Show an error; what macros had left to press is dropped."""
        self.message, self.bad = text, True
        self.queue.clear()

    def counted(self, number: int, what: str) -> None:
        """Say how many lines something was done to, if they are more than two."""
        if number > 2:
            self.say(f"{number} {what}")

    # -- the text

    @property
    def line(self) -> str:
        """The line with the cursor."""
        return self.lines[self.row]

    @property
    def modified(self) -> bool:
        """Whether the text differs from the file."""
        return self.lines != self.saved

    def go(self, row: int, col: float, *, keep: bool = False) -> None:
        """Put the cursor somewhere, or as near as there is text; `keep` for j and k."""
        self.row = max(0, min(row, len(self.lines) - 1))
        behind = self.mode in ("insert", "replace", "visual", "v-block")
        last = max(0, len(self.line) - (0 if behind else 1))
        self.col = int(max(0, min(col, last)))
        if not keep:
            self.want = col if col == float("inf") else self.col

    def first(self, row: int) -> int:
        """The column of a row's first character that is no blank."""
        line = self.lines[row]
        return min(len(line) - len(line.lstrip()), max(0, len(line) - 1))

    def put_lines(self, at: int, lines: list[str]) -> None:
        """Insert whole lines before row `at`."""
        self.lines[at:at] = lines

    def cut_lines(self, first: int, last: int) -> list[str]:
        """Take whole lines away (there is always one left); rows from first to last."""
        cut = self.lines[first : last + 1]
        del self.lines[first : last + 1]
        if not self.lines:
            self.lines, self.no_lines = [""], True
        return cut

    # -- registers

    def store(self, name: str, register: Register, *, deleted: bool) -> None:
        """Keep text that was yanked or deleted."""
        if name == "_":
            return
        if name.isupper():
            before = self.registers.get(name.lower(), Register())
            register = Register(before.text + register.text, before.kind if before.text else register.kind)
            name = name.lower()
        if name not in ('"', "+", "*"):
            self.registers[name] = register
        elif not deleted:
            self.registers["0"] = register
        elif register.kind == "line" or "\n" in register.text:
            for number in range(9, 1, -1):
                if (older := self.registers.get(str(number - 1))) is not None:
                    self.registers[str(number)] = older
            self.registers["1"] = register
        else:
            self.registers["-"] = register
        self.registers['"'] = register

    def stored(self, name: str) -> Register | None:
        """What a register has."""
        special = {"%": self.name, ":": self.registers.get(":", Register()).text, "/": self.pattern}
        if name in special:
            return Register(special[name])
        return self.registers.get('"' if name in "+*" else name.lower())

    # -- undo

    def remember(self, before: list[str], row: int, col: int) -> bool:
        """After a command: keep what was before, if it changed something."""
        if before == self.lines:
            return False
        self.changes += 1
        self.no_lines = self.no_lines and self.lines == [""]
        self.undos.append(Change(before, row, col, self.changes, self.now()))
        del self.undos[:-UNDO_LEVELS]
        self.redos.clear()
        return True

    def undo(self) -> None:
        """u."""
        if not self.undos:
            self.say("Already at oldest change")
            return
        change = self.undos.pop()
        self.redos.append(Change(self.lines, self.row, self.col, change.number, change.when))
        self._back(change, "before")

    def redo(self) -> None:
        """Ctrl-R."""
        if not self.redos:
            self.say("Already at newest change")
            return
        change = self.redos.pop()
        self.undos.append(Change(self.lines, self.row, self.col, change.number, change.when))
        self._back(change, "after")

    def _back(self, change: Change, when: str) -> None:
        grown = len(change.lines) - len(self.lines)
        differs = next(
            (at for at, pair in enumerate(zip(self.lines, change.lines, strict=False)) if pair[0] != pair[1]),
            min(len(self.lines), len(change.lines)),
        )
        self.lines = list(change.lines)
        if when == "before" and change.row == differs:
            self.go(change.row, change.col)
        else:
            self.go(differs, 0)
            self.col = self.first(self.row)
        lines = "line" if abs(grown) == 1 else "lines"
        what = f"{grown} more {lines}" if grown > 0 else f"{-grown} {'line less' if grown == -1 else 'fewer lines'}"
        seconds = int(self.now() - change.when)
        self.say(
            f"{what if grown else '1 change'}; {when} #{change.number}  "
            f"{seconds} second{'' if seconds == 1 else 's'} ago"
        )

    # -- what is typed behind `:` and `/`

    def entry(self, sign: str, text: str = "", *, earlier: list[str] | None = None) -> Wanted[str | None]:
        """A line of text at the bottom; None when it was given up."""
        lines, at = earlier if earlier is not None else [], len(earlier or [])
        self.entered, self.message = sign + text, ""
        mode, self.mode = self.mode, "command"
        try:
            while True:
                key = yield from self.key()
                typed = self.entered[1:]
                if key in ("<Enter>", "<C-j>"):
                    return typed
                if key in ("<Esc>", "<C-c>") or (key in ("<BS>", "<C-h>") and not typed):
                    return None
                if key in ("<BS>", "<C-h>"):
                    typed = typed[:-1]
                elif key == "<C-u>":
                    typed = ""
                elif key == "<C-w>":
                    typed = re.sub(r"(\w+|[^\w\s]+)?\s*$", "", typed, count=1)
                elif key in ("<Up>", "<Down>", "<C-p>", "<C-n>"):
                    at = max(0, min(len(lines), at + (-1 if key in ("<Up>", "<C-p>") else 1)))
                    typed = lines[at] if at < len(lines) else ""
                elif key == "<C-r>":
                    found = self.stored((yield from self.key()))
                    typed += found.text.rstrip("\n") if found is not None else ""
                elif len(key) == 1 or key.startswith("<Paste>"):
                    typed += key.removeprefix("<Paste>").rstrip("\n")
                elif key == "<Tab>":
                    typed = self.completed(typed)
                self.entered = sign + typed
        finally:
            self.entered, self.mode = None, mode

    def completed(self, typed: str) -> str:
        """Tab behind `:`."""
        return typed


@dataclass
class Span:
    """What an operator works on: rows and columns, both ends included. `kind` says how."""

    start: tuple[int, int]
    end: tuple[int, int]
    kind: Kind
    columns: tuple[int, float] = field(default=(0, 0))  # of a block

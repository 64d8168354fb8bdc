"""less, as a pure machine: keys go in, a screen comes out. `app/host/commands/less.py` drives it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from app.host.vim.patterns import compiled
from app.host.vim.screen import Frame

REVERSE, PLAIN = "\x1b[7m", "\x1b[27m"
COLOUR = re.compile(r"\x1b\[[\d;]*m")
HELP = """                   SUMMARY OF LESS COMMANDS

  q  Q               Exit.
  SPACE  f  ^F       Forward  one window.
  b  ^B              Backward one window.
  RETURN  e  j       Forward  one line.
  y  k               Backward one line.
  d  ^D    u  ^U     Forward, backward one half-window.
  RIGHTARROW         Right one half screen width.
  LEFTARROW          Left  one half screen width.
  /pattern  ?pattern Search forward, backward.
  n  N               Repeat previous search, in reverse direction.
  &pattern           Display only matching lines.
  g  <               Go to first line (or line N).
  G  >               Go to last line (or line N).
  N%                 Go N percent into the file.
  -N  -S  -i         Line numbers, long lines, case: on or off.
  =                  Print current file name.
"""


class Pager:
    """Lines on a screen of `rows`, the last of which has the prompt."""

    def __init__(self, text: str, name: str, rows: int, columns: int, flags: str = "") -> None:
        self.lines = text.removesuffix("\n").split("\n")
        self.name, self.flags = name, set(flags)
        self.top = self.left = 0
        self.count = ""
        self.entered: str | None = None  # what is typed behind / ? & or -
        self.message = ""
        self.fresh = True  # nothing was pressed: the prompt is the file's name
        self.pattern, self.backwards, self.only = "", False, ""
        self.done = False
        self.help: Pager | None = None
        self.resize(rows, columns)

    def resize(self, rows: int, columns: int) -> None:
        """Another size."""
        self.rows, self.columns = max(2, rows), max(1, columns)
        self._lay_out()

    @property
    def fits(self) -> bool:
        """Whether all of it is on one screen."""
        return len(self._shown) < self.rows

    # -- keys

    def press(self, key: str) -> None:
        """One key, named as vim's are."""
        if self.help is not None:
            self.help.press(key)
            self.help = None if self.help.done else self.help
            return
        if self.entered is not None:
            self._enter(key)
            return
        if self.message:
            self.message = ""
            if key == "<Enter>":
                return
        if key.isdecimal() and key.isascii():
            self.count += key
            return
        count = int(self.count[:9]) if self.count else None
        self.count, self.fresh = "", False
        if key in ("/", "?", "&", "-", ":"):
            self.entered = key
        elif key in ("q", "Q", "<C-c>"):
            self.done = key != "<C-c>"
        elif key in ("n", "N"):
            self._find(self.backwards != (key == "N"), count or 1)
        elif key in ("h", "H"):
            self.help = Pager(HELP, "HELP -- Press RETURN for more, or q when done", self.rows, self.columns)
        elif key == "=":
            self.message = f"{self.name or 'stdin'} lines {self._number(self.top)}-{self._last} {len(self.lines)}"
        elif key in ("<Left>", "<Right>"):
            self.left = max(0, self.left + (count or self.columns // 2) * (1 if key == "<Right>" else -1))
        else:
            self._move(key, count)

    def _move(self, key: str, count: int | None) -> None:
        page, half = self.rows - 1, (self.rows - 1) // 2
        if key in (" ", "f", "<C-f>", "<C-v>", "<PageDown>", "z"):
            self._scroll(count or page)
        elif key in ("b", "<C-b>", "<PageUp>", "w"):
            self._scroll(-(count or page))
        elif key in ("j", "e", "<Enter>", "<Down>", "<C-n>", "<C-e>", "<C-j>"):
            self._scroll(count or 1)
        elif key in ("k", "y", "<Up>", "<C-p>", "<C-y>", "<C-k>"):
            self._scroll(-(count or 1))
        elif key in ("d", "<C-d>"):
            self._scroll(count or half)
        elif key in ("u", "<C-u>"):
            self._scroll(-(count or half))
        elif key in ("g", "<", "<Home>"):
            self.top = self._row_of((count or 1) - 1)
        elif key in ("G", ">", "<End>"):
            self.top = self._end if count is None else self._row_of(count - 1)
        elif key in ("p", "%"):
            self.top = self._row_of(len(self.lines) * min(count or 0, 100) // 100)

    def _scroll(self, rows: int) -> None:
        self.top = max(0, min(self.top + rows, max(self._end, self.top if rows > 0 else 0)))

    def _enter(self, key: str) -> None:
        assert self.entered is not None
        sign, typed = self.entered[0], self.entered[1:]
        if sign in ("-", ":"):
            self.entered = None
            if sign == ":":
                self.done = key in ("q", "Q")
            elif key in ("N", "S", "i", "I", "R", "n"):
                self.flags ^= {key}
                self._lay_out()
        elif key in ("<Esc>", "<C-c>") or (key == "<BS>" and not typed):
            self.entered = None
        elif key == "<BS>":
            self.entered = sign + typed[:-1]
        elif key == "<Enter>":
            self.entered = None
            self._searched(sign, typed)
        elif len(key) == 1 or key.startswith("<Paste>"):
            self.entered += key.removeprefix("<Paste>")

    # -- searching

    def _searched(self, sign: str, typed: str) -> None:
        if sign == "&":
            self.only, self.top = typed, 0
            self._lay_out()
            return
        self.pattern, self.backwards = typed or self.pattern, sign == "?"
        self._find(self.backwards, 1)

    def _expression(self, pattern: str) -> Any:
        fold = bool(self.flags & {"i", "I"})
        try:
            return compiled("\\v" + pattern if pattern else "", ignore=fold, smart="I" not in self.flags)
        except ValueError:
            return None

    def _find(self, backwards: bool, count: int) -> None:
        expression = self._expression(self.pattern) if self.pattern else None
        if expression is None:
            self.message = "No previous regular expression" if not self.pattern else "Invalid pattern"
            return
        numbers = range(self._number(self.top) - 1, -1, -1)
        if not backwards:
            numbers = range(self._number(self.top) + (1 if self._on_match else 0), len(self.lines))
        for number in numbers:
            if expression.search(COLOUR.sub("", self.lines[number])):
                count -= 1
                if not count:
                    self.top, self._on_match = self._row_of(number), True
                    return
        self.message = "Pattern not found"

    _on_match = False

    # -- the screen

    def _lay_out(self) -> None:
        number = self._number(self.top) if hasattr(self, "_shown") else 0
        self._shown: list[tuple[int, str]] = []
        only = self._expression(self.only) if self.only else None
        for i, line in enumerate(self.lines):
            if only is None or only.search(line):
                self._shown += [(i, part) for part in self._parts(line)]
        self.top = self._row_of(number)

    @property
    def _room(self) -> int:
        return max(1, self.columns - (8 if "N" in self.flags else 0))

    def _parts(self, line: str) -> list[str]:
        """A line as rows of the screen."""
        text = line.expandtabs(8)
        if "R" not in self.flags:
            text = "".join(f"^{chr(ord(char) ^ 64)}" if ord(char) < 32 and char != "\x1b" else char for char in text)
            text = text.replace("\x1b", "ESC")
        if "S" in self.flags or not text:
            return [text]
        parts, part, cells = list[str](), "", 0
        for piece in re.findall(r"\x1b\[[\d;]*m|.", text, re.S):
            size = 0 if piece[0] == "\x1b" else 2 if unicodedata.east_asian_width(piece) in "WF" else 1
            if cells + size > self._room:
                parts.append(part)
                part, cells = "", 0
            part, cells = part + piece, cells + size
        return [*parts, part]

    @property
    def _end(self) -> int:
        return max(0, len(self._shown) - (self.rows - 1))

    @property
    def _last(self) -> int:
        return self._number(min(self.top + self.rows - 2, len(self._shown) - 1)) + 1

    def _number(self, row: int) -> int:
        return self._shown[min(row, len(self._shown) - 1)][0] if self._shown else 0

    def _row_of(self, number: int) -> int:
        return next((row for row, (i, _) in enumerate(self._shown) if i >= number), self._end)

    def frame(self) -> Frame:
        """The screen as it is."""
        if self.help is not None:
            return self.help.frame()
        expression = self._expression(self.pattern) if self.pattern else None
        rows = []
        for row in range(self.top, self.top + self.rows - 1):
            if row >= len(self._shown):
                rows.append("\x1b[1m~\x1b[m")
                continue
            number, text = self._shown[row]
            if "S" in self.flags:
                text = text[self.left : self.left + self._room]
            if expression is not None:
                text = expression.sub(lambda found: f"{REVERSE}{found.group(0)}{PLAIN}", text)
            first = row == 0 or self._shown[row - 1][0] != number
            lead = (f"{number + 1:7} " if first else " " * 8) if "N" in self.flags else ""
            rows.append(lead + text)
        prompt = self._prompt()
        return Frame((*rows, prompt), (self.rows - 1, len(COLOUR.sub("", prompt))))

    def _prompt(self) -> str:
        if self.entered is not None:
            return {"&": "&/"}.get(self.entered[0], self.entered[0]) + self.entered[1:]
        if self.message:
            return f"{REVERSE}{self.message}  (press RETURN){PLAIN}"
        if self.count:
            return f":{self.count}"
        end = self.top >= self._end
        if self.fresh and self.name:
            return f"{REVERSE}{self.name}{' (END)' if end else ''}{PLAIN}"
        return f"{REVERSE}(END){PLAIN}" if end else ":"

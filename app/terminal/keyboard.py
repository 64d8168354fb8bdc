"""Typing on a terminal from afar, byte by byte: what a tty and Readline do for a client that only sends keys.

A browser edits a line itself and sends it whole; `kubectl exec -it` of a real kubectl puts its terminal into raw mode,
so echo and editing happen here. Control keys go by Readline's names.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.terminal.terminal import Terminal

SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[A-Z]|[^\[O])")
WORD = re.compile(r"\w+")
SIGNALS = {b"\x03": "ctrl-c", b"\x1a": "ctrl-z"}


class Keyboard:
    """Keys in, lines out. `send` shows the echo to this client alone; the terminal shows the line when it is taken."""

    def __init__(self, terminal: Terminal, send: Callable[[bytes], None]) -> None:
        self._terminal, self._send = terminal, send
        self._line, self._at = "", 0  # what is typed, and where the cursor is
        self._shown = 0  # where the cursor is on the screen, in cells from the start of the line
        self._cut = ""
        self._recalled = 0  # how many lines back in the history
        self._kept = ""  # the new line, while another one is looked at
        self._half = b""  # of a key that has not come whole
        self._tabs = 0

    def press(self, data: bytes) -> None:
        """Some keys."""
        data, self._half = self._half + data, b""
        while data:
            if self._terminal.mode == "raw":
                self._terminal.raw(data)
                return
            key, data = self._split(data)
            if not key:
                self._half = data
                return
            self._key(key)

    @staticmethod
    def _split(data: bytes) -> tuple[bytes, bytes]:
        """The first key and the rest; no key when it has not come whole."""
        if data[0] == 0x1B:
            found = SEQUENCE.match(data)
            if found is None:
                return (data, b"") if len(data) == 1 else (b"", data)
            return found[0], data[found.end() :]
        length = 1 if data[0] < 0x80 else 2 if data[0] < 0xE0 else 3 if data[0] < 0xF0 else 4
        return (data[:length], data[length:]) if len(data) >= length else (b"", data)

    def _key(self, key: bytes) -> None:
        self._tabs = self._tabs + 1 if key == b"\t" else 0
        if key in (b"\r", b"\n"):
            self._enter()
        elif key in SIGNALS:
            self._signal(SIGNALS[key])
        elif key == b"\x04" and not self._line:
            self._terminal.key("ctrl-d")
        elif key == b"\x0c":
            self._clear_screen()
        elif key == b"\t" and self._terminal.prompt:
            asyncio.get_running_loop().create_task(self._complete(list_all=self._tabs > 1))
        elif key in EDITS:
            EDITS[key](self)
            self._draw()
        elif key[0] >= 0x20 and key[0] != 0x7F:
            self._insert(key.decode(errors="replace"))

    def _enter(self) -> None:
        line = self._line
        self._wipe()
        self._recalled = 0
        self._terminal.enter(line)

    def _signal(self, name: str) -> None:
        line = self._line
        self._wipe()
        self._terminal.key(name, line)

    def _clear_screen(self) -> None:
        line, at = self._line, self._at
        self._wipe()
        self._terminal.key("ctrl-l")
        self._line, self._at = line, at
        self._draw()

    # -- the line on the screen

    def _wipe(self) -> None:
        """Take the typed text off the screen: who takes the line shows it."""
        self._send(_left(self._shown) + b"\x1b[J" if self._shown or self._line else b"")
        self._line, self._at, self._shown = "", 0, 0

    def _draw(self) -> None:
        before = _cells(self._line[: self._at])
        back = _left(_cells(self._line) - before)
        self._send(_left(self._shown) + b"\x1b[K" + self._line.encode() + back)
        self._shown = before

    def _replace(self, start: int, end: int, text: str = "") -> None:
        self._line = self._line[:start] + text + self._line[end:]
        self._at = start + len(text)

    def _insert(self, text: str) -> None:
        last = self._at == len(self._line)
        self._replace(self._at, self._at, text)
        if last:  # nothing moves
            self._send(text.encode())
            self._shown += _cells(text)
        else:
            self._draw()

    # -- Readline's commands

    def _kill(self, start: int, end: int) -> None:
        if start < end:
            self._cut = self._line[start:end]
            self._replace(start, end)

    def _word_back(self) -> int:
        starts = [found.start() for found in WORD.finditer(self._line) if found.start() < self._at]
        return starts[-1] if starts else 0

    def _word_ahead(self) -> int:
        return next((found.end() for found in WORD.finditer(self._line) if found.end() > self._at), len(self._line))

    def _rubout(self) -> int:
        """The start of the word before the cursor, as blanks separate them."""
        return len(self._line[: self._at].rstrip().rpartition(" ")[0]) + (" " in self._line[: self._at].rstrip())

    def _transpose(self) -> None:
        if self._at and len(self._line) > 1:
            at = min(self._at, len(self._line) - 1)
            self._replace(at - 1, at + 1, self._line[at] + self._line[at - 1])

    def _recall(self, step: int) -> None:
        lines = self._terminal.history
        wanted = self._recalled + step
        if not 0 <= wanted <= len(lines):
            return
        if not self._recalled:
            self._kept = self._line
        self._recalled = wanted
        self._line = lines[-wanted] if wanted else self._kept
        self._at = len(self._line)

    def _go(self, at: int) -> None:
        self._at = max(0, min(len(self._line), at))

    async def _complete(self, *, list_all: bool) -> None:
        found = await self._terminal.complete(self._line, self._at)
        if found.common and found.common != self._line[found.start : self._at]:
            only = len(found.words) == 1 and not found.words[0].endswith(("/", " "))
            self._replace(found.start, self._at, found.common + (" " if only else ""))
            self._draw()
        elif list_all and found.shown:
            text = "  ".join(found.shown)
            self._send(f"\r\n{text}\r\n{self._terminal.prompt}".encode())
            self._shown = 0
            self._draw()


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _left(cells: int) -> bytes:
    return b"\x1b[%dD" % cells if cells else b""


def _yank(keys: Keyboard) -> None:
    keys._replace(keys._at, keys._at, keys._cut)


EDITS: dict[bytes, Callable[[Keyboard], None]] = {
    b"\x01": lambda keys: keys._go(0),
    b"\x05": lambda keys: keys._go(len(keys._line)),
    b"\x02": lambda keys: keys._go(keys._at - 1),
    b"\x06": lambda keys: keys._go(keys._at + 1),
    b"\x1bb": lambda keys: keys._go(keys._word_back()),
    b"\x1bf": lambda keys: keys._go(keys._word_ahead()),
    b"\x04": lambda keys: keys._replace(keys._at, keys._at + 1),
    b"\x7f": lambda keys: keys._replace(max(0, keys._at - 1), keys._at),
    b"\x0b": lambda keys: keys._kill(keys._at, len(keys._line)),
    b"\x15": lambda keys: keys._kill(0, keys._at),
    b"\x17": lambda keys: keys._kill(keys._rubout(), keys._at),
    b"\x1bd": lambda keys: keys._kill(keys._at, keys._word_ahead()),
    b"\x1b\x7f": lambda keys: keys._kill(keys._word_back(), keys._at),
    b"\x14": lambda keys: keys._transpose(),
    b"\x10": lambda keys: keys._recall(1),
    b"\x0e": lambda keys: keys._recall(-1),
    b"\x19": _yank,
}
_SAME = {
    b"\x1b[D": b"\x02", b"\x1b[C": b"\x06", b"\x1b[A": b"\x10", b"\x1b[B": b"\x0e", b"\x1b[H": b"\x01",
    b"\x1b[F": b"\x05", b"\x1bOD": b"\x02", b"\x1bOC": b"\x06", b"\x1bOA": b"\x10", b"\x1bOB": b"\x0e",
    b"\x1bOH": b"\x01", b"\x1bOF": b"\x05", b"\x1b[1~": b"\x01", b"\x1b[4~": b"\x05", b"\x1b[3~": b"\x04",
    b"\x08": b"\x7f", b"\x1b[1;5D": b"\x1bb", b"\x1b[1;5C": b"\x1bf",
}  # fmt: skip
EDITS.update({key: EDITS[other] for key, other in _SAME.items()})

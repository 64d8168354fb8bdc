"""Terminal tabs: what is typed, what is printed, completion and history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.labs.views import Key, TerminalView
from app.web import fields
from app.web.replies import Candidates, History, Output


@dataclass(frozen=True)
class TypeLine:
    """Enter in line mode. Acknowledged when the line is accepted, after its echo."""

    event: ClassVar[str] = "terminal.line"
    reply: ClassVar[type | None] = None
    terminal: fields.TerminalName
    text: fields.Line


@dataclass(frozen=True)
class PressKey:
    """A control key in line mode, with what stood in the browser's editor."""

    event: ClassVar[str] = "terminal.key"
    reply: ClassVar[type | None] = None
    terminal: fields.TerminalName
    key: Key
    text: fields.Line = ""


@dataclass(frozen=True)
class TypeRaw:
    """Keys in raw mode, as the terminal emulator encodes them."""

    event: ClassVar[str] = "terminal.raw"
    reply: ClassVar[type | None] = None
    terminal: fields.TerminalName
    data: fields.Keystrokes


@dataclass(frozen=True)
class Resize:
    """The terminal's size in the browser."""

    event: ClassVar[str] = "terminal.resize"
    reply: ClassVar[type | None] = None
    terminal: fields.TerminalName
    rows: fields.Rows
    columns: fields.Columns


@dataclass(frozen=True)
class Complete:
    """Tab: what could stand at the cursor, which counts code points."""

    event: ClassVar[str] = "terminal.complete"
    reply: ClassVar[type | None] = Candidates
    terminal: fields.TerminalName
    line: fields.Line
    cursor: fields.Cursor


@dataclass(frozen=True)
class AskHistory:
    """The terminal's history; what is added later comes by itself."""

    event: ClassVar[str] = "terminal.history"
    reply: ClassVar[type | None] = History
    terminal: fields.TerminalName


@dataclass(frozen=True)
class AskOutput:
    """Output after chunk `seq`: a browser asks when it sees a gap."""

    event: ClassVar[str] = "terminal.since"
    reply: ClassVar[type | None] = Output
    terminal: fields.TerminalName
    seq: fields.Seq


@dataclass(frozen=True)
class OpenTerminal:
    """One more terminal."""

    event: ClassVar[str] = "terminal.open"
    reply: ClassVar[type | None] = TerminalView


@dataclass(frozen=True)
class CloseTerminal:
    """Hang a terminal up."""

    event: ClassVar[str] = "terminal.close"
    reply: ClassVar[type | None] = None
    terminal: fields.TerminalName


@dataclass(frozen=True)
class TerminalOutput:
    """A terminal printed chunk `seq`. A browser that misses the chunk before asks for what it lacks."""

    event: ClassVar[str] = "output.added"
    terminal: str
    seq: int
    data: str


@dataclass(frozen=True)
class TerminalState:
    """A terminal was opened or its state changed."""

    event: ClassVar[str] = "terminal.changed"
    terminal: TerminalView


@dataclass(frozen=True)
class TerminalGone:
    """A terminal was closed."""

    event: ClassVar[str] = "terminal.closed"
    terminal: str


@dataclass(frozen=True)
class HistoryLine:
    """A shell took a line into its history."""

    event: ClassVar[str] = "history.added"
    terminal: str
    line: str


@dataclass(frozen=True)
class HistoryLines:
    """Another shell has the terminal, or its history was cleared: these lines take the place of those before."""

    event: ClassVar[str] = "history.replaced"
    terminal: str
    lines: tuple[str, ...]


Asked = TypeLine | PressKey | TypeRaw | Resize | Complete | AskHistory | AskOutput | OpenTerminal | CloseTerminal
Told = TerminalOutput | TerminalState | TerminalGone | HistoryLine | HistoryLines

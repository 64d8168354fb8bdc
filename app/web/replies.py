"""What the server answers to events from the browser; `app/web/wire` says which to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.labs.editing.model import Finding
from app.labs.views import ClockView, NodeView, StepView, TerminalView


@dataclass(frozen=True)
class Output:
    """What a browser missed of a terminal, up to and with chunk `seq`; with `reset` it clears the screen first."""

    terminal: str
    reset: bool
    seq: int
    data: str


@dataclass(frozen=True)
class LabState:
    """All that a page shows of a lab."""

    lesson: str
    release: str
    step: str
    steps: tuple[StepView, ...]
    finished: bool
    terminals: tuple[TerminalView, ...]
    nodes: tuple[NodeView, ...]
    clock: ClockView
    values: Mapping[str, str]
    undo: str | None


@dataclass(frozen=True)
class Joined:
    """The lab now, and for each of its terminals the output that the browser has not."""

    lab: LabState
    output: tuple[Output, ...]


@dataclass(frozen=True)
class Opened:
    """A lab that was opened: what opens a socket to it, and whether the browser has a cookie of the learner's."""

    lab: str
    token: str
    kept: bool


@dataclass(frozen=True)
class OpenedWithPage(Opened):
    """A lab that came with its page; `joined` is what its first event would be answered, unless that is too much."""

    joined: Joined | None


@dataclass(frozen=True)
class Candidates:
    """Words that could stand from `start` (in code points) to the cursor, and how a list shows them.

    `busy`: there is no prompt, so that Tab is a character of a program's input.
    """

    start: int
    words: tuple[str, ...]
    shown: tuple[str, ...]
    busy: bool


@dataclass(frozen=True)
class History:
    """A terminal's history, oldest first."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Path:
    """Where something is now, or was."""

    path: str


@dataclass(frozen=True)
class Findings:
    """What is wrong in a text, from its first line on."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class SolutionAction:
    """One action of a solution: `text` to type, a key to `press`, seconds to `wait`, or what `says` by language."""

    terminal: str
    text: str | None
    press: str | None
    wait: float | None
    says: Mapping[str, str]


@dataclass(frozen=True)
class Solution:
    """A step's solution, in order, and why it does what it does: HTML by language."""

    actions: tuple[SolutionAction, ...]
    explanation: Mapping[str, str]

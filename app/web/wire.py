"""Every event between a browser and the server, with its payload: the whole protocol, in one place.

Socket.IO, namespace "/", WebSocket transport only. A browser connects with `auth={"token": ...}`; the token came with
the lab's id from `POST /api/labs` and names one lab, so no event does. A connection without a good token is refused
with `data: {"error": "token"}`, one to a lab that is gone with `not-found`, to one that cannot be woken with
`unavailable`. Every event from the browser is acknowledged with `{"ok": true, "reply": ...}` or
`{"ok": false, "error": code, "detail": text}`; the codes are `not-found`, `locked`, `limit`, `broken`, `unavailable`
and `malformed`. `PROTOCOL.md` beside this file is generated from here by `python -m app.web.protocol_page`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from app.labs.picture import Picture
from app.labs.views import ClockView, Key, NodeView, StepView, TerminalView
from app.web import fields
from app.web.replies import Candidates, History, Joined, Output, Solution

# --- from the browser -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Join:
    """First event of a connection: `seen` has the last chunk that the browser has of each terminal."""

    event: ClassVar[str] = "lab.join"
    reply: ClassVar[type | None] = Joined
    seen: fields.Seen = field(default_factory=dict)


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
class NextStep:
    """Pass a step whose checks all hold. Refused as locked otherwise."""

    event: ClassVar[str] = "step.next"
    reply: ClassVar[type | None] = None
    step: fields.StepName


@dataclass(frozen=True)
class GoToStep:
    """Read another step that is not locked."""

    event: ClassVar[str] = "step.go"
    reply: ClassVar[type | None] = None
    step: fields.StepName


@dataclass(frozen=True)
class Answer:
    """Answer a question of the open step: the check's place (from 0), and choices by their numbers or a text."""

    event: ClassVar[str] = "step.answer"
    reply: ClassVar[type | None] = None
    step: fields.StepName
    check: fields.CheckNumber
    given: fields.Given


@dataclass(frozen=True)
class AskSolution:
    """A step's solution, when the learner wants to see it."""

    event: ClassVar[str] = "step.solution"
    reply: ClassVar[type | None] = Solution
    step: fields.StepName


@dataclass(frozen=True)
class Advance:
    """Skip time. Acknowledged when it has begun; the clock's events tell the rest."""

    event: ClassVar[str] = "clock.advance"
    reply: ClassVar[type | None] = None
    seconds: fields.Seconds


@dataclass(frozen=True)
class Settle:
    """Skip time until nothing but periodic work is due. Acknowledged as `clock.advance`."""

    event: ClassVar[str] = "clock.settle"
    reply: ClassVar[type | None] = None


@dataclass(frozen=True)
class Reset:
    """Begin the lesson anew. Acknowledged when it has begun; `lab.begun` tells when it is done."""

    event: ClassVar[str] = "lab.reset"
    reply: ClassVar[type | None] = None


@dataclass(frozen=True)
class Undo:
    """Take the latest command back that changed something. Acknowledged as `lab.reset`."""

    event: ClassVar[str] = "lab.undo"
    reply: ClassVar[type | None] = None


@dataclass(frozen=True)
class RestartStep:
    """Take the lab back to where a step began; later steps are to be done again. Acknowledged as `lab.reset`."""

    event: ClassVar[str] = "step.restart"
    reply: ClassVar[type | None] = None
    step: fields.StepName


@dataclass(frozen=True)
class PlaySolution:
    """Play the solution of the open step. Acknowledged when it has begun; `work.done` tells how far it is."""

    event: ClassVar[str] = "step.play"
    reply: ClassVar[type | None] = None


@dataclass(frozen=True)
class JumpToStep:
    """Play the solutions of all steps before one: for authors who look at their lesson. Acknowledged as `step.play`."""

    event: ClassVar[str] = "step.jump"
    reply: ClassVar[type | None] = None
    step: fields.StepName


@dataclass(frozen=True)
class PowerNode:
    """Stop or start one of the lab's nodes."""

    event: ClassVar[str] = "node.power"
    reply: ClassVar[type | None] = None
    node: fields.NodeName
    power: Literal["off", "on"]


@dataclass(frozen=True)
class LookAtCluster:
    """The cluster as it is drawn; its changes come by themselves until the browser looks away or leaves."""

    event: ClassVar[str] = "cluster.look"
    reply: ClassVar[type | None] = Picture


@dataclass(frozen=True)
class LookAway:
    """The drawing is shut: no more of its changes."""

    event: ClassVar[str] = "cluster.leave"
    reply: ClassVar[type | None] = None


# --- to the browser -------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class Steps:
    """A check ticked, a step was passed or unlocked, the learner reads another step, or a variable has a new value."""

    event: ClassVar[str] = "steps.changed"
    step: str
    steps: tuple[StepView, ...]
    finished: bool
    values: Mapping[str, str]
    undo: str | None


@dataclass(frozen=True)
class WorkDone:
    """Work that takes a while has come so far: `done` of `all` parts; of none when it has ended."""

    event: ClassVar[str] = "work.done"
    work: str
    done: int
    all: int


@dataclass(frozen=True)
class Nodes:
    """A node was stopped or started."""

    event: ClassVar[str] = "nodes.changed"
    nodes: tuple[NodeView, ...]


@dataclass(frozen=True)
class ClusterPicture:
    """What became different in the cluster. A browser that misses the version before looks again."""

    event: ClassVar[str] = "cluster.changed"
    picture: Picture


@dataclass(frozen=True)
class ClockState:
    """The lab's clock began to go, stopped or jumped."""

    event: ClassVar[str] = "clock.changed"
    clock: ClockView


@dataclass(frozen=True)
class LabBegun:
    """The lab began anew: join again, with nothing seen."""

    event: ClassVar[str] = "lab.begun"


@dataclass(frozen=True)
class LessonSaved:
    """The lesson's author has saved it: its page and texts, and what is wrong with them, are to be read again."""

    event: ClassVar[str] = "lesson.saved"
    lesson: str


@dataclass(frozen=True)
class Failed:
    """Something that was acknowledged as begun could not be done."""

    event: ClassVar[str] = "failed"
    request: str
    error: str
    detail: str


FromBrowser = (
    Join
    | TypeLine
    | PressKey
    | TypeRaw
    | Resize
    | Complete
    | AskHistory
    | AskOutput
    | OpenTerminal
    | CloseTerminal
    | NextStep
    | GoToStep
    | Answer
    | AskSolution
    | Advance
    | Settle
    | Reset
    | Undo
    | RestartStep
    | PlaySolution
    | JumpToStep
    | PowerNode
    | LookAtCluster
    | LookAway
)
ToBrowser = (
    TerminalOutput | TerminalState | TerminalGone | HistoryLine | HistoryLines | Steps | WorkDone
    | Nodes | ClusterPicture | ClockState | LabBegun | LessonSaved | Failed
)  # fmt: skip

FROM_BROWSER: dict[str, type[FromBrowser]] = {message.event: message for message in FromBrowser.__args__}
TO_BROWSER: dict[str, type[ToBrowser]] = {message.event: message for message in ToBrowser.__args__}

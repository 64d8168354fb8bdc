"""What the browser's door sees of a lab: its state, what happens in it, and why a call is refused.

Plain data between `app.labs`, which makes it, and `app.web`, which shows it (the calls are `app.web.ports.LabRuntime`).
Nothing here carries a text that a lesson's author wrote: those come from the catalogue, in the learner's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.labs.editing.model import FileChanges
from app.labs.shapes import Picture

LearnerId = str
LabId = str  # at least 128 random bits, URL-safe
LessonId = str  # "course/lesson"
TerminalId = str  # "1", "2", ...: what a code block names

RefusalCode = Literal["not-found", "locked", "limit", "broken", "unavailable", "file"]
StepPhase = Literal["locked", "open", "done"]
Mode = Literal["line", "raw"]
Key = Literal["ctrl-c", "ctrl-d", "ctrl-z", "ctrl-\\"]


class RefusedError(Exception):
    """The runtime refuses a call, for a reason that the page can show.

    `code`: not-found (no such lesson, lab, terminal, step or node), locked (the step's checks do not all hold), limit
    (too many terminals or labs), broken (the lesson cannot be loaded), unavailable (shutting down, or the lab is gone),
    file (`detail` is a FileProblem of app.labs.editing.model).
    """

    def __init__(self, code: RefusalCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code: RefusalCode = code
        self.detail = detail


# --- a lab's state -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chunk:
    """A piece of a terminal's output stream.

    `seq` grows by one a chunk, is never used twice (it goes on after hibernation and restarts) and starts at 1. A chunk
    never ends inside a UTF-8 sequence: the few bytes of an unfinished character wait for the next chunk.
    """

    seq: int
    data: bytes


@dataclass(frozen=True)
class Replay:
    """What a browser missed. With `reset` it clears its screen first: `chunks` are all that is kept.

    The next chunk is the one after `seq`: greater than the last one's where numbers were skipped, as after a restart.
    """

    reset: bool
    chunks: tuple[Chunk, ...]
    seq: int = 0


@dataclass(frozen=True)
class Completion:
    """What could stand from `start`, which counts code points of the line, to the cursor.

    A word replaces that text as it stands: quoted already, and with the space or slash that a finished one ends in.
    `shown` is what a list of them shows for each; empty where that is the words themselves. `busy`: there is no prompt,
    so nothing is completed, and Tab is a character like others.
    """

    start: int
    words: tuple[str, ...]
    shown: tuple[str, ...] = ()
    busy: bool = False


@dataclass(frozen=True)
class TerminalView:
    """A terminal tab. `prompt` is the last line of the prompt that stands in the stream now, with its colours; "" while
    `busy`.

    `busy`: a foreground program runs, so lines go to its input. `echo`: False while a program reads a password. `seq`
    is the last chunk's.
    """

    id: TerminalId
    mode: Mode = "line"
    busy: bool = False
    echo: bool = True
    prompt: str = ""
    seq: int = 0


@dataclass(frozen=True)
class CheckView:
    """A check of a step, in the lesson's order. `why` says by language what was found instead (empty: not known), or of
    a question that is answered rightly what its author adds.

    `given` is the answer to a question: choices by their numbers, or a text. `spoilt`: it cannot hold any more until
    the step is begun anew. `unasked`: `why` is the author's word for a wrong state, shown to who did not ask for it.
    """

    passed: bool
    why: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    spoilt: bool = False
    unasked: bool = False


@dataclass(frozen=True)
class StepView:
    """A step: locked (not reached), open (reached, not passed) or done.

    A step that is done stays done, and so do its checks. `returns`: the lab can go back to where this step began.
    `failed` says by language what was done that must not be done in it; it cannot be passed while there is something.
    """

    id: str
    phase: StepPhase
    checks: tuple[CheckView, ...] = ()
    returns: bool = False
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NodeView:
    """A node that this lesson lets the learner stop and start."""

    name: str
    running: bool


@dataclass(frozen=True)
class ClockView:
    """`now` in seconds since the epoch, `speed` against the wall (0: stands still), `jumping` while it skips time."""

    now: float
    speed: float = 1.0
    jumping: bool = False


@dataclass(frozen=True)
class LabView:
    """All that a page shows of a lab but its terminals' output.

    `step` is the id of the step where the learner reads, `values` what the lab has for the variables of its texts, as
    `pod "app=web"` (empty: nothing yet). `undo` is the command that can be taken back.
    """

    id: LabId
    lesson: LessonId
    release: str
    step: str
    steps: tuple[StepView, ...]
    finished: bool
    terminals: tuple[TerminalView, ...]
    nodes: tuple[NodeView, ...]
    clock: ClockView
    values: Mapping[str, str] = field(default_factory=dict)
    undo: str | None = None


@dataclass(frozen=True)
class LessonProgress:
    """How far a learner is in a lesson that they have begun: `step` is where they read, `seconds` the time spent."""

    step: str
    done: int
    finished: bool
    seconds: float = 0.0

    @property
    def minutes(self) -> int:
        """The time spent in minutes, one at least."""
        return max(1, round(self.seconds / 60))


# --- what happens in a lab -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OutputAdded:
    """A terminal printed something."""

    lab: LabId
    terminal: TerminalId
    chunk: Chunk


@dataclass(frozen=True)
class TerminalChanged:
    """A terminal was opened, or its mode, prompt, echo or busyness changed. Comes after the output that led to it."""

    lab: LabId
    terminal: TerminalView


@dataclass(frozen=True)
class TerminalClosed:
    """A terminal is gone (closed in the page, or its shell ended)."""

    lab: LabId
    terminal: TerminalId


@dataclass(frozen=True)
class HistoryAdded:
    """A shell took a line into its history."""

    lab: LabId
    terminal: TerminalId
    line: str


@dataclass(frozen=True)
class HistoryReplaced:
    """Another shell is in front, with a history of its own, or its history was cleared: all of it, oldest first."""

    lab: LabId
    terminal: TerminalId
    lines: tuple[str, ...]


@dataclass(frozen=True)
class StepsChanged:
    """A check ticked, a step was passed or unlocked, the learner went to another, or a variable has a new value."""

    lab: LabId
    step: str
    steps: tuple[StepView, ...]
    finished: bool
    values: Mapping[str, str] = field(default_factory=dict)
    undo: str | None = None


@dataclass(frozen=True)
class WorkDone:
    """Work that takes a while has come so far: `done` of `all` parts; of none when it has ended."""

    lab: LabId
    work: Literal["play", "jump"]
    done: int
    all: int


@dataclass(frozen=True)
class NodesChanged:
    """A node that the learner may stop was stopped or started."""

    lab: LabId
    nodes: tuple[NodeView, ...]


@dataclass(frozen=True)
class ClusterChanged:
    """The picture of the cluster is another one: what became different. Told once somebody looked at it."""

    lab: LabId
    picture: Picture


@dataclass(frozen=True)
class ClockChanged:
    """The clock was set going, stopped or jumped; not sent for its ordinary ticking."""

    lab: LabId
    clock: ClockView


@dataclass(frozen=True)
class FilesChanged:
    """Folders or files that a browser looks at are different. Told from its first look until the last browser left."""

    lab: LabId
    changes: FileChanges


@dataclass(frozen=True)
class LabReset:
    """The lab began anew: browsers ask for its view and its terminals' output again."""

    lab: LabId


LabEvent = (
    OutputAdded
    | TerminalChanged
    | TerminalClosed
    | HistoryAdded
    | HistoryReplaced
    | StepsChanged
    | WorkDone
    | NodesChanged
    | ClusterChanged
    | ClockChanged
    | FilesChanged
    | LabReset
)
Listener = Callable[[LabEvent], None]

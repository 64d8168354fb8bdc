"""What the web needs from the labs: a runtime that owns them.

The web translates between browsers and this protocol. The runtime speaks of lessons only by id and says what a lab's
state is; every text that a learner reads comes from the catalogue (`app.lessons`), in the learner's language.

Threads: the web calls the runtime from its own threads and may block; the runtime calls its listeners from its own
thread, in the order in which things happened, and a listener returns at once and never raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from app.labs.details import Detail
from app.labs.editing.model import FileVersion, Finding, Listing, OpenedFile, Suggestions
from app.labs.shapes import Picture
from app.labs.views import (
    Completion,
    Key,
    LabId,
    LabView,
    LearnerId,
    LessonId,
    LessonProgress,
    Listener,
    Replay,
    TerminalId,
    TerminalView,
)
from app.labs.visiting import Door, Place
from app.lessons.model import Catalogue
from app.network.http import Request, Response


class LabFiles(Protocol):
    """The files of the learner's machine, as its user has them. Refusals are `file`, with a FileProblem as detail.

    Paths may be relative, to where the first terminal is. Listeners hear of changes in what was listed or read
    (`FilesChanged`), until the last browser left.
    """

    def list(self, lab: LabId, path: str) -> Listing:
        """A folder's entries."""
        ...

    def read(self, lab: LabId, path: str) -> OpenedFile:
        """A file's text; binary and too-large ones are refused."""
        ...

    def write(self, lab: LabId, path: str, text: str, before: str | None, parents: bool) -> FileVersion:
        """Keep a text in place of the version `before` ("": a new file, None: whatever is there)."""
        ...

    def make_folder(self, lab: LabId, path: str) -> str:
        """A new folder; its path."""
        ...

    def rename(self, lab: LabId, path: str, to: str) -> str:
        """Another name or place; the new path. Nothing is replaced."""
        ...

    def remove(self, lab: LabId, path: str) -> str:
        """Away with a file, or a folder and all that is in it; its path."""
        ...

    def check(self, lab: LabId, text: str) -> tuple[Finding, ...]:
        """What kubectl and the lab's server would say of the manifests in a text. Changes nothing."""
        ...

    def suggest(self, lab: LabId, text: str, line: int, column: int) -> Suggestions:
        """What could stand at a place of a manifest."""
        ...


class LabRuntime(Protocol):
    """Owns the live labs. Every method may raise `RefusedError`; a method with a lab id refuses unknown labs as
    not-found.

    A lab id names a lab whether it is live or hibernated: the runtime wakes it when it is needed.
    """

    @property
    def files(self) -> LabFiles:
        """The learner's files."""
        ...

    def open(self, learner: LearnerId, lesson: LessonId) -> LabId:
        """The learner's lab of this lesson: the one they left, or a new one. Returns when the first prompt is there."""
        ...

    def owner(self, lab: LabId) -> LearnerId | None:
        """Whose lab it is; None when there is none. Cheap: asked at every request and connection."""
        ...

    def progress(self, learner: LearnerId) -> Mapping[LessonId, LessonProgress]:
        """The lessons that a learner has begun."""
        ...

    def view(self, lab: LabId) -> LabView:
        """The lab as it is now."""
        ...

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener for every event of every lab; returns what cancels it."""
        ...

    def connected(self, lab: LabId) -> None:
        """A browser joined. The lab's clock goes while more browsers joined than left."""
        ...

    def disconnected(self, lab: LabId) -> None:
        """A browser left. Never refuses."""
        ...

    def line(self, lab: LabId, terminal: TerminalId, text: str) -> None:
        r"""Enter in line mode; `text` has no newline. Returns when the line is accepted, not when the command is done.

        Before this returns the listeners have been given the line's echo (`text` and "\r\n"), also while a program
        runs: a tty echoes what is typed ahead, and the shell shows it once more behind its prompt when it reads it. No
        echo when `echo` is off.
        """
        ...

    def key(self, lab: LabId, terminal: TerminalId, key: Key, text: str) -> None:
        r"""A control key in line mode; `text` stands unfinished in the browser's editor and is gone from there.

        The terminal echoes `text` and the key as bash does (`^C`), then acts: an interrupt of the program or a new
        prompt, end of file or logout, stop, quit.
        """
        ...

    def raw(self, lab: LabId, terminal: TerminalId, data: bytes) -> None:
        """Bytes of keys in raw mode. In line mode they are dropped: they were on their way when the mode changed."""
        ...

    def resize(self, lab: LabId, terminal: TerminalId, rows: int, columns: int) -> None:
        """The browser's terminal has this size now; the last browser wins."""
        ...

    def complete(self, lab: LabId, terminal: TerminalId, line: str, cursor: int) -> Completion:
        """What could stand at the cursor, which counts code points. May take as long as the cluster needs to answer."""
        ...

    def history(self, lab: LabId, terminal: TerminalId) -> Sequence[str]:
        """The terminal's history, oldest first."""
        ...

    def since(self, lab: LabId, terminal: TerminalId, seq: int) -> Replay:
        """The chunks after `seq` (0: all that is kept); a reset when they are gone or `seq` was never reached."""
        ...

    def open_terminal(self, lab: LabId) -> TerminalView:
        """One more terminal, with the lowest free number."""
        ...

    def close_terminal(self, lab: LabId, terminal: TerminalId) -> None:
        """Hang up: the terminal's programs end. The last terminal is not closed (limit)."""
        ...

    def next_step(self, lab: LabId, step: str) -> None:
        """Pass `step` and go to the next, or finish the lesson.

        Locked unless all its checks hold; passing twice is no error.
        """
        ...

    def answer(self, lab: LabId, step: str, check: int, given: Sequence[str]) -> None:
        """Answer a question of the open step: the check's place in the step, and choices by their numbers or a text.

        Locked for any other step, not-found for a check that asks nothing, or a choice that is not there.
        """
        ...

    def go_to_step(self, lab: LabId, step: str) -> None:
        """Read another step that is not locked."""
        ...

    def advance(self, lab: LabId, seconds: float) -> None:
        """Let the lab's time jump. Returns when it is done; listeners hear of it before and after (`jumping`)."""
        ...

    def pace(self, lab: LabId, speed: float) -> None:
        """Let the lab's time go so many times as fast as the wall's (0: it stands still), until the lab begins anew."""
        ...

    def settle(self, lab: LabId) -> None:
        """Let time jump until only periodic things are due (an hour at most)."""
        ...

    def look(self, lab: LabId) -> Picture:
        """The whole cluster, as it is drawn. From now on listeners hear of its changes, until the last browser left."""
        ...

    def detail(self, lab: LabId, shape: str) -> Detail:
        """What there is to know of one object of the picture, by its id; not-found when it is gone."""
        ...

    def doors(self, lab: LabId) -> Sequence[Door]:
        """What a browser in the lab's network could open now."""
        ...

    def visit(self, lab: LabId, place: Place, request: Request) -> Response:
        """Send a browser's request to a server of the lab; the answer has its whole body.

        UnreachedError when no answer comes.
        """
        ...

    def reset(self, lab: LabId) -> None:
        """Begin the lesson anew: the same lab id, a new cluster and host; steps that were done stay done."""
        ...

    def undo(self, lab: LabId) -> None:
        """Take the latest command back that changed something; not-found when there is none. `LabReset` follows."""
        ...

    def restart_step(self, lab: LabId, step: str) -> None:
        """Take the lab back to where a step began, which is open again then. `LabReset` follows.

        Not-found when that is not known.
        """
        ...

    def play(self, lab: LabId, upto: str = "") -> None:
        """Play the open step's solution, so that its checks hold; with `upto` pass all steps before that one.

        Not-found where a step has no solution. Listeners hear of it on the way (`WorkDone`).
        """
        ...

    def change_lessons(self, catalogue: Catalogue) -> None:
        """Lessons were edited: labs go on as they are, with the steps that are still there done as before.

        Returns when listeners have heard of it (`StepsChanged`).
        """
        ...

    def stop_node(self, lab: LabId, node: str) -> None:
        """The machine goes away. Only for nodes of the lab's view."""
        ...

    def start_node(self, lab: LabId, node: str) -> None:
        """The machine comes back."""
        ...

"""The lesson's steps: going through them, their questions and solutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.labs.views import StepView
from app.web import fields
from app.web.replies import Solution


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
class LessonSaved:
    """The lesson's author has saved it: its page and texts, and what is wrong with them, are to be read again."""

    event: ClassVar[str] = "lesson.saved"
    lesson: str


Asked = NextStep | GoToStep | Answer | AskSolution | RestartStep | PlaySolution | JumpToStep
Told = Steps | WorkDone | LessonSaved

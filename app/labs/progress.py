"""How far a learner is in a lesson: which step is open, which of its checks hold.

Steps are done in order. The open step's checks are asked again when something they need has changed, and may still come
and go; once the learner goes on, the step is done and stays done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.labs.views import CheckView, RefusedError, StepPhase, StepView
from app.lessons.evidence import Evidence, Need, Resource
from app.lessons.model import Check, Lesson
from app.lessons.quiz import quiz_of
from app.lessons.sentences import Sentence, say
from app.lessons.text import LANGUAGES
from app.lessons.variables import filled_text
from app.lessons.verdict import Verdict


@dataclass
class CheckState:
    """One check of the open step, as it was when last asked. `stale` until it is asked again."""

    check: Check
    forbidden: bool = False  # while it holds, the step has failed
    passed: bool = False
    why: Any = None  # app.lessons Sentence: what is missing, in every language
    stale: bool = True
    given: tuple[str, ...] = ()  # the answer to a question, as the page knows it
    spoilt: bool = False
    unasked: bool = False  # `why` is shown to who did not ask for it
    again: float | None = None  # when time alone may change the answer


class Progress:
    """A learner's way through a lesson. `done` steps are behind, `reading` is the step on the page."""

    def __init__(self, lesson: Lesson, done: int = 0) -> None:
        self.lesson = lesson
        self.done = min(done, len(lesson.steps))
        self.reading = max(0, min(self.done, len(lesson.steps) - 1))
        self.checks: list[CheckState] = []
        self.unless: list[CheckState] = []  # what must not have been done: while one holds, the open step has failed
        self._given: dict[str, list[tuple[str, ...]]] = {}  # step that is done -> the answers to its questions
        self._open_step()

    @property
    def finished(self) -> bool:
        """Every step is done."""
        return self.done >= len(self.lesson.steps)

    def _open_step(self) -> None:
        step = None if self.finished else self.lesson.steps[self.done]
        self.checks = [CheckState(check) for check in step.checks] if step else []
        self.unless = [CheckState(check, forbidden=True) for check in step.unless] if step else []

    def _states(self) -> list[CheckState]:
        return [*self.unless, *self.checks]

    def touch(self, changed: Iterable[Need], resources: Callable[[str], Sequence[Resource]]) -> bool:
        """Something changed: mark the checks that depend on it. True when there is anything to ask again.

        A change of objects names the plural, a check what its author wrote; `resources` brings them together.
        """
        changes = list(changed)
        for state in self._states():
            if not state.stale:
                needs = [plain for need in state.check.needs() for plain in _plain(need, resources)]
                state.stale = any(_concerns(need, change) for need in needs for change in changes)
        return any(state.stale for state in self._states())

    def forget(self) -> None:
        """Take nothing for granted: every check is asked again."""
        for state in self._states():
            state.stale = True

    async def ask(self, evidence: Evidence, *, patient: bool = True) -> bool:
        """Ask the stale checks; those that may take a while only if `patient`. True when the page's view changed."""
        changed = False
        for state in self._states():
            if state.stale and (patient or not state.check.waits):
                state.stale = False
                verdict = await state.check.holds(evidence)
                now = verdict.ok, _words(state, verdict, evidence), verdict.spoilt, _given(state.check, evidence)
                changed |= (state.passed, state.why, state.spoilt, state.given) != now
                state.passed, state.why, state.spoilt, state.given = now
                state.unasked = verdict.unasked or verdict.spoilt
                state.again = verdict.again
        return changed

    def answer(self, step_id: str, index: int, given: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """A question of the open step, in its English words, and an answer to it by its choices' names."""
        if self.index(step_id) != self.done:
            raise RefusedError("locked", step_id)
        check = self.checks[index].check if index < len(self.checks) else None
        if check is None or check.kind.name != "answer":
            raise RefusedError("not-found", f"question {index}")
        answer = quiz_of(check.spec).read(given)
        if answer is None:
            raise RefusedError("not-found", "no such choice")
        return check.spec["says"], answer

    def again(self) -> float | None:
        """When the open step's checks are to be asked again, even if nothing happens."""
        return min((state.again for state in self._states() if state.again is not None), default=None)

    def waiting(self) -> bool:
        """Whether a check that may take a while does not hold yet, or is still to be asked."""
        return any(state.check.waits and (state.stale or not state.passed) for state in self._states())

    def needs(self, kind: str) -> bool:
        """Whether a check of the open step looks at this kind of evidence."""
        return any(need.kind == kind for state in self._states() for need in state.check.needs())

    def ready(self) -> bool:
        """Every check of the open step holds, and nothing was done that must not be done."""
        return not self.finished and all(state.passed != state.forbidden for state in self._states())

    def next(self, step_id: str) -> bool:
        """Go on from a step. Passing the open one needs its checks; True when a step was passed just now."""
        index = self.index(step_id)
        if index < self.done:
            self.reading = min(index + 1, len(self.lesson.steps) - 1)
            return False
        if index > self.done or not self.ready():
            raise RefusedError("locked", step_id)
        self._given[step_id] = [state.given for state in self.checks]
        self.done += 1
        self.reading = min(self.done, len(self.lesson.steps) - 1)
        self._open_step()
        return True

    def go_to(self, step_id: str) -> None:
        """Read another step that is not locked."""
        index = self.index(step_id)
        if index > self.done:
            raise RefusedError("locked", step_id)
        self.reading = index

    def index(self, step_id: str) -> int:
        """The place of a step; RefusedError when the lesson has none of that name."""
        for index, step in enumerate(self.lesson.steps):
            if step.id == step_id:
                return index
        raise RefusedError("not-found", f"step {step_id}")

    def views(self) -> tuple[StepView, ...]:
        """The steps as the page shows them."""
        return tuple(self._view(index) for index in range(len(self.lesson.steps)))

    def _view(self, index: int) -> StepView:
        step = self.lesson.steps[index]
        phase: StepPhase = "done" if index < self.done else "open" if index == self.done else "locked"
        if phase == "open":
            views = tuple(
                CheckView(state.passed, _why(state), state.given, state.spoilt, state.unasked) for state in self.checks
            )
        else:
            given = [*self._given.get(step.id, ()), *((),) * len(step.checks)][: len(step.checks)]
            views = tuple(CheckView(phase == "done", given=answer) for answer in given)
        failed = next((_why(state) for state in self.unless if state.passed), {}) if phase == "open" else {}
        return StepView(step.id, phase, views, failed=failed)

    def snapshot(self) -> dict[str, Any]:
        """JSON data; steps by name, so that a lesson that was edited in the meantime still finds its place."""
        steps = self.lesson.steps
        return {
            "done": [step.id for step in steps[: self.done]],
            "reading": steps[self.reading].id if steps else "",
            "given": self._given,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a snapshot."""
        done = set(state["done"])
        self._given = {step: [tuple(answer) for answer in given] for step, given in state["given"].items()}
        steps = self.lesson.steps
        self.done = next((index for index, step in enumerate(steps) if step.id not in done), len(steps))
        here = [index for index, step in enumerate(steps) if step.id == state["reading"]]
        self.reading = min(here[0] if here else self.done, self.done, max(len(steps) - 1, 0))
        self._open_step()


def _given(check: Check, evidence: Evidence) -> tuple[str, ...]:
    """The answer to a question, as the page knows it; empty for everything else."""
    if check.kind.name != "answer":
        return ()
    return quiz_of(check.spec).shown(evidence.answers().get(check.spec["says"], ()))


def _words(state: CheckState, verdict: Verdict, evidence: Evidence) -> Sentence | None:
    """What is missing, or what the author says of what must not have been done."""
    if state.forbidden:
        return say("as written", text=filled_text(state.check.says, evidence)) if verdict.ok else None
    return verdict.why


def _why(state: CheckState) -> dict[str, str]:
    """What was found instead, by language; empty before the check was asked."""
    return {} if state.why is None else {language: state.why.text(language).replace("`", "") for language in LANGUAGES}


def _plain(need: Need, resources: Callable[[str], Sequence[Resource]]) -> list[Need]:
    """A need with its author's word for a resource replaced by the plurals it stands for."""
    if need.kind != "objects" or not need.of:
        return [need]
    return [Need("objects", found.plural) for found in resources(need.of)] or [Need("objects")]


def _concerns(need: Need, change: Need) -> bool:
    return need.kind == change.kind and (not need.of or not change.of or need.of == change.of)

"""The proof of a lesson: every check is false before its step's solution and true after it.

A lab is driven through `LessonLab`, so that this needs neither a server nor a browser. `labs` provides a `LabFactory`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from app.lessons.check import Check, Verdict
from app.lessons.commands.compare import nearest_gap, shown
from app.lessons.errors import SetupError
from app.lessons.evidence import Evidence, Object
from app.lessons.model import Action, BrokenLesson, Lesson, Step
from app.lessons.quiz import quiz_of
from app.lessons.selection import is_terminating
from app.lessons.variables import Variable, filled, variables

PATIENCE = (0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0)  # simulated seconds between looks, after a solution
READING = 5.0  # simulated seconds before each line of an imported solution: it says nowhere what it waits for
_NO_FAILURE = frozenset({0, 130, 141, 143})  # interrupted, terminated, or nobody read on
_ANSWERS = frozenset({"cmp", "diff", "grep"})  # whose 1 is an answer: they differ, there is none
Timer = Callable[[], float]


class LessonLab(Protocol):
    """A lab without a browser, whose time jumps as soon as everything waits."""

    def evidence(self) -> Evidence:
        """The lab as checks see it."""

    def begin_step(self, step: Step) -> None:
        """A step begins: `evidence().finished()` starts over."""

    async def run_scripts(self, step: Step) -> None:
        """Run the scripts of a step that opens, side by side, to their ends."""

    async def run_unseen(self, script: str) -> int:
        """Run a script of a solution; its exit status."""

    async def type(self, terminal: int, line: str) -> None:
        """A line and Enter; returns when the prompt is back, or when a program stays in front."""

    async def press(self, terminal: int, key: str) -> None:
        """A key, such as `ctrl-c`."""

    async def answer(self, question: str, given: tuple[str, ...]) -> None:
        """A question of the step, by its English words, gets an answer."""

    async def advance(self, seconds: float) -> None:
        """Simulated time passes."""

    async def stop_node(self, name: str) -> None:
        """A machine is switched off."""

    async def start_node(self, name: str) -> None:
        """A machine is switched on again."""


class LabFactory(Protocol):
    """Opens a fresh lab of a lesson, and closes it."""

    def __call__(self, lesson: Lesson) -> AbstractAsyncContextManager[LessonLab]:
        """The lab, with the lesson's terminals at their prompts."""


@dataclass(frozen=True)
class StepReport:
    """A verified step: wall-clock seconds, and every sentence that says what is wrong.

    `early` and `never` are the checks that held before the solution, or not after it. `notes` are no mistakes, but
    worth a look.
    """

    id: str
    seconds: float
    checks: int
    problems: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LessonReport:
    """A verified lesson."""

    id: str
    seconds: float
    steps: tuple[StepReport, ...] = ()
    problems: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Nothing is wrong with it or with any of its steps."""
        return not self.problems and not any(step.problems for step in self.steps)


async def verify(lesson: Lesson | BrokenLesson, open_lab: LabFactory, timer: Timer) -> LessonReport:
    """Prove a lesson in a fresh lab; `timer` gives wall-clock seconds."""
    began = timer()
    if isinstance(lesson, BrokenLesson):
        return LessonReport(lesson.id, 0.0, problems=tuple(map(str, lesson.errors)))
    problems = tuple(map(str, lesson.untranslated))
    steps: list[StepReport] = []
    try:
        async with open_lab(lesson) as lab:
            for step in lesson.steps:
                steps.append(await _verify_step(step, lab, timer, lenient=bool(lesson.origin)))
    except SetupError as error:
        problems += (str(error),)
    return LessonReport(lesson.id, timer() - began, tuple(steps), problems)


async def _verify_step(step: Step, lab: LessonLab, timer: Timer, *, lenient: bool = False) -> StepReport:
    """Prove a step. `lenient`: its author wrote for another machine, where commands may be meant to fail."""
    began = timer()
    if step.background or step.foreground:
        await lab.run_scripts(step)
    lab.begin_step(step)
    early = [check for check, verdict in await _look(step.checks, lab) if verdict.ok]
    problems = [f"{_place(check)}: holds already before the solution: {check.says}" for check in early]
    problems += await _failed(step, lab, "already before the solution")
    problems += await _wrong_answers(step, lab)
    if step.checks and not step.solution and not all(_asks(check) for check in step.checks):
        return StepReport(step.id, timer() - began, len(step.checks), tuple(problems), tuple(map(_place, early)), (),
                          ("nothing is known that solves it: not verified",))  # fmt: skip
    ordered = [check for check in step.checks if check.rules.after]
    for action in step.solution:
        if lenient:
            await lab.advance(READING)
        problem = await act(action, lab)
        problems += [f"{step.id}: {problem}"] if problem else []
        await _look(ordered, lab)  # as live labs do: `after` goes by when that was first seen
    for check in filter(_asks, step.checks):
        await _until_known(variables("\n".join(quiz_of(check.spec).right)), lab)
        await lab.answer(check.spec["says"], quiz_of(check.spec).filled(lab.evidence()).solution())
    failed = [f"{step.id}: {problem}" for problem in _failed_commands(step, lab.evidence())]
    problems += [] if lenient else failed
    problems += await _failed(step, lab, "although it was solved as its solution says")
    never = [(check, verdict) for check, verdict in await _look_patiently(step.checks, lab) if not verdict.ok]
    problems += [
        f"{_place(check)}: does not hold after the solution: {check.says} ({verdict.told or verdict.why})"
        for check, verdict in never
    ]
    return StepReport(
        step.id, timer() - began, len(step.checks), tuple(problems), tuple(map(_place, early)),
        tuple(_place(check) for check, _ in never), tuple(failed) if lenient else (),
    )  # fmt: skip


async def _failed(step: Step, lab: LessonLab, when: str) -> list[str]:
    """What of `unless` holds though nobody did anything wrong."""
    return [f"{_place(wrong)}: fails the step {when}: {wrong.says}"
            for wrong, verdict in await _look(step.unless, lab) if verdict.ok]  # fmt: skip


async def _until_known(wanted: Sequence[Variable], lab: LessonLab) -> None:
    """Wait as a learner does until the lab has a value for each of these."""
    for pause in PATIENCE if wanted else ():
        if all(variable.value(lab.evidence()) for variable in wanted):
            return
        await lab.advance(pause)


def _asks(check: Check) -> bool:
    return check.kind.name == "answer"


async def _wrong_answers(step: Step, lab: LessonLab) -> list[str]:
    """Each wrong answer that a lesson lists must fail, with the words that it has for it."""
    problems = []
    for check in filter(_asks, step.checks):
        for given, message in quiz_of(check.spec).filled(lab.evidence()).mistakes():
            await lab.answer(check.spec["says"], given)
            verdict = await check.holds(lab.evidence())
            if verdict.ok:
                problems.append(f"{_place(check)}: the wrong answer {', '.join(given)!r} counts as right")
            elif message is not None and str(verdict.why) != str(message):
                problems.append(f"{_place(check)}: the wrong answer {', '.join(given)!r} gets {str(verdict.why)!r}")
        await lab.answer(check.spec["says"], ())
    return problems


def _failed_commands(step: Step, evidence: Evidence) -> list[str]:
    """Commands of the solution that failed, unless a check asks for a command that fails."""
    asked = [one for check in step.checks for one in _with_inner(check)]
    meant = [one.spec["ran"] for one in asked if one.spec.get("exit", 0) != 0 and "ran" in one.spec]
    return [
        f"a command of the solution ended with exit status {record.exit}: {shown(record.argv)}"
        for record in evidence.finished()
        if record.argv
        and record.exit not in _NO_FAILURE
        and not (record.exit == 1 and record.argv[0] in _ANSWERS)
        and not any(nearest_gap(wanted, record.argv, evidence.resources) is None for wanted in meant)
    ]


def _with_inner(check: Check) -> Iterator[Check]:
    """A check, and all that it is made of."""
    yield check
    for one in check.inside():
        yield from _with_inner(one)


def _place(check: Check) -> str:
    return f"{check.file}:{check.line}"


async def _look(checks: Sequence[Check], lab: LessonLab) -> list[tuple[Check, Verdict]]:
    return [(check, await check.holds(lab.evidence())) for check in checks]


async def _look_patiently(checks: Sequence[Check], lab: LessonLab) -> list[tuple[Check, Verdict]]:
    """As a learner does: what is not there yet may come in the next minute."""
    found: list[tuple[Check, Verdict]] = []
    for pause in PATIENCE if checks else ():
        if pause:
            await lab.advance(pause)
        found = await _look(checks, lab)
        if all(verdict.ok for _, verdict in found):
            return found
    for _ in checks:  # those that have to stay true for a while
        again = [verdict.again for _, verdict in found if verdict.again is not None and not verdict.ok]
        if not again:
            break
        await lab.advance(max(0.0, min(again) - lab.evidence().now()))
        found = await _look(checks, lab)
    return found


async def act(action: Action, lab: LessonLab) -> str:
    """Do one thing of a solution; says what went wrong, if anything."""
    if action.text is not None:
        await _until_known(variables(action.text), lab)
        await lab.type(action.terminal, filled(action.text, lab.evidence()))
    elif action.press is not None:
        await lab.press(action.terminal, action.press)
    elif action.wait is not None:
        await lab.advance(action.wait)
    elif action.start_node is not None:
        await lab.start_node(action.start_node)
    elif action.script is not None:
        status = await lab.run_unseen(action.script)
        return f"the solution's script ended with exit status {status}" if status else ""
    else:
        node = action.stop_node or node_of_pod(dict(action.stop_node_of or ()), lab.evidence())
        if node is None:
            return "no pod with these labels runs on a node that could be switched off"
        await lab.stop_node(node)
    return ""


def node_of_pod(labels: dict[str, str], evidence: Evidence) -> str | None:
    """The node of the first running pod that has these labels."""
    for resource in evidence.resources("pods")[:1]:
        for pod in evidence.objects(resource):
            if labels.items() <= _labels(pod).items() and not is_terminating(pod):
                node = pod.get("spec", {}).get("nodeName")
                if node:
                    return str(node)
    return None


def _labels(pod: Object) -> dict[str, str]:
    return pod.get("metadata", {}).get("labels") or {}

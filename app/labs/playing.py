"""A solution that is played in front of the learner: its lines are typed, its buttons pressed, and time jumps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from app.labs.autojump import WATCHED, stays_in_front
from app.labs.driver import Stops, WallDriver
from app.labs.lab import Lab
from app.labs.views import RefusedError, WorkDone
from app.lessons.model import Action, Step
from app.lessons.quiz import quiz_of
from app.lessons.variables import Variable, filled, variables
from app.lessons.verify import PATIENCE, node_of_pod

if TYPE_CHECKING:
    from app.labs.live import LiveLab

LONGEST = 600.0  # seconds of the lab's time that one line may take
Skip = Callable[[float], Awaitable[None]]


async def play(live: LiveLab, upto: str = "") -> None:
    """Play the open step's solution, or pass every step before `upto`. RefusedError where a step has none."""
    steps, progress = live.lesson.steps, live.progress
    last = progress.index(upto) if upto else progress.done
    todo = steps[progress.done : last] if upto else steps[progress.done : progress.done + 1]
    total = sum(len(step.solution) + 1 for step in todo)
    done = 0
    for step in todo:
        if step.checks and not is_solved(step):
            raise RefusedError("not-found", f"step {step.id} has no solution")
        for action in step.solution:
            live.emit(WorkDone(live.id, "jump" if upto else "play", done, total))
            await _act(live, action)
            done += 1
        await _answer(live, step)
        await _until_ready(live)
        done += 1
        if upto:
            await live.next_step(step.id)
    if upto:
        progress.go_to(upto)
    live.tell_steps()


def is_solved(step: Step) -> bool:
    """Whether something is known that makes its checks hold."""
    return bool(step.solution) or all(check.kind.name == "answer" for check in step.checks)


async def _act(live: LiveLab, action: Action) -> None:
    lab = live.lab
    if action.text is not None:
        await _until_known(live, variables(action.text))
        await _terminal(live, action.terminal, lambda terminal: terminal.line(filled(action.text or "", live.evidence)))
    elif action.press is not None:
        await _terminal(live, action.terminal, lambda terminal: _pressed(terminal, action.press or ""))
    elif action.wait is not None:
        await _skip(live.driver, lab, action.wait)
    elif action.script is not None:
        await lab.host.run_script(action.script)
    elif action.start_node is not None:
        live.start_node(action.start_node)
    else:
        node = action.stop_node or node_of_pod(dict(action.stop_node_of or ()), live.evidence)
        if node is not None:
            live.stop_node(node)


async def _pressed(terminal: object, key: str) -> None:
    terminal.key(key, "")  # type: ignore[attr-defined]


async def _terminal(live: LiveLab, number: int, act: Callable[..., Awaitable[None]]) -> None:
    """Do something in a terminal, and wait until its prompt is back or its program waits for something but time."""
    lab, name = live.lab, str(number)
    if name not in lab.terminals:
        await lab.open_terminal(name)
    terminal = lab.terminals[name]
    await act(terminal)
    end, watched = lab.clock.now + LONGEST, lab.clock.now + WATCHED
    while True:
        await terminal.settled()
        await lab.until_idle()
        if not terminal.busy:
            return
        due = lab.clock.next_due()
        if due is None or due > end or ("time" not in lab.waiting() and lab.cluster.settled()):
            return
        if stays_in_front(terminal) and (lab.cluster.settled() or due > watched):
            return
        await _skip(live.driver, lab, max(0.0, due - live.driver.target()))


async def _skip(driver: WallDriver, lab: Lab, seconds: float) -> None:
    await driver.skip(seconds, Stops(lab).programs_act)


async def _until_known(live: LiveLab, wanted: Sequence[Variable]) -> None:
    for pause in PATIENCE if wanted else ():
        if all(variable.value(live.evidence) for variable in wanted):
            return
        await _skip(live.driver, live.lab, pause)


async def _answer(live: LiveLab, step: Step) -> None:
    for check in step.checks:
        if check.kind.name == "answer":
            quiz = quiz_of(check.spec)
            await _until_known(live, variables("\n".join(quiz.right)))
            live.evidence.answered(check.spec["says"], quiz.filled(live.evidence).solution())


async def _until_ready(live: LiveLab) -> None:
    """Let time jump until the step's checks hold, a minute at most and as long as one has to stay true."""
    for pause in (*PATIENCE, *(0.0 for _ in live.progress.checks)):
        again = live.progress.again()
        await _skip(live.driver, live.lab, pause or max(0.0, (again or 0.0) - live.lab.clock.now))
        live.progress.forget()
        await live.progress.ask(live.evidence)
        if live.progress.ready():
            return

"""From the labs' views and events to the wire's messages."""

from __future__ import annotations

from collections.abc import Mapping

from app.labs import views
from app.lessons.model import Action, Check, Step
from app.lessons.quiz import quiz_of
from app.lessons.text import LANGUAGES
from app.web import replies, wire
from app.web.language import text
from app.web.ports import LabRuntime


def lab_state(view: views.LabView) -> replies.LabState:
    """A lab without its id, which a page knows already."""
    return replies.LabState(
        lesson=view.lesson,
        release=view.release,
        step=view.step,
        steps=view.steps,
        finished=view.finished,
        terminals=view.terminals,
        nodes=view.nodes,
        clock=view.clock,
        values=view.values,
        undo=view.undo,
    )


def solution(step: Step) -> replies.Solution:
    """A step's solution, in every language: the socket does not know which one its page has."""
    explained = step.explanation
    explanation = {language: explained.html(language) for language in LANGUAGES} if explained else {}
    answers = tuple(_answer(check) for check in step.checks if check.kind.name == "answer")
    return replies.Solution((*(_action(action) for action in step.solution), *answers), explanation)


def _answer(check: Check) -> replies.SolutionAction:
    """A question's answer, in every language."""
    quiz = quiz_of(check.spec)
    says = {}
    for language in LANGUAGES:
        words = [quiz.choices[name].text(language) if name in quiz.choices else name for name in quiz.solution()]
        question = check.says.text(language)
        says[language] = text(language, "lesson.solution_answer", question=question, answer=", ".join(words))
    return replies.SolutionAction("1", None, None, None, says)


def _action(action: Action) -> replies.SolutionAction:
    said = action.says
    says = {language: said.text(language) for language in LANGUAGES} if said else {}
    return replies.SolutionAction(str(action.terminal), action.text, action.press, action.wait, says)


def output(terminal: str, seen: int, replay: views.Replay) -> replies.Output:
    """What a browser that has chunk `seen` gets; chunks never end inside a character, so their text can be joined."""
    data = b"".join(chunk.data for chunk in replay.chunks)
    last = replay.chunks[-1].seq if replay.chunks else (0 if replay.reset else seen)
    return replies.Output(terminal, replay.reset, max(last, replay.seq), _text(data))


def joined(runtime: LabRuntime, lab: views.LabId, seen: Mapping[str, int]) -> replies.Joined:
    """A lab for a browser that has chunk `seen` of each terminal."""
    view = runtime.view(lab)
    return replies.Joined(
        lab_state(view),
        tuple(
            output(terminal.id, chunk, runtime.since(lab, terminal.id, chunk))
            for terminal in view.terminals
            for chunk in (seen.get(terminal.id, 0),)
        ),
    )


def message(event: views.LabEvent) -> wire.ToBrowser:
    """What the browsers of a lab are told of an event."""
    match event:
        case views.OutputAdded():
            return wire.terminals.TerminalOutput(event.terminal, event.chunk.seq, _text(event.chunk.data))
        case views.TerminalChanged():
            return wire.terminals.TerminalState(event.terminal)
        case views.TerminalClosed():
            return wire.terminals.TerminalGone(event.terminal)
        case views.HistoryAdded():
            return wire.terminals.HistoryLine(event.terminal, event.line)
        case views.HistoryReplaced():
            return wire.terminals.HistoryLines(event.terminal, event.lines)
        case views.StepsChanged():
            return wire.steps.Steps(event.step, event.steps, event.finished, event.values, event.undo)
        case views.WorkDone():
            return wire.steps.WorkDone(event.work, event.done, event.all)
        case views.NodesChanged():
            return wire.labs.Nodes(event.nodes)
        case views.ClusterChanged():
            return wire.cluster.ClusterPicture(event.picture)
        case views.ClockChanged():
            return wire.labs.ClockState(event.clock)
        case views.FilesChanged():
            return wire.files.FilesAreOther(event.changes.folders, event.changes.files)
        case views.LabReset():
            return wire.labs.LabBegun()


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")

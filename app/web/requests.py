"""What each event from the browser asks of the runtime, and the reply that it gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.labs.details import Detail
from app.labs.editing.model import FileVersion, Listing, OpenedFile, Suggestions
from app.labs.shapes import Picture
from app.labs.views import LabId, RefusedError, TerminalView
from app.lessons.model import Lesson
from app.web import replies, states, wire
from app.web.site import Site


def _join(site: Site, lab: LabId, message: wire.labs.Join) -> replies.Joined:
    # The connection is in the lab's room already: what is printed from now on comes as events too, and the browser
    # drops what it has by its number.
    return states.joined(site.runtime, lab, message.seen)


def _type_line(site: Site, lab: LabId, message: wire.terminals.TypeLine) -> None:
    site.runtime.line(lab, message.terminal, message.text)


def _press_key(site: Site, lab: LabId, message: wire.terminals.PressKey) -> None:
    site.runtime.key(lab, message.terminal, message.key, message.text)


def _type_raw(site: Site, lab: LabId, message: wire.terminals.TypeRaw) -> None:
    site.runtime.raw(lab, message.terminal, message.data.encode())


def _resize(site: Site, lab: LabId, message: wire.terminals.Resize) -> None:
    site.runtime.resize(lab, message.terminal, message.rows, message.columns)


def _complete(site: Site, lab: LabId, message: wire.terminals.Complete) -> replies.Candidates:
    cursor = min(message.cursor, len(message.line))
    found = site.runtime.complete(lab, message.terminal, message.line, cursor)
    shown = found.shown or tuple(word.rstrip(" ") for word in found.words)
    return replies.Candidates(found.start, found.words, shown, found.busy)


def _history(site: Site, lab: LabId, message: wire.terminals.AskHistory) -> replies.History:
    return replies.History(tuple(site.runtime.history(lab, message.terminal)))


def _since(site: Site, lab: LabId, message: wire.terminals.AskOutput) -> replies.Output:
    return states.output(message.terminal, message.seq, site.runtime.since(lab, message.terminal, message.seq))


def _open_terminal(site: Site, lab: LabId, _message: wire.terminals.OpenTerminal) -> TerminalView:
    return site.runtime.open_terminal(lab)


def _close_terminal(site: Site, lab: LabId, message: wire.terminals.CloseTerminal) -> None:
    site.runtime.close_terminal(lab, message.terminal)


def _next_step(site: Site, lab: LabId, message: wire.steps.NextStep) -> None:
    site.runtime.next_step(lab, message.step)


def _go_to_step(site: Site, lab: LabId, message: wire.steps.GoToStep) -> None:
    site.runtime.go_to_step(lab, message.step)


def _answer(site: Site, lab: LabId, message: wire.steps.Answer) -> None:
    site.runtime.answer(lab, message.step, message.check, message.given)


def _solution(site: Site, lab: LabId, message: wire.steps.AskSolution) -> replies.Solution:
    view = site.runtime.view(lab)
    found = site.lesson(view.lesson)
    phases = {step.id: step.phase for step in view.steps}
    steps = found[1].steps if found and isinstance(found[1], Lesson) else ()
    step = next((step for step in steps if step.id == message.step), None)
    if step is None or message.step not in phases:
        raise RefusedError("not-found", "no such step")
    if phases[message.step] == "locked":
        raise RefusedError("locked", "the steps before come first")
    return states.solution(step)


def _advance(site: Site, lab: LabId, message: wire.labs.Advance) -> None:
    site.runtime.advance(lab, message.seconds)


def _pace(site: Site, lab: LabId, message: wire.labs.Pace) -> None:
    site.runtime.pace(lab, message.speed)


def _settle(site: Site, lab: LabId, _message: wire.labs.Settle) -> None:
    site.runtime.settle(lab)


def _reset(site: Site, lab: LabId, _message: wire.labs.Reset) -> None:
    site.runtime.reset(lab)


def _undo(site: Site, lab: LabId, _message: wire.labs.Undo) -> None:
    site.runtime.undo(lab)


def _restart_step(site: Site, lab: LabId, message: wire.steps.RestartStep) -> None:
    site.runtime.restart_step(lab, message.step)


def _play(site: Site, lab: LabId, _message: wire.steps.PlaySolution) -> None:
    site.runtime.play(lab)


def _jump(site: Site, lab: LabId, message: wire.steps.JumpToStep) -> None:
    if not site.config.preview:
        raise RefusedError("locked", "the steps before come first")
    site.runtime.play(lab, message.step)


def _power_node(site: Site, lab: LabId, message: wire.labs.PowerNode) -> None:
    act = site.runtime.stop_node if message.power == "off" else site.runtime.start_node
    act(lab, message.node)


def _look(site: Site, lab: LabId, _message: wire.cluster.LookAtCluster) -> Picture:
    return site.runtime.look(lab)


def _look_away(_site: Site, _lab: LabId, _message: wire.cluster.LookAway) -> None:
    """The connection has left the room already."""


def _detail(site: Site, lab: LabId, message: wire.cluster.AskDetail) -> Detail:
    return site.runtime.detail(lab, message.id)


def _files_list(site: Site, lab: LabId, message: wire.files.ListFolder) -> Listing:
    return site.runtime.files.list(lab, message.path)


def _files_read(site: Site, lab: LabId, message: wire.files.ReadFile) -> OpenedFile:
    return site.runtime.files.read(lab, message.path)


def _files_write(site: Site, lab: LabId, message: wire.files.WriteFile) -> FileVersion:
    before = None if message.before == "*" else message.before
    return site.runtime.files.write(lab, message.path, message.text, before, message.parents)


def _files_folder(site: Site, lab: LabId, message: wire.files.MakeFolder) -> replies.Path:
    return replies.Path(site.runtime.files.make_folder(lab, message.path))


def _files_rename(site: Site, lab: LabId, message: wire.files.Rename) -> replies.Path:
    return replies.Path(site.runtime.files.rename(lab, message.path, message.to))


def _files_remove(site: Site, lab: LabId, message: wire.files.Remove) -> replies.Path:
    return replies.Path(site.runtime.files.remove(lab, message.path))


def _check(site: Site, lab: LabId, message: wire.files.CheckManifest) -> replies.Findings:
    return replies.Findings(site.runtime.files.check(lab, message.text))


def _suggest(site: Site, lab: LabId, message: wire.files.CompleteManifest) -> Suggestions:
    return site.runtime.files.suggest(lab, message.text, message.line, message.column)


Handler = Callable[[Site, LabId, Any], Any]

# Done in the order in which they came, on the connection's own thread; the reply is the acknowledgement.
ANSWERS: dict[type[wire.FromBrowser], Handler] = {
    wire.labs.Join: _join,
    wire.terminals.TypeLine: _type_line,
    wire.terminals.PressKey: _press_key,
    wire.terminals.TypeRaw: _type_raw,
    wire.terminals.Resize: _resize,
    wire.terminals.Complete: _complete,
    wire.terminals.AskHistory: _history,
    wire.terminals.AskOutput: _since,
    wire.terminals.OpenTerminal: _open_terminal,
    wire.terminals.CloseTerminal: _close_terminal,
    wire.steps.NextStep: _next_step,
    wire.steps.GoToStep: _go_to_step,
    wire.steps.Answer: _answer,
    wire.steps.AskSolution: _solution,
    wire.labs.PowerNode: _power_node,
    wire.labs.Pace: _pace,
    wire.cluster.LookAtCluster: _look,
    wire.cluster.LookAway: _look_away,
    wire.cluster.AskDetail: _detail,
    wire.files.ListFolder: _files_list,
    wire.files.ReadFile: _files_read,
    wire.files.WriteFile: _files_write,
    wire.files.MakeFolder: _files_folder,
    wire.files.Rename: _files_rename,
    wire.files.Remove: _files_remove,
    wire.files.CheckManifest: _check,
    wire.files.CompleteManifest: _suggest,
}
# Take long: acknowledged when they begin.
LATER: dict[type[wire.FromBrowser], Handler] = {
    wire.labs.Advance: _advance,
    wire.labs.Settle: _settle,
    wire.labs.Reset: _reset,
    wire.labs.Undo: _undo,
    wire.steps.RestartStep: _restart_step,
    wire.steps.PlaySolution: _play,
    wire.steps.JumpToStep: _jump,
}

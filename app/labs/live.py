"""A lab with somebody in it: terminals that are watched, checks that tick, a clock that runs with the wall, saves."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from app.host.host import Finished
from app.labs.asking import Asking
from app.labs.drawing import Drawing
from app.labs.driver import Stops, WallDriver
from app.labs.editing.editing import Editing
from app.labs.evidence import LabEvidence
from app.labs.keeping import Keeper
from app.labs.lab import Lab
from app.labs.moments import Moments, changes_of
from app.labs.playing import play
from app.labs.progress import Progress
from app.labs.saving import Saving
from app.labs.terminal_view import terminal_view
from app.labs.unseen import begin_background
from app.labs.views import (
    Chunk,
    ClockChanged,
    ClockView,
    ClusterChanged,
    FilesChanged,
    HistoryAdded,
    HistoryReplaced,
    LabEvent,
    LabView,
    NodesChanged,
    NodeView,
    OutputAdded,
    StepsChanged,
    StepView,
    TerminalChanged,
    WorkDone,
)
from app.lessons.evidence import Need
from app.lessons.model import Lesson, Step
from app.lessons.variables import Variable
from app.terminal.terminal import Terminal

log = logging.getLogger(__name__)

LONGEST_JUMP = 3600.0  # "until settled" gives up after an hour of the lab's time

Emit = Callable[[LabEvent], None]
Save = Callable[[str, int, int, bytes], Awaitable[None]]


class LiveLab:
    """One lab in use. Everything here runs on the labs' loop."""

    def __init__(
        self, lab_id: str, lesson: Lesson, lab: Lab, progress: Progress, emit: Emit, save: Save, moments: Moments
    ) -> None:
        self.moments = moments
        self._changed_by: tuple[Any, ...] | None = None  # what the learner's commands have changed, at the last save
        self._last: bytes | None = None  # the world as it was then
        self._command = ""  # the latest one typed
        self.id, self.lesson, self.lab, self.progress = lab_id, lesson, lab, progress
        self._emit, self._save = emit, save
        self.driver, self.evidence, self._keeper = WallDriver(lab.clock, lesson.clock), LabEvidence(lab), Keeper()
        self.visitors = 0
        self.left_at = time.monotonic()
        self.jumping = self.closed = False
        self._saving, self._asking = Saving(self._keep), Asking(self)
        self.jump = asyncio.Lock()  # held while time jumps or a solution is played
        self.variables: dict[str, list[Variable]] = {}  # by step
        self.told_values: dict[str, str] = {}  # of the variables, as the page knows them
        lab.on_terminal, lab.on_power = self.watch_terminal, self._nodes_changed
        self.drawing = Drawing(lab.cluster, lambda new: self.emit(ClusterChanged(lab_id, new)), seat=lab.host.interface)
        self.editing = Editing(lab, lambda new: self.emit(FilesChanged(lab_id, new)), self._edited)
        lab.cluster.on_change(self._object_changed)
        lab.host.finished(self._program_ended)

    def emit(self, event: LabEvent) -> None:
        """Tell the page; what the end of the programs makes happen is no longer its business."""
        if not self.closed:
            self._emit(event)

    def idle_since(self, moment: float) -> bool:
        """Whether the last browser left before that moment (of `time.monotonic`)."""
        return self.visitors == 0 and self.left_at <= moment

    # --- what the page shows

    def view(self) -> LabView:
        """The lab as it is now."""
        return LabView(
            id=self.id,
            lesson=self.lesson.id,
            release=self.lesson.release,
            step=self.reading,
            steps=self.step_views(),
            finished=self.progress.finished,
            terminals=tuple(terminal_view(terminal) for terminal in self.lab.terminals.values()),
            nodes=self.nodes(),
            clock=self.clock(),
            values=self.values(),
            undo=self.moments.undo,
        )

    def values(self) -> dict[str, str]:
        """What the lab has for the variables of the step on the page; empty where there is nothing yet."""
        step = self.lesson.step(self.reading)
        if self.reading not in self.variables:
            self.variables[self.reading] = step.variables() if step else []
        found = self.variables[self.reading]
        return {str(variable): variable.value(self.evidence) or "" for variable in found}

    def step_views(self) -> tuple[StepView, ...]:
        """The steps, and to whose beginnings the lab can go back."""
        return tuple(replace(view, returns=self.moments.begins(view.id)) for view in self.progress.views())

    @property
    def reading(self) -> str:
        """The id of the step on the page."""
        return self.lesson.steps[self.progress.reading].id if self.lesson.steps else ""

    def nodes(self) -> tuple[NodeView, ...]:
        """The nodes that the learner may stop: where the lesson offers it, all but the machine they sit at."""
        if "stop node" not in self.lesson.offers:
            return ()
        names = [node.name for node in self.lab.spec.nodes if node.name != self.lab.world.host]
        return tuple(NodeView(name, name not in self.lab.stopped_nodes) for name in names)

    def clock(self) -> ClockView:
        """The lab's time."""
        return ClockView(self.lab.clock.now, self.driver.speed if self.visitors else 0.0, self.jumping)

    # --- terminals

    def watch_terminal(self, terminal: Terminal) -> None:
        """Tell the page what a terminal prints and how it stands."""
        terminal.subscribe(lambda chunk: self.emit(OutputAdded(self.id, terminal.id, Chunk(chunk.seq, chunk.data))))
        terminal.on_history(lambda line: self.emit(HistoryAdded(self.id, terminal.id, line)))
        shown = terminal.history  # a shell of its own has a list of its own

        def changed() -> None:
            nonlocal shown
            if terminal.history is not shown:
                shown = terminal.history
                self.emit(HistoryReplaced(self.id, terminal.id, tuple(shown)))
            self._terminal_changed(terminal)

        terminal.on_change(changed)
        terminal.on_ended(lambda text, status: self._line_ended(terminal, text, status))

    def _line_ended(self, terminal: Terminal, text: str, status: int) -> None:
        self._command = text.strip() or self._command
        self.evidence.line_ended(terminal.id, text, status)

    def _edited(self, what: str) -> None:
        """The learner changed a file in the editor: that can be taken back as a command can."""
        self._command = what
        self._asking.changed(Need("files"))
        self.save()

    def _terminal_changed(self, terminal: Terminal) -> None:
        self.editing.watching.look()
        self._asking.changed(Need("programs"), Need("env"), Need("files"))
        if terminal.busy:
            self._tell_terminal(terminal)
        else:  # before anybody can type again: whoever goes on elsewhere goes on from here
            self.save().add_done_callback(lambda _: self._tell_terminal(terminal))

    def _tell_terminal(self, terminal: Terminal) -> None:
        self.emit(TerminalChanged(self.id, terminal_view(terminal)))

    # --- checks

    def _object_changed(self, _type: str, key: tuple[str, str], _object: Any) -> None:
        if key == ("apiextensions.k8s.io", "customresourcedefinitions"):
            self.evidence.forget_resources()
        self._asking.changed(Need("objects", key[1]))

    def _program_ended(self, finished: Finished) -> None:
        self.editing.watching.look()
        if finished.terminal:  # what a lesson's own scripts run is no business of its checks
            self._asking.retry_later()
            self._asking.changed(Need("commands"), Need("files"), Need("env"), Need("programs"))

    async def answer(self, step: str, check: int, given: Sequence[str]) -> None:
        """Answer a question of the open step."""
        self.evidence.answered(*self.progress.answer(step, check, given))
        self.progress.touch([Need("answers")], self.evidence.resources)
        if await self.progress.ask(self.evidence, patient=False):
            self.tell_steps()
        self.save()

    async def ask_now(self) -> None:
        """Ask every check of the open step; those that take a while soon."""
        await self._asking.now()

    async def run_scripts(self, steps: Sequence[Step]) -> None:
        """Start the scripts of steps that open: one behind the learner's back, one in their terminal."""
        for step in steps:
            begin_background(self.lab, step)
            if step.foreground and "1" in self.lab.terminals:
                await self.lab.terminals["1"].line(step.foreground)

    async def begin_step(self) -> None:
        """Keep the world as the open step finds it."""
        if not self.progress.finished:
            state = self.state()
            self._remember(state)
            await self.moments.keep_beginning(self.lesson.steps[self.progress.done].id, state)

    async def play(self, upto: str = "") -> None:
        """Play the open step's solution, or those of all steps before the one named; the page is told how far it is."""
        async with self.jump:
            try:
                await play(self, upto)
            finally:
                self.emit(WorkDone(self.id, "jump" if upto else "play", 0, 0))

    def tell_steps(self) -> None:
        """Show the page where the learner stands."""
        values, undo = self.values(), self.moments.undo
        self.told_values = values
        self.emit(StepsChanged(self.id, self.reading, self.step_views(), self.progress.finished, values, undo))

    async def next_step(self, step: str) -> None:
        """Pass a step and go on. The checks are asked once more: what held a moment ago must hold now."""
        if self.progress.index(step) == self.progress.done and not self.progress.finished:
            self.progress.forget()
            await self.progress.ask(self.evidence)
        if self.progress.next(step):
            self.evidence.begin_step()
            await self.begin_step()
            await self.run_scripts(self.lesson.steps[self.progress.done : self.progress.done + 1])
            await self.ask_now()
            log.info("lab %s passed step %s", self.id, step)
        await self.save()  # before anybody is told: the finish page is asked for at once
        self.tell_steps()

    # --- time

    def arrive(self) -> None:
        """A browser joined: time goes on."""
        self.visitors += 1
        if self.visitors == 1 and not self.closed:
            self.driver.start()
            self.emit(ClockChanged(self.id, self.clock()))

    def leave(self) -> None:
        """A browser left; with the last one time stands still."""
        self.visitors = max(0, self.visitors - 1)
        if self.visitors == 0:
            self.driver.stop()
            self.drawing.rest()
            self.editing.watching.rest()
            self.left_at = time.monotonic()
            self.save()
            self.emit(ClockChanged(self.id, self.clock()))

    def pace(self, speed: float) -> None:
        """Let time go so many times as fast as the wall; 0: it stands still."""
        self.driver.pace(speed)
        self.emit(ClockChanged(self.id, self.clock()))

    async def advance(self, seconds: float) -> None:
        """Let time jump."""
        async with self.jump:
            self._jumps(True)
            try:
                await self.driver.skip(seconds, Stops(self.lab).programs_act)
            finally:
                self._jumps(False)

    async def settle(self) -> None:
        """Let time jump until only periodic things are due."""
        async with self.jump:
            self._jumps(True)
            stops, end = Stops(self.lab), self.lab.clock.now + LONGEST_JUMP
            try:
                await stops.programs_act()
                while not self.lab.cluster.settled() and (due := self.lab.clock.next_due()) is not None and due < end:
                    await self.driver.skip(max(0.0, due - self.driver.target()), stops.programs_act)
            finally:
                self._jumps(False)

    def _jumps(self, jumping: bool) -> None:
        self.jumping = jumping
        if not jumping:
            self.save()
        self.emit(ClockChanged(self.id, self.clock()))

    # --- nodes

    def stop_node(self, name: str) -> None:
        """A machine goes away."""
        self.lab.stop_node(name)
        self._nodes_changed()

    def start_node(self, name: str) -> None:
        """A machine comes back."""
        self.lab.start_node(name)
        self._nodes_changed()

    def _nodes_changed(self) -> None:
        self.save()
        self.emit(NodesChanged(self.id, self.nodes()))

    # --- keeping

    def save(self) -> asyncio.Future[None]:
        """Keep the whole world; done when it is in storage as it is now, or later.

        While one save is written the next waits, and what changes meanwhile goes into that one. A storage that fails is
        logged; the lab goes on.
        """
        if self.closed:
            nothing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            nothing.set_result(None)
            return nothing
        return self._saving.ask()

    async def _keep(self) -> None:
        try:
            for _ in self.lab.cluster.api.owners.settle():
                await asyncio.sleep(0)
            before, state = self._last, self.state()
            changed = self._remember(state)
            await self._save(self.id, self.progress.reading, self.progress.done, state)
            if changed and before is not None and not self.progress.finished:
                await self.moments.keep_before(self._command, before)
                self.tell_steps()
        except Exception:
            log.exception("lab %s could not be kept", self.id)

    def _remember(self, state: bytes) -> bool:
        """A state is kept: whether a command has changed anything since the one before."""
        before, self._changed_by, self._last = self._changed_by, changes_of(self.lab), state
        return before is not None and before != self._changed_by

    def state(self) -> bytes:
        """The whole world as bytes."""
        state = {
            "lab": self.lab.snapshot(),
            "progress": self.progress.snapshot(),
            "evidence": self.evidence.snapshot(self.progress.needs("commands")),
        }
        return self._keeper.encode(state)

    async def close(self) -> None:
        """Keep it once more and end its programs."""
        self.driver.stop()
        self._asking.stop()
        await self.save()
        self.closed = True
        await self.lab.close()

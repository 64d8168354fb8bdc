"""The runtime that owns the live labs: one asyncio loop in a thread of its own, and the storage behind it.

Implements `app.web.ports.LabRuntime`: the web's threads call in and wait; labs tell their listeners from the
loop's thread.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any, TypeVar

from app.labs.details import Detail, detail
from app.labs.editing.door import FilesDoor
from app.labs.live import LiveLab
from app.labs.residents import Residents
from app.labs.shapes import Picture
from app.labs.terminal_view import terminal_view
from app.labs.views import (
    Completion,
    Key,
    LabEvent,
    LabView,
    LessonProgress,
    Listener,
    RefusedError,
    Replay,
    TerminalClosed,
    TerminalView,
)
from app.labs.visiting import Door, Place, doors, visit
from app.labs.warming import warm_up
from app.lessons.model import Catalogue, Lesson
from app.network.http import Request, Response
from app.sim.limits import LIMITS
from app.storage import labs as stored
from app.storage.labs import Sessions

log = logging.getLogger(__name__)
T = TypeVar("T")

HIBERNATE_AFTER = 300.0  # seconds of the wall after the last browser left
SWEEP = 30.0


class Runtime:
    """Live labs by id; the others sleep in storage. Start it before use, stop it to keep everything."""

    def __init__(self, catalogue: Catalogue, sessions: Sessions) -> None:
        self.catalogue, self.sessions = catalogue, sessions
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="labs", daemon=True)
        self.residents = Residents(catalogue, sessions, self._emit)
        self.files = FilesDoor(lambda lab, act: self._call(self._with(lab, lambda live: act(live.editing))))
        self._owners: dict[str, str] = {}
        self._listeners: list[Listener] = []
        self._opening = threading.Lock()
        self._stopped = False

    # --- the loop

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()
        self.warmed = asyncio.run_coroutine_threadsafe(self._warm_up(), self._loop)
        asyncio.run_coroutine_threadsafe(self._sweep(), self._loop)

    def stop(self) -> None:
        """Keep every live lab and end the loop. Calls that come later, or wait still, are refused as unavailable."""
        self._stopped = True
        asyncio.run_coroutine_threadsafe(self._close_all(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the labs' loop and wait for it."""
        if self._stopped:
            work.close()
            raise RefusedError("unavailable", "the server is shutting down")
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()
        except CancelledError:
            raise RefusedError("unavailable", "the server is shutting down") from None

    async def _close_all(self) -> None:
        await self.residents.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    async def _warm_up(self) -> None:
        try:
            await warm_up(lesson for lesson in self.catalogue.lessons() if isinstance(lesson, Lesson))
        except Exception:
            log.exception("warming up failed")

    async def _sweep(self) -> None:
        """Let labs sleep that nobody has looked at for a while."""
        while True:
            await asyncio.sleep(SWEEP)
            await self.residents.hibernate(HIBERNATE_AFTER)

    # --- labs

    def open(self, learner: str, lesson: str) -> str:
        """The learner's lab of a lesson: the one they left, or a new one."""
        found = self.residents.lesson(lesson)
        with self._opening:  # two tabs that open the lesson at once get the same lab
            record = stored.find_lab_of(self.sessions, learner, lesson)
            lab_id = secrets.token_urlsafe(24) if record is None else record.id
            if record is None:
                stored.add_lab(self.sessions, lab_id, learner, lesson, len(found.steps))
        self._owners[lab_id] = learner
        self._call(self.residents.wake(lab_id))
        return lab_id

    def owner(self, lab: str) -> str | None:
        """Whose lab it is."""
        if lab not in self._owners:
            record = stored.find_lab(self.sessions, lab)
            if record is None:
                return None
            self._owners[lab] = record.learner_id
        return self._owners[lab]

    def progress(self, learner: str) -> Mapping[str, LessonProgress]:
        """The lessons that a learner has begun."""
        return {
            lesson: LessonProgress(
                step=self._step_id(lesson, found.step),
                done=found.passed,
                finished=found.passed >= found.steps,
                seconds=(found.updated_at - found.created_at).total_seconds(),
            )
            for lesson, found in stored.progress_of(self.sessions, learner).items()
        }

    def view(self, lab: str) -> LabView:
        """The lab as it is now."""

        async def look() -> LabView:
            live = await self.residents.wake(lab)
            await live.driver.catch_up()
            return live.view()

        return self._call(look())

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener for every event of every lab."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def connected(self, lab: str) -> None:
        """A browser joined."""
        self._call(self._with(lab, lambda live: live.arrive()))

    def disconnected(self, lab: str) -> None:
        """A browser left."""

        with suppress(RefusedError):  # the server stops: everybody leaves
            self._call(self.residents.leave(lab))

    # --- terminals

    def line(self, lab: str, terminal: str, text: str) -> None:
        """Enter in line mode."""

        async def enter() -> None:
            live = await self.residents.wake(lab)
            await live.driver.catch_up()
            await _terminal(live, terminal).line(text, whole=True)

        self._call(enter())

    def key(self, lab: str, terminal: str, key: Key, text: str) -> None:
        """A control key in line mode."""
        self._call(self._with(lab, lambda live: _terminal(live, terminal).key(key, text)))

    def raw(self, lab: str, terminal: str, data: bytes) -> None:
        """Bytes of keys in raw mode."""
        self._call(self._with(lab, lambda live: _terminal(live, terminal).raw(data)))

    def resize(self, lab: str, terminal: str, rows: int, columns: int) -> None:
        """The browser's terminal has this size."""
        self._call(self._with(lab, lambda live: _terminal(live, terminal).resize(rows, columns)))

    def complete(self, lab: str, terminal: str, line: str, cursor: int) -> Completion:
        """What could stand at the cursor."""

        async def ask() -> Completion:
            live = await self.residents.wake(lab)
            await live.driver.catch_up()
            here = _terminal(live, terminal)
            if here.busy:
                return Completion(cursor, (), busy=True)
            found = await here.complete(line, cursor)
            return Completion(found.start, found.words, found.shown)

        return self._call(ask())

    def history(self, lab: str, terminal: str) -> Sequence[str]:
        """The terminal's history."""
        return self._call(self._with(lab, lambda live: list(_terminal(live, terminal).history)))

    def since(self, lab: str, terminal: str, seq: int) -> Replay:
        """The chunks after `seq`."""
        return self._call(self._with(lab, lambda live: _replay(live, terminal, seq)))

    def open_terminal(self, lab: str) -> TerminalView:
        """One more terminal."""

        async def add() -> TerminalView:
            live = await self.residents.wake(lab)
            if len(live.lab.terminals) >= LIMITS.terminals:
                raise RefusedError("limit", f"{LIMITS.terminals} terminals")
            return terminal_view(await live.lab.open_terminal())

        return self._call(add())

    def close_terminal(self, lab: str, terminal: str) -> None:
        """Hang up."""

        async def close() -> None:
            live = await self.residents.wake(lab)
            if len(live.lab.terminals) == 1:
                raise RefusedError("limit", "the last terminal stays")
            _terminal(live, terminal)
            live.lab.close_terminal(terminal)
            await live.save()
            live.emit(TerminalClosed(lab, terminal))

        self._call(close())

    # --- steps and time

    def next_step(self, lab: str, step: str) -> None:
        """Pass a step and go on."""

        async def go_on() -> None:
            await (await self.residents.wake(lab)).next_step(step)

        self._call(go_on())

    def answer(self, lab: str, step: str, check: int, given: Sequence[str]) -> None:
        """Answer a question of the open step."""

        async def tell() -> None:
            await (await self.residents.wake(lab)).answer(step, check, given)

        self._call(tell())

    def go_to_step(self, lab: str, step: str) -> None:
        """Read another step."""

        def turn(live: LiveLab) -> None:
            live.progress.go_to(step)
            live.save()
            live.tell_steps()

        self._call(self._with(lab, turn))

    def advance(self, lab: str, seconds: float) -> None:
        """Let time jump."""

        async def jump() -> None:
            await (await self.residents.wake(lab)).advance(seconds)

        self._call(jump())

    def pace(self, lab: str, speed: float) -> None:
        """Let time go faster or slower, or stand still."""
        self._call(self._with(lab, lambda live: live.pace(speed)))

    def settle(self, lab: str) -> None:
        """Let time jump until only periodic things are due."""

        async def jump() -> None:
            await (await self.residents.wake(lab)).settle()

        self._call(jump())

    def stop_node(self, lab: str, node: str) -> None:
        """A machine goes away."""
        self._call(self._with(lab, lambda live: live.stop_node(_node(live, node))))

    def start_node(self, lab: str, node: str) -> None:
        """A machine comes back."""
        self._call(self._with(lab, lambda live: live.start_node(_node(live, node))))

    def look(self, lab: str) -> Picture:
        """The whole cluster, as it is drawn; its changes are told from now on."""
        return self._call(self._with(lab, lambda live: live.drawing.look()))

    def detail(self, lab: str, shape: str) -> Detail:
        """What there is to know of one object of the picture."""
        return self._call(self._with(lab, lambda live: detail(live.lab.cluster, shape)))

    def doors(self, lab: str) -> Sequence[Door]:
        """What a browser in the lab's network could open now."""
        return self._call(self._with(lab, lambda live: doors(live.lab)))

    def visit(self, lab: str, place: Place, request: Request) -> Response:
        """A browser's request to one of the lab's servers."""

        async def go() -> Response:
            live = await self.residents.wake(lab)
            await live.driver.catch_up()
            return await visit(live.lab, place, request)

        return self._call(go())

    def reset(self, lab: str) -> None:
        """Begin anew: same id, new world; steps that were done stay done."""
        self._call(self.residents.reset(lab))

    def undo(self, lab: str) -> None:
        """Take the latest command back that changed something."""
        self._call(self.residents.undo(lab))

    def restart_step(self, lab: str, step: str) -> None:
        """Take the lab back to where a step began, which is open again then."""
        self._call(self.residents.restart(lab, step))

    def play(self, lab: str, upto: str = "") -> None:
        """Play the open step's solution, or those of all steps before one."""

        async def act() -> None:
            await (await self.residents.wake(lab)).play(upto)

        self._call(act())

    def change_lessons(self, catalogue: Catalogue) -> None:
        """Go on with these lessons; live labs stay as they are."""
        self.catalogue = catalogue
        self._call(self.residents.change_lessons(catalogue))

    # --- inside

    def _step_id(self, lesson_id: str, index: int) -> str:
        found = self.catalogue.lesson(lesson_id)
        if not isinstance(found, Lesson) or not found.steps:
            return ""
        return found.steps[min(index, len(found.steps) - 1)].id

    async def _with(self, lab_id: str, act: Callable[[LiveLab], T]) -> T:
        live = await self.residents.wake(lab_id)
        await live.driver.catch_up()
        return act(live)

    def _emit(self, event: LabEvent) -> None:
        for listener in list(self._listeners):
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed on %s", type(event).__name__)


def _terminal(live: LiveLab, name: str) -> Any:
    if name not in live.lab.terminals:
        raise RefusedError("not-found", f"terminal {name}")
    return live.lab.terminals[name]


def _node(live: LiveLab, name: str) -> str:
    if name not in {node.name for node in live.nodes()}:
        raise RefusedError("not-found", f"node {name}")
    return name


def _replay(live: LiveLab, name: str, seq: int) -> Replay:
    terminal = _terminal(live, name)
    missed = terminal.since(seq)
    if missed is None:  # too long ago, or never: the server broke down and lost the last moment
        return Replay(True, tuple(terminal.since(terminal.oldest) or ()), terminal.seq)
    return Replay(False, tuple(missed), terminal.seq)

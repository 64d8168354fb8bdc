"""A runtime without labs, for the web's own tests: terminals that know a few words, checks that wait for a line."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from fake_clusters import FakeClusters
from fake_files import FakeFiles
from fake_labs import FakeLab
from fake_servers import FakeServers
from fake_terminals import FakeTerminals

from app.labs import views
from app.labs.views import RefusedError
from app.lessons.model import Catalogue, Lesson

VALUES = {"node_ip": "172.30.1.2", 'pod "app=web"': ""}
NOTHING = {"en": "Nothing was run yet.", "ja": "まだ何も実行されていません。"}
GONE = {"en": "It is gone.", "ja": "消えました。"}


class FakeRuntime(FakeTerminals, FakeClusters, FakeServers):
    """`wanted`: by lesson and step, the line that makes each check tick. `replies`: by line, what is printed."""

    def __init__(
        self, lessons: Sequence[Lesson], wanted: Mapping[str, Mapping[str, Sequence[str]]], replies: Mapping[str, str]
    ) -> None:
        self.lessons = {lesson.id: lesson for lesson in lessons}
        self.wanted = wanted
        self.replies = replies
        self.labs: dict[str, FakeLab] = {}
        self.listeners: list[views.Listener] = []
        self.kept_chunks = 200
        self.files = FakeFiles()
        self.right: tuple[str, ...] = ("2",)  # the answer to every question
        self.lock = threading.RLock()

    # --- labs

    def open(self, learner: str, lesson: str) -> str:
        with self.lock:
            for lab in self.labs.values():
                if (lab.learner, lab.lesson.id) == (learner, lesson):
                    return lab.id
            if lesson not in self.lessons:
                raise RefusedError("not-found", lesson)
            found = self.lessons[lesson]
            lab = FakeLab(secrets.token_urlsafe(18), learner, found, self.wanted.get(lesson, {}))
            lab.step = found.steps[0].id
            lab.phases = {step.id: "locked" for step in found.steps} | {lab.step: "open"}
            self.labs[lab.id] = lab
            for name in ("1", "2"):
                self._add_terminal(lab, name)
            return lab.id

    def owner(self, lab: str) -> str | None:
        return self.labs[lab].learner if lab in self.labs else None

    def progress(self, learner: str) -> Mapping[str, views.LessonProgress]:
        return {
            lab.lesson.id: views.LessonProgress(
                lab.step, sum(phase == "done" for phase in lab.phases.values()), lab.finished, 754.0
            )
            for lab in self.labs.values()
            if lab.learner == learner
        }

    def view(self, lab: str) -> views.LabView:
        found = self._lab(lab)
        return views.LabView(
            found.id,
            found.lesson.id,
            found.lesson.release,
            found.step,
            self._steps(found),
            found.finished,
            tuple(terminal.view for terminal in found.terminals.values()),
            self._nodes(found),
            self._clock(found),
            VALUES,
        )

    def subscribe(self, listener: views.Listener) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def connected(self, lab: str) -> None:
        with self.lock:
            self._lab(lab).browsers += 1

    def disconnected(self, lab: str) -> None:
        with self.lock:
            if lab in self.labs:
                self.labs[lab].browsers -= 1

    # --- steps, time, nodes

    def next_step(self, lab: str, step: str) -> None:
        with self.lock:
            here = self._lab(lab)
            ids = [found.id for found in here.lesson.steps]
            if step not in ids:
                raise RefusedError("not-found", "no such step")
            if here.phases[step] == "locked" or not all(check.passed for check in self._checks(here, step)):
                raise RefusedError("locked", "not all checks hold")
            here.phases[step] = "done"
            following = ids[ids.index(step) + 1 :]
            if following:
                here.step = following[0]
                if here.phases[following[0]] == "locked":
                    here.phases[following[0]] = "open"
            else:
                here.finished = True
            self._tell_steps(here)

    def answer(self, lab: str, step: str, check: int, given: Sequence[str]) -> None:
        here = self._lab(lab)
        if here.phases.get(step) != "open":
            raise RefusedError("locked", step)
        here.given[step, check] = tuple(given)
        here.ticked |= {(step, check)} if tuple(given) == self.right else set()
        self._tell_steps(here)

    def go_to_step(self, lab: str, step: str) -> None:
        here = self._lab(lab)
        if here.phases.get(step, "locked") == "locked":
            raise RefusedError("locked" if step in here.phases else "not-found")
        here.step = step
        self._tell_steps(here)

    def advance(self, lab: str, seconds: float) -> None:
        with self.lock:
            here = self._lab(lab)
            here.jumping = True
            self._tell(views.ClockChanged(here.id, self._clock(here)))
            here.now += seconds
            here.jumping = False
            for terminal in here.terminals.values():
                if terminal.program == "sleep" and terminal.until <= here.now:
                    self._prompt(here, terminal)
            self._tell(views.ClockChanged(here.id, self._clock(here)))

    def pace(self, lab: str, speed: float) -> None:
        here = self._lab(lab)
        here.speed = speed
        self._tell(views.ClockChanged(here.id, self._clock(here)))

    def settle(self, lab: str) -> None:
        self.advance(lab, 300)

    def reset(self, lab: str) -> None:
        with self.lock:
            here = self._lab(lab)
            for terminal in here.terminals.values():
                terminal.kept.clear()
                terminal.view = replace(terminal.view, seq=terminal.view.seq + 1000, mode="line")
                self._prompt(here, terminal)
            here.nodes = dict.fromkeys(here.nodes, True)
            here.failed = False
            self._tell(views.LabReset(here.id))

    def undo(self, lab: str) -> None:
        raise RefusedError("not-found", "nothing to take back")

    def restart_step(self, lab: str, step: str) -> None:
        self.reset(lab)

    def play(self, lab: str, upto: str = "") -> None:
        here = self._lab(lab)
        self._tell(views.WorkDone(here.id, "play", 1, 2))
        here.ticked |= {(here.step, number) for number in range(9)}
        self._tell(views.WorkDone(here.id, "play", 0, 0))
        self._tell_steps(here)

    def change_lessons(self, catalogue: Catalogue) -> None:
        for here in self.labs.values():
            lesson = catalogue.lesson(here.lesson.id)
            if isinstance(lesson, Lesson):
                here.lesson = lesson
                self._tell_steps(here)

    def stop_node(self, lab: str, node: str) -> None:
        self._power(lab, node, False)

    def start_node(self, lab: str, node: str) -> None:
        self._power(lab, node, True)

    # --- inside

    def _power(self, lab: str, node: str, running: bool) -> None:
        with self.lock:
            here = self._lab(lab)
            if node not in here.nodes:
                raise RefusedError("not-found", "no such node")
            here.nodes[node] = running
            self._tell(views.NodesChanged(here.id, self._nodes(here)))

    def _lab(self, lab: str) -> FakeLab:
        if lab not in self.labs:
            raise RefusedError("not-found", "no such lab")
        return self.labs[lab]

    def _tell(self, event: views.LabEvent) -> None:
        for listener in list(self.listeners):
            listener(event)

    def _tell_steps(self, lab: FakeLab) -> None:
        self._tell(views.StepsChanged(lab.id, lab.step, self._steps(lab), lab.finished, VALUES))

    def _tick(self, lab: FakeLab, line: str) -> None:
        wanted = lab.wanted.get(lab.step, ())
        hits = {(lab.step, number) for number, text in enumerate(wanted) if text == line} - lab.ticked
        if hits:
            lab.ticked |= hits
            self._tell_steps(lab)

    def _checks(self, lab: FakeLab, step: str) -> tuple[views.CheckView, ...]:
        found = next(found for found in lab.lesson.steps if found.id == step)
        return tuple(
            views.CheckView(
                (step, number) in lab.ticked,
                {} if (step, number) in lab.ticked else NOTHING,
                lab.given.get((step, number), ()),
            )
            for number, _ in enumerate(found.checks)
        )

    def _steps(self, lab: FakeLab) -> tuple[views.StepView, ...]:
        return tuple(
            views.StepView(step.id, lab.phases[step.id], self._checks(lab, step.id), failed=GONE if lab.failed else {})
            for step in lab.lesson.steps
        )

    def _nodes(self, lab: FakeLab) -> tuple[views.NodeView, ...]:
        return tuple(views.NodeView(name, running) for name, running in lab.nodes.items())

    def _clock(self, lab: FakeLab) -> views.ClockView:
        return views.ClockView(lab.now, lab.speed, lab.jumping)

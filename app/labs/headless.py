"""Labs without a browser: lines are typed, time jumps, and what the screen shows is read.

`open_lab` is what `kubekata lesson verify` drives a lesson with; `Headless` is also under the transcript players.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.labs.autojump import PATIENCE, WATCHED, StuckError, advance_quietly, run_jumping, stays_in_front
from app.labs.driver import act_at_once, advance_sliced
from app.labs.escapes import plain
from app.labs.evidence import LabEvidence
from app.labs.lab import Lab, LabSpec
from app.labs.setup import arrange
from app.labs.specs import lesson_spec
from app.labs.unseen import begin_background
from app.lessons.model import Lesson, Step
from app.terminal.terminal import Terminal

BACKGROUND_SECONDS = 600.0  # simulated ones that a step waits for its background script
BEGINS = 1795392000.0  # 2026-11-23, for worlds that begin today and must repeat exactly


class Headless:
    """A lab that is driven by a script. Terminals are made when they are first used."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._evidence = LabEvidence(lab, lambda script: run_jumping(lab.clock, lab, script))
        self._read: dict[str, int] = {}  # terminal -> the last chunk that was read
        for name, terminal in lab.terminals.items():  # of a lab that goes on from a snapshot
            self._follow(name, terminal)

    # --- what a lesson's proof needs (app.lessons.verify.LessonLab)

    def evidence(self) -> LabEvidence:
        """The lab as checks see it."""
        return self._evidence

    def begin_step(self, _step: Step) -> None:
        """Commands of earlier steps do not count any more."""
        self._evidence.begin_step()

    async def run_scripts(self, step: Step) -> None:
        """Run the scripts of a step that opens, side by side, to their ends; one in the background may go on."""
        background = begin_background(self.lab, step)
        if step.foreground:
            await self.type(1, step.foreground)
        if background is not None:
            await run_jumping(self.lab.clock, self.lab, _ended(background, self.lab))

    async def run_unseen(self, script: str) -> int:
        """Run a script; its exit status."""
        return (await run_jumping(self.lab.clock, self.lab, self.lab.host.run_script(script))).exit

    async def type(self, terminal: int, line: str) -> None:
        """A line and Enter; returns when the prompt is back or everything waits."""
        await (await self.terminal(terminal)).line(line)
        await self._until_quiet(str(terminal))

    async def press(self, terminal: int, key: str) -> None:
        """A key."""
        (await self.terminal(terminal)).key(key, "")
        await self._until_quiet(str(terminal))

    async def answer(self, question: str, given: tuple[str, ...]) -> None:
        """A question gets an answer."""
        self._evidence.answered(question, given)

    async def advance(self, seconds: float) -> None:
        """Move the clock."""
        await advance_quietly(self.lab.clock, self.lab, self.lab.clock.now + seconds)

    async def stop_node(self, name: str) -> None:
        """A machine goes away."""
        self.lab.stop_node(name)

    async def start_node(self, name: str) -> None:
        """A machine comes back."""
        self.lab.start_node(name)

    # --- terminals

    async def terminal(self, number: int) -> Terminal:
        """A terminal tab, opened when it is not there yet."""
        name = str(number)
        if name not in self.lab.terminals:
            await self.lab.open_terminal(name)
            self._follow(name, self.lab.terminals[name])
        return self.lab.terminals[name]

    def _follow(self, name: str, terminal: Terminal) -> None:
        terminal.on_ended(lambda text, status: self._evidence.line_ended(name, text, status))
        self._read[name] = terminal.seq

    def screen(self, number: int, typed: str = "") -> str:
        """What a terminal showed since this was last asked: no echo of the typed lines, no prompt, no colours."""
        terminal = self.lab.terminals[str(number)]
        chunks = terminal.since(self._read.get(terminal.id, 0)) or []
        self._read[terminal.id] = terminal.seq
        text = plain(b"".join(chunk.data for chunk in chunks))
        for line in typed.split("\n") if typed else ():
            echoed = text.find(line + "\n")
            if 0 <= echoed <= 2:  # behind a continuation prompt
                text = text[echoed + len(line) + 1 :]
        prompt = plain(terminal.prompt.encode())
        return text if terminal.busy else text.removesuffix(prompt)

    async def _until_quiet(self, name: str) -> None:
        """Let time jump until the prompt is back, or the program in front waits for something other than time."""
        lab = self.lab
        end, watched = lab.clock.now + PATIENCE, lab.clock.now + WATCHED
        while True:
            await lab.terminals[name].settled()
            await lab.until_idle()
            if not lab.terminals[name].busy:
                return
            due = lab.clock.next_due()
            if due is None or ("time" not in lab.waiting() and lab.cluster.settled()):
                return
            if stays_in_front(lab.terminals[name]) and (lab.cluster.settled() or due > watched):
                return
            if due > end:
                raise StuckError(f"terminal {name} has been busy for {PATIENCE:g} s")
            await advance_sliced(lab.clock, due)
            await asyncio.sleep(0)


async def _ended(task: asyncio.Task[None], lab: Lab) -> None:
    """Wait for a script, but not for one that goes on and on."""
    long = asyncio.ensure_future(lab.clock.sleep(BACKGROUND_SECONDS))
    await asyncio.wait((task, long), return_when=asyncio.FIRST_COMPLETED)
    long.cancel()


@asynccontextmanager
async def open_world(spec: LabSpec) -> AsyncIterator[Headless]:
    """A fresh world of a spec; its programs end with the block."""
    lab = Lab.create(spec)
    act_at_once(lab.clock)
    try:
        yield Headless(lab)
    finally:
        await lab.close()


@asynccontextmanager
async def open_lab(lesson: Lesson) -> AsyncIterator[Headless]:
    """A fresh world of a lesson, its terminals open: `app.lessons.verify.LabFactory`."""
    async with open_world(lesson_spec(lesson, seed=1, now=BEGINS)) as world:
        await arrange(world.lab, lesson)
        world.evidence().begin_step()
        for number in range(1, lesson.terminals + 1):
            await world.terminal(number)
        yield world

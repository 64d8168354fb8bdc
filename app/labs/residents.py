"""The labs that are awake: woken from storage when they are needed, put to sleep when nobody looks at them.

Everything here runs on the labs' loop.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from app.labs.lab import Lab, LabSpec, decode
from app.labs.live import Emit, LiveLab
from app.labs.moments import Moments
from app.labs.progress import Progress
from app.labs.setup import arrange
from app.labs.specs import lesson_spec
from app.labs.swapping import swap_lesson
from app.labs.views import LabReset, RefusedError
from app.lessons.model import BrokenLesson, Catalogue, Lesson
from app.sim.limits import LIMITS
from app.storage import labs as stored
from app.storage.labs import Sessions

log = logging.getLogger(__name__)

# Where the streams of a world go on of which nothing is known any more.
AFTER_LOSS = {str(number): 1_000_000_000 for number in range(1, LIMITS.terminals + 1)}


class Residents:
    """Live labs by id; `awake` holds those that are whole."""

    def __init__(self, catalogue: Catalogue, sessions: Sessions, emit: Emit) -> None:
        self.catalogue, self.sessions, self._emit = catalogue, sessions, emit
        self.awake: dict[str, LiveLab] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._writer = ThreadPoolExecutor(1, "storage")
        self._moments: dict[str, Moments] = {}

    def lesson(self, lesson_id: str) -> Lesson:
        """A lesson that can be played; RefusedError otherwise."""
        found = self.catalogue.lesson(lesson_id)
        if found is None:
            raise RefusedError("not-found", lesson_id)
        if isinstance(found, BrokenLesson):
            raise RefusedError("broken", lesson_id)
        return found

    async def wake(self, lab_id: str) -> LiveLab:
        """The live lab; a sleeping one is woken from storage."""
        if (live := self.awake.get(lab_id)) is not None:
            return live
        async with self._lock(lab_id):
            if (live := self.awake.get(lab_id)) is not None:
                return live
            record = await asyncio.to_thread(stored.find_lab, self.sessions, lab_id)
            if record is None:
                raise RefusedError("not-found", "lab")
            lesson = self.lesson(record.lesson_id)
            progress = Progress(lesson)
            self._moments[lab_id] = Moments(lab_id, self.sessions, self._writer)
            await self._moments[lab_id].load()
            if record.snapshot is None:
                return await self._begin(lab_id, lesson, progress)
            try:
                return await self._resume(lab_id, lesson, progress, record.snapshot)
            except Exception:  # kept by another version, or broken: better a fresh world than none
                log.exception("lab %s cannot go on where it was: it begins anew", lab_id)
            return await self._begin(lab_id, lesson, Progress(lesson, record.passed), AFTER_LOSS)

    async def reset(self, lab_id: str) -> None:
        """Begin anew: same id, new world; steps that were done stay done, and whoever looks on goes on looking."""
        live = await self.wake(lab_id)
        async with self._lock(lab_id):
            del self.awake[lab_id]
            await live.close()
            await live.moments.forget(list(live.moments.labels))
            fresh = await self._begin(lab_id, live.lesson, live.progress, live.lab.last_chunks())
            for _ in range(live.visitors):
                fresh.arrive()
        self._emit(LabReset(lab_id))

    async def undo(self, lab_id: str) -> None:
        """Take the latest command back that changed something. RefusedError when there is none."""
        live = await self.wake(lab_id)
        await live.save()
        async with self._lock(lab_id):
            state = await live.moments.take_back()
            if state is None:
                raise RefusedError("not-found", "nothing to take back")
            await self._rewind(live, state)

    async def restart(self, lab_id: str, step: str) -> None:
        """Go back to where a step began, which is taken for the open one again; this can be taken back."""
        live = await self.wake(lab_id)
        await live.save()
        async with self._lock(lab_id):
            state = await live.moments.beginning(step)
            if state is None:
                raise RefusedError("not-found", f"the beginning of step {step}")
            await live.moments.keep_before("", live.state())
            fresh = await self._rewind(live, state)
            await fresh.run_scripts(fresh.lesson.steps[fresh.progress.done : fresh.progress.done + 1])

    async def change_lessons(self, catalogue: Catalogue) -> None:
        """Labs go on with these lessons, each as it is; one whose lesson is gone keeps the one it has."""
        self.catalogue = catalogue
        for lab_id in list(self.awake):
            async with self._lock(lab_id):
                live = self.awake.get(lab_id)
                lesson = catalogue.lesson(live.lesson.id) if live is not None else None
                if live is not None and isinstance(lesson, Lesson) and lesson is not live.lesson:
                    await swap_lesson(live, lesson)

    async def _rewind(self, live: LiveLab, state: bytes) -> LiveLab:
        """The world as it was once takes the place of the present one."""
        del self.awake[live.id]
        await live.close()
        fresh = await self._resume(live.id, live.lesson, Progress(live.lesson), state)
        for _ in range(live.visitors):
            fresh.arrive()
        await fresh.save()
        self._emit(LabReset(live.id))
        return fresh

    async def leave(self, lab_id: str) -> None:
        """A browser left. Not while the lab is being reset: the fresh world takes over the visitors."""
        async with self._lock(lab_id):
            if (live := self.awake.get(lab_id)) is not None:
                live.leave()

    async def hibernate(self, after: float) -> None:
        """Let the labs sleep that nobody has looked at for so many seconds."""
        for lab_id, live in list(self.awake.items()):
            async with self._lock(lab_id):
                if self.awake.get(lab_id) is live and live.idle_since(time.monotonic() - after):
                    del self.awake[lab_id]  # before it ends: whoever comes now waits for the lock and wakes it again
                    try:
                        await live.close()
                    except Exception:
                        log.exception("lab %s did not go to sleep", lab_id)

    async def close(self) -> None:
        """Keep every lab and end its programs."""
        labs, self.awake = list(self.awake.values()), {}
        for live in labs:
            await live.close()
        self._writer.shutdown()

    def _lock(self, lab_id: str) -> asyncio.Lock:
        return self._locks.setdefault(lab_id, asyncio.Lock())

    async def _resume(self, lab_id: str, lesson: Lesson, progress: Progress, snapshot: bytes) -> LiveLab:
        state = decode(snapshot)
        progress.restore(state["progress"])
        live = self._adopt(lab_id, lesson, await Lab.restore(state["lab"]), progress)
        live.evidence.restore(state["evidence"])
        return await self._publish(live)

    async def _begin(
        self, lab_id: str, lesson: Lesson, progress: Progress, chunks: Mapping[str, int] | None = None
    ) -> LiveLab:
        """A new world for a lab; `chunks` are the numbers at which its terminals' streams go on."""
        spec: LabSpec = lesson_spec(lesson, seed=int.from_bytes(os.urandom(4), "big"), now=time.time())
        lab = Lab.create(spec)
        lab.closed_chunks = dict(chunks or {})
        await arrange(lab, lesson)
        for number in range(1, lesson.terminals + 1):
            await lab.open_terminal(str(number))
        live = self._adopt(lab_id, lesson, lab, progress)
        await live.save()
        await live.begin_step()
        await live.run_scripts(lesson.steps[:1])
        if 0 < progress.done < len(lesson.steps):
            await live.run_scripts(lesson.steps[progress.done : progress.done + 1])
        return await self._publish(live)

    def _adopt(self, lab_id: str, lesson: Lesson, lab: Lab, progress: Progress) -> LiveLab:
        live = LiveLab(lab_id, lesson, lab, progress, self._emit, self._save, self._moments[lab_id])
        for terminal in lab.terminals.values():
            live.watch_terminal(terminal)
        return live

    async def _publish(self, live: LiveLab) -> LiveLab:
        """From now on others find it: only once it is whole."""
        await live.ask_now()
        self.awake[live.id] = live
        return live

    async def _save(self, lab_id: str, step: int, passed: int, snapshot: bytes) -> None:
        """On a thread, one lab after the other: a disk that is slow holds up whoever waits for it, and nobody else."""
        write = partial(stored.save_lab, self.sessions, lab_id, step=step, passed=passed, snapshot=snapshot)
        await asyncio.get_running_loop().run_in_executor(self._writer, write)

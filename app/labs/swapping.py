"""A lesson that is edited under a lab: its new texts, steps and checks take the place of the old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.labs.progress import Progress
from app.lessons.model import Lesson

if TYPE_CHECKING:
    from app.labs.live import LiveLab


async def swap_lesson(live: LiveLab, lesson: Lesson) -> None:
    """Go on with an edited lesson in the lab as it is.

    Steps that are still there stay done. Where another step is open now, it begins, its scripts too. What the lesson
    arranges (nodes, files, setup) shows once the lab is reset. Waits for a solution that is being played.
    """
    async with live.jump:
        before = open_step(live)
        progress = Progress(lesson)
        progress.restore(live.progress.snapshot())
        live.lesson, live.progress = lesson, progress
        live.variables.clear()
        if open_step(live) not in ("", before):
            live.evidence.begin_step()
            await live.begin_step()
            await live.run_scripts(lesson.steps[progress.done : progress.done + 1])
        await live.ask_now()
        live.save()
        live.tell_steps()


def open_step(live: LiveLab) -> str:
    """The id of the step that is to be done; empty when all are."""
    return "" if live.progress.finished else live.lesson.steps[live.progress.done].id

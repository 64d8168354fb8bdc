"""What a lesson's cluster already holds when learners arrive: its setup, run on the host before terminals open."""

from __future__ import annotations

from collections.abc import Sequence

from app.labs.autojump import advance_quietly, run_jumping
from app.labs.lab import Lab
from app.labs.unseen import put_files
from app.lessons.errors import SetupError
from app.lessons.model import Lesson

SETUP_SECONDS = 600.0  # how long before the learner's arrival a setup begins: what it makes looks used


async def arrange(lab: Lab, lesson: Lesson) -> None:
    """Make a fresh lab what its lesson wants it to be: files on its machines, then the setup. SetupError as below."""
    put_files(lab, lesson)
    await set_up(lab, lesson.setup)


async def set_up(lab: Lab, lines: Sequence[str]) -> None:
    """Run each line as `bash -c` on the host, then let time pass until learners arrive. No terminal, no history.

    The lab must begin SETUP_SECONDS early (`specs.lesson_spec` sees to it). SetupError when a line fails.
    """
    if not lines:
        return
    arrival = lab.spec.begins + SETUP_SECONDS
    for line in lines:
        ran = await run_jumping(lab.clock, lab, lab.host.run_script(line))
        if ran.exit != 0:
            printed = (ran.stderr or ran.stdout).decode(errors="replace").strip()
            raise SetupError(f"setup: {line!r} ended with {ran.exit}: {printed}")
    await advance_quietly(lab.clock, lab, max(arrival, lab.clock.now))

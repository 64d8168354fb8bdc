"""Playing transcripts in a fresh headless lab: `.t` sessions at a terminal, recordings as processes of their own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.labs.autojump import StuckError, run_jumping
from app.labs.headless import BEGINS, Headless, open_world
from app.labs.setup import arrange
from app.labs.specs import free_spec, lesson_spec
from app.labs.transcripts.model import Step, Transcript
from app.lessons.model import Lesson

WORK = "/root/work"
HUNG = 124  # the exit status of a step that never ended, as timeout(1) has it


async def play(
    transcript: Transcript, *, release: str, preset: str, nodes: int | None, lesson: Lesson | None
) -> Transcript:
    """A `.t` session as it really goes; what the file says of its world comes before the arguments."""
    chosen = transcript.release or release
    count = transcript.nodes or nodes
    preset = transcript.cluster or preset
    spec = (
        lesson_spec(lesson, seed=1, now=BEGINS)
        if lesson is not None
        else free_spec(chosen, preset, count, seed=1, now=BEGINS)
    )
    async with open_world(replace(spec, files={**spec.files, **transcript.files})) as world:
        if lesson is not None:
            await arrange(world.lab, lesson)
        return replace(transcript, steps=tuple([await _play_step(world, step) for step in transcript.steps]))


async def _play_step(world: Headless, step: Step) -> Step:
    terminal = await world.terminal(step.terminal)
    if step.wait:
        await world.advance(step.wait)
    elif step.press:
        await world.press(step.terminal, step.press)
    else:
        await world.type(step.terminal, step.run)
    return step.seen(world.screen(step.terminal, step.run), 0 if step.wait or terminal.busy else terminal.status)


async def play_recording(
    recording: Mapping[str, Any],
    *,
    release: str,
    preset: str,
    nodes: int | None,
    now: float | None = None,
    lesson: Lesson | None = None,
) -> dict[str, Any]:
    """A JSON recording as it goes here: the same object with our `stdout`, `stderr` and `exit` in each step.

    Each step is `bash -c` in ~/work (at home in a lesson's world), a process of its own, unless it names a terminal.
    """
    begins = time.time() if now is None else now
    if lesson is not None:
        async with open_world(lesson_spec(lesson, seed=1, now=begins)) as world:
            await arrange(world.lab, lesson)
            return {**recording, "steps": [await _record(world, step, None) for step in recording["steps"]]}
    spec = free_spec(release, preset, nodes, seed=1, now=begins)
    files = {f"{WORK}/{path}": text for path, text in (recording.get("files") or {}).items()}
    async with open_world(replace(spec, files={**spec.files, **files})) as world:
        world.lab.host.files.make_directory(WORK)
        steps = [await _record(world, step, WORK) for step in recording["steps"]]
    return {**recording, "steps": steps}


async def _record(world: Headless, step: Mapping[str, Any], cwd: str | None) -> dict[str, Any]:
    try:
        if "terminal" in step or "press" in step:
            result = await _at_terminal(world, step)
        else:
            result = await _as_process(world, step["run"], cwd)
    except StuckError as stuck:
        result = {"stdout": "", "stderr": f"{stuck}\n", "exit": HUNG}
    if step.get("wait"):
        await world.advance(float(step["wait"]))
    return {**step, **result}


async def _as_process(world: Headless, text: str, cwd: str | None) -> dict[str, Any]:
    host = world.lab.host
    ran = await run_jumping(world.lab.clock, world.lab, host.run_script(text, cwd=cwd))
    return {
        "stdout": ran.stdout.decode(errors="replace"),
        "stderr": ran.stderr.decode(errors="replace"),
        "exit": ran.exit,
    }


async def _at_terminal(world: Headless, step: Mapping[str, Any]) -> dict[str, Any]:
    number = int(step.get("terminal", 1))
    terminal = await world.terminal(number)
    typed = step.get("run", "")
    if typed:
        await world.type(number, typed)
    if step.get("press"):
        await world.press(number, step["press"])
    screen = world.screen(number, typed)
    return {"stdout": screen, "stderr": "", "exit": 0 if terminal.busy else terminal.status}

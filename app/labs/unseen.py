"""What a lesson does on the learner's machine behind their back: its files, the scripts of its steps and checks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from app.host.host import Host, Ran
from app.labs.lab import Lab
from app.lessons.evidence import ScriptRan
from app.lessons.model import Lesson, Step
from app.network.network import unseen

Pass = Callable[[Coroutine[Any, Any, Ran]], Awaitable[Ran]]
"""Waits for a script while time passes, by the wall or in jumps."""


CHECK, BACKGROUND = "/tmp/verify.sh", "/tmp/background.sh"  # as processes show them; there are no such files


async def by_the_wall(script: Coroutine[Any, Any, Ran]) -> Ran:
    """Wait for a script while somebody else moves the clock."""
    return await script


def put_files(lab: Lab, lesson: Lesson) -> None:
    """Put a lesson's files where its machines have them at the start."""
    for file in lesson.files:
        host: Host | None = lab.nodes.host(file.node) if file.node else lab.host
        if host is not None:
            host.write_file(file.to, file.source.read_bytes(), mode=file.mode)


async def run_check(lab: Lab, text: str, seconds: float, wait: Pass) -> ScriptRan | None:
    """Run a check's script; None when it takes longer than so many seconds of the lab's time, which ends it."""
    with unseen():
        running = asyncio.ensure_future(wait(lab.host.run_script(text, file=CHECK)))

    def end() -> None:
        running.cancel()

    timer = lab.clock.call_later(seconds, end)
    try:
        ran = await running
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if current is not None and current.cancelling():
            raise
        return None
    finally:
        timer.cancel()
        if not running.done():
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
    return ScriptRan(ran.exit, (ran.stdout + ran.stderr).decode(errors="replace"))


def begin_background(lab: Lab, step: Step) -> asyncio.Task[None] | None:
    """Start a step's background script, which nobody sees; None when it has none."""
    if not step.background:
        return None

    async def run() -> None:
        with unseen():
            await lab.host.run_script(step.background, file=BACKGROUND)

    return lab.host.spawn_task(run())

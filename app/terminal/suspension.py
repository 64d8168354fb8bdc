"""Ctrl-Z: the program goes on behind a closed gate, and another shell takes the prompt.

bashkit's interpreter cannot stand still, so the shell that runs the line keeps running it as a job; a new one is
restored from the state before the line and takes over its process number, jobs and directory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.host.bash.background import words
from app.host.bash.gate import Gate, make_stoppable
from app.terminal.level import Level

if TYPE_CHECKING:
    from app.terminal.terminal import Terminal

STOPPED = 148  # 128 + SIGTSTP


async def suspend(terminal: Terminal, level: Level, gate: Gate, text: str, show: Callable[[bytes], None]) -> None:
    """Make the line that runs a stopped job of a new shell on this level."""
    old, host = level.shell, terminal.host
    new = host.shell(terminal=terminal, cwd=old.cwd, process=old.process)
    new.job_output, new.jobs, new.pid = (terminal, terminal), old.jobs, old.pid
    argv = words(text) or ("bash",)
    old.process = host.processes.start(argv, parent=new.pid, terminal=terminal.id, background=True)
    old.process.signal = old.end
    new.process.signal = new.end
    await new.prepare()
    new.restore(level.before)
    job = new.jobs.add(text, old.process)
    level.shell, level.running, new.status = new, None, STOPPED

    make_stoppable(job, gate)
    assert job.stop is not None
    job.stop()
    show(new.jobs.line(job).encode())

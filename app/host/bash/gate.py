"""What stands between a job and the screen: closed while the job is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.host.bash.jobs import Job


class Gate:
    """A writer. Closed, it keeps what is written until it is opened again.

    The program itself runs on: only what it shows and its end are held back (a real one would stand still).
    """

    def __init__(self, show: Callable[[bytes], None]) -> None:
        self._show = show
        self._held = bytearray()
        self._opened: asyncio.Future[None] | None = None

    async def write(self, data: bytes) -> None:
        """Show, or keep."""
        if self._opened is None:
            self._show(data)
        else:
            self._held += data

    def close(self) -> None:
        """Stop showing."""
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()

    def open(self) -> None:
        """Show what was kept, and go on."""
        if self._opened is not None:
            self._opened.set_result(None)
            self._opened = None
            self._show(bytes(self._held))
            self._held.clear()

    async def passed(self) -> None:
        """Wait while closed."""
        while self._opened is not None:
            await asyncio.shield(self._opened)


def make_stoppable(job: Job, gate: Gate) -> None:
    """Let Ctrl-Z and signals stop a job whose output passes a gate, and `fg` and `bg` let it go on."""

    def stop() -> None:
        gate.close()
        job.resume = resume
        if job.suspended is not None and not job.suspended.done():
            job.suspended.set_result(None)

    def resume() -> None:
        job.resume = None
        gate.open()

    job.stop = stop

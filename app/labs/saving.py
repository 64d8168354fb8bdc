"""Saves that follow each other: while one is written the next waits, and takes with it what changes meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Saving:
    """Writes by `write`, one at a time. It never raises: who writes says what went wrong."""

    def __init__(self, write: Callable[[], Awaitable[None]]) -> None:
        self._write = write
        self._kept: asyncio.Future[None] | None = None  # done when the save that is to begin next has ended
        self._keeping: asyncio.Task[None] | None = None

    def ask(self) -> asyncio.Future[None]:
        """Done when everything is written as it is now, or later."""
        if self._kept is None:
            self._kept = asyncio.get_running_loop().create_future()
            if self._keeping is None or self._keeping.done():
                self._keeping = asyncio.get_running_loop().create_task(self._keep())
        return self._kept

    async def _keep(self) -> None:
        while (kept := self._kept) is not None:
            self._kept = None
            await self._write()
            kept.set_result(None)

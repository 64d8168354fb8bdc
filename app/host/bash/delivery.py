"""What a run of a shell prints, in the order in which it was printed.

Two parties print: bashkit's own programs, in pieces that the interpreter hands over, and our commands, whose streams
go straight here when they are the shell's own. All of it passes one queue.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable

from app.host.bash.interpreter import Writer

Sink = Callable[[bytes], Awaitable[None]]
# What the shell's own listings (`set`, `export -p`) tell of variables that only we know.
OURS = re.compile(r"^(?:declare -\S+ |export )?__(?:streams|elsewhere|ended|job)=.*\n", re.M)

# What bashkit's programs say of themselves in their help.
WORDS = {"Bashkit's jq-compatible": "a jq-compatible", ", ignored (single virtual user)": ", without effect here"}


class Delivery:
    """The two streams of one run. `show` and `complain` take them; a stream whose reader has gone calls `broken`."""

    def __init__(self, show: Sink, complain: Sink, broken: Callable[[], None]) -> None:
        self._sinks = {"o": show, "e": complain}
        self._broken = broken
        self._queue: deque[tuple[str, bytes, asyncio.Future[None] | None]] = deque()
        self._pump: asyncio.Task[None] | None = None
        self.closed = False  # a reader has gone

    def piece(self, output: str, errors: str) -> None:
        """What a program of bashkit has printed; its errors come first, as they are not buffered."""
        for stream, text in (("e", errors), ("o", output)):
            if text:
                ours = OURS.sub("", text) if "__" in text else text
                for theirs, mine in WORDS.items():
                    ours = ours.replace(theirs, mine)
                self._put(stream, ours.encode("utf-8", "surrogateescape"), None)

    def writer(self, stream: str) -> Writer:
        """Where a command of ours writes; BrokenPipeError when the reader has gone."""
        return _Direct(self, stream)

    async def write(self, stream: str, data: bytes) -> None:
        """Write behind everything that was printed before."""
        written = asyncio.get_running_loop().create_future()
        self._put(stream, data, written)
        await written

    async def drained(self) -> None:
        """Return when everything is shown."""
        while self._pump is not None:
            await asyncio.shield(self._pump)

    def _put(self, stream: str, data: bytes, written: asyncio.Future[None] | None) -> None:
        self._queue.append((stream, data, written))
        if self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._deliver())

    async def _deliver(self) -> None:
        try:
            while self._queue:
                stream, data, written = self._queue.popleft()
                try:
                    await self._sinks[stream](data)
                except Exception as error:
                    self._failed(error, written)
                else:
                    if written is not None and not written.done():
                        written.set_result(None)
        finally:
            self._pump = None

    def _failed(self, error: Exception, written: asyncio.Future[None] | None) -> None:
        if written is not None:
            if not written.done():
                written.set_exception(error)
        elif not self.closed:
            self.closed = True
            self._broken()


class _Direct:
    def __init__(self, delivery: Delivery, stream: str) -> None:
        self._delivery, self._stream = delivery, stream

    async def write(self, data: bytes) -> None:
        """Write."""
        await self._delivery.write(self._stream, data)

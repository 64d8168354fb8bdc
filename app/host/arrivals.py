"""What our commands have written and what of it has arrived where it is shown.

bashkit brings output and errors along two paths of its own threads: without more, one may overtake the other.
"""

from __future__ import annotations

import asyncio

from app.host.activity import HANDOVER
from app.host.interpreter import Sink, Writer

NOTED = 100  # messages of commands that are remembered until they are shown
ARRIVING = 25  # turns that a message may take from a command to the screen; it may also never come (2> file)
UNSEEN = 65_536  # bytes on the way from which on they are taken to go elsewhere
PATIENCE = 0.5  # seconds of the wall, once a run: what has not come by then goes elsewhere (a function behind 2> file)


class Arrivals:
    """Of one shell. Streams are "o" and "e", those of a terminal."""

    def __init__(self) -> None:
        self.said: list[bytes] = []
        self._under_way = {"o": bytearray(), "e": bytearray()}
        self._elsewhere: set[str] = set()
        self._wake: asyncio.Future[None] | None = None

    def clear(self) -> None:
        """A run begins."""
        self.said.clear()
        self._elsewhere.clear()
        for data in self._under_way.values():
            data.clear()

    async def settled(self) -> None:
        """Wait until what our commands said is shown."""
        for _ in range(ARRIVING):
            await asyncio.sleep(HANDOVER if self.said else 0)

    async def turn(self, stream: str, data: bytes) -> None:
        """Wait until everything on the other stream has arrived; this goes off then."""
        other = "e" if stream == "o" else "o"
        if self._under_way[other]:
            await self._emptied(other)
        if stream in self._elsewhere:
            return
        if len(self._under_way[stream]) > UNSEEN:
            self._lose(stream)
        else:
            self._under_way[stream] += data

    async def _emptied(self, stream: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while self._under_way[stream]:
                    if self._wake is None:
                        self._wake = asyncio.get_running_loop().create_future()
                    await asyncio.shield(self._wake)
        except TimeoutError:
            self._lose(stream)

    def _lose(self, stream: str) -> None:
        self._elsewhere.add(stream)
        self._under_way[stream].clear()

    def seen(self, stream: str, sink: Sink) -> Sink:
        """The same sink, with note taken of what it has shown."""

        async def showing(chunk: bytes) -> None:
            await sink(chunk)
            self._arrived(stream, chunk)

        return showing

    def _arrived(self, stream: str, chunk: bytes) -> None:
        """Take note of parts of one or more writes, maybe with what bashkit's own programs have written."""
        waiting = self._under_way[stream]
        if not waiting:
            return
        if waiting.startswith(chunk):
            del waiting[: len(chunk)]
        elif waiting in chunk:
            waiting.clear()
        else:
            del waiting[: _overlap(chunk, waiting)]
        if not waiting and self._wake is not None:
            self._wake.set_result(None)
            self._wake = None


def _overlap(chunk: bytes, waiting: bytearray) -> int:
    """How many bytes of what is under way end a chunk."""
    return next((size for size in range(min(len(chunk), len(waiting)), 0, -1) if chunk.endswith(waiting[:size])), 0)


class Ordered:
    """A stream of a command that has both of them at a terminal."""

    def __init__(self, writer: Writer, arrivals: Arrivals, stream: str) -> None:
        self._writer, self._arrivals, self._stream = writer, arrivals, stream

    async def write(self, data: bytes) -> None:
        """Write, behind what the other stream has."""
        await self._arrivals.turn(self._stream, data)
        await self._writer.write(data)


class Noted:
    """A standard error whose texts are remembered until they arrive where they are shown."""

    def __init__(self, writer: Writer, arrivals: Arrivals) -> None:
        self._writer, self._said = writer, arrivals.said

    async def write(self, data: bytes) -> None:
        """Write."""
        if len(self._said) < NOTED:
            self._said.append(data)
        await self._writer.write(data)

"""Standard streams of the simulated programs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from app.host.activity import PIPE, Running
from app.host.bash.interpreter import Reader, Writer
from app.host.files import error_number, fail

HEAD_BYTES = 16_384  # of a command's output that is kept for checks


class Source(Protocol):
    """Where a shell's standard input comes from: a terminal, a pipe, a file."""

    @property
    def isatty(self) -> bool:
        """Whether a person types here."""

    async def read(self) -> bytes:
        """The next bytes (a line of a terminal); b"" at the end."""


class Empty:
    """/dev/null."""

    isatty = False

    async def read(self) -> bytes:
        """The end, at once."""
        return b""


class Data:
    """Bytes that are there already, handed out line by line."""

    isatty = False

    def __init__(self, data: bytes) -> None:
        self._lines = deque(data.splitlines(keepends=True))

    async def read(self) -> bytes:
        """A line."""
        return self._lines.popleft() if self._lines else b""


class Input:
    """A command's standard input: the pipe it stands in, or (when that is none) its shell's source."""

    def __init__(self, pipe: Reader | None, source: Source | None, state: Running) -> None:
        self._pipe, self._source, self._state = pipe, source, state
        self._from_pipe = False

    @property
    def isatty(self) -> bool:
        """Whether a person types here."""
        return self._source is not None and self._source.isatty

    @property
    def source(self) -> Source | None:
        """The shell's source, when this command reads it."""
        return self._source

    async def chunk(self) -> bytes:
        """The next bytes; b"" at the end."""
        if self._pipe is not None:
            with self._state.waiting(PIPE):
                try:
                    data = await self._pipe.read_chunk()
                except RuntimeError as cancelled:  # the script was ended, and this command with it
                    raise BrokenPipeError from cancelled
            if data is not None:
                self._from_pipe = True
                return bytes(data) or await self.chunk()
            self._pipe = None
        if self._source is None or self._from_pipe:
            return b""
        with self._state.waiting("input"):
            return await self._source.read()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Chunks as they come."""
        while data := await self.chunk():
            yield data

    async def read(self) -> bytes:
        """Everything until the end."""
        return b"".join([data async for data in self])


class Output:
    """A command's standard output or error; keeps its head for the checks."""

    def __init__(self, writer: Writer, state: Running, *, isatty: bool) -> None:
        self._writer, self._state = writer, state
        self.isatty = isatty
        self.head = bytearray()

    def note(self, raw: bytes) -> None:
        """Keep the head of what is shown, by this command or by a session that has its terminal."""
        if len(self.head) < HEAD_BYTES:
            self.head += raw[: HEAD_BYTES - len(self.head)]

    async def write(self, data: str | bytes) -> None:
        """Write now; BrokenPipeError when the reader has gone."""
        raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else bytes(data)
        if not raw:
            return
        self.note(raw)
        with self._state.waiting(PIPE):
            try:
                async with self._state.turn:
                    await self._writer.write(raw)
            except RuntimeError as error:  # it goes to a file, and the file is full
                fail(error_number(str(error)), "standard output")


class Collected:
    """A writer that keeps what is written."""

    def __init__(self) -> None:
        self.data = bytearray()

    async def write(self, data: bytes) -> None:
        """Keep."""
        self.data += data


class Function:
    """A writer that hands on."""

    def __init__(self, sink: Callable[[bytes], Awaitable[None]]) -> None:
        self.write = sink


class Queue:
    """A source that somebody feeds: the lines typed at a terminal, a program's standard input."""

    def __init__(self, *, isatty: bool = False) -> None:
        self.isatty = isatty
        self._waiting: deque[bytes] = deque()
        self._ended = False
        self._wake: asyncio.Future[None] | None = None
        self.readers = 0
        self.on_wait: Callable[[], None] | None = None

    def feed(self, data: bytes) -> None:
        """Some bytes; b"" is the end (once, as Ctrl-D)."""
        self._waiting.append(data)
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    def clear(self) -> list[bytes]:
        """Take back what nobody has read."""
        left = list(self._waiting)
        self._waiting.clear()
        return left

    async def read(self) -> bytes:
        """The next bytes; waits for them."""
        self.readers += 1
        if self.on_wait is not None and not self._waiting:
            self.on_wait()
        try:
            while not self._waiting:
                self._wake = asyncio.get_running_loop().create_future()
                await self._wake
            return self._waiting.popleft()
        finally:
            self.readers -= 1


class CommandSource:
    """A command's input as the source of a shell that it starts."""

    def __init__(self, stdin: Input) -> None:
        self._stdin = stdin

    @property
    def isatty(self) -> bool:
        """Whether a person types here."""
        return self._stdin.isatty

    async def read(self) -> bytes:
        """The next bytes; b"" at the end."""
        return await self._stdin.chunk()

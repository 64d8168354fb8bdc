"""The lines of the files that a text program is given, one file behind the other, as they come.

A file that cannot be read is told, and what follows is read all the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from app.host.inputs import shown
from app.host.invocation import Invocation


class TextFiles:
    """The files of one command line, `-` or nothing for standard input. `status` is 1 once one could not be
    read; `complaint` is what is said then, with `{}` for the name and the reason.
    """

    def __init__(self, run: Invocation, names: Sequence[str], complaint: str = "") -> None:
        self._run, self._names, self._complaint = run, names or ["-"], complaint
        self.status = 0

    async def each(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """The files that can be read, each as its pieces in their order."""
        for name in self._names:
            if name == "-":
                yield aiter(self._run.stdin)
                continue
            try:
                data = self._run.read_file(name)
            except OSError as error:
                told = self._complaint.format(name, error.strerror) or f"{shown(name)}: {error.strerror}"
                self.status = await self._run.fail(told)
                continue
            yield _whole(data)

    async def lines(self, end: bytes = b"\n") -> AsyncIterator[bytes]:
        """Every line of every file with its end, which the last line of a file may lack."""
        async for pieces in self.each():
            async for line in lines_of(pieces, end):
                yield line


async def lines_of(pieces: AsyncIterator[bytes], end: bytes = b"\n") -> AsyncIterator[bytes]:
    """Pieces cut into lines, each with its end."""
    left = b""
    async for piece in pieces:
        *whole, left = (left + piece).split(end)
        for line in whole:
            yield line + end
    if left:
        yield left


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data

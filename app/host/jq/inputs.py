"""What jq reads: JSON or lines, from files one after the other, or from standard input as it comes.

Follows jqlang/jq src/util.c.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator

from app.host.jq.building import Stream, Whole
from app.host.jq.reading import ParseError, Read, Reader
from app.host.jq.values import Value

STDIN = "<stdin>"
SEPARATOR, LINE_END = b"\x1e", b"\n"
Chunks = Callable[[str], AsyncIterator[bytes]]


class Inputs:
    """The inputs of one run, in order. `open_` gives the bytes of a file, or raises OSError."""

    def __init__(
        self, files: list[str], open_: Chunks, options: Iterable[str], complain: Callable[[str], None]
    ) -> None:
        self._open, self._complain = open_, complain
        self._options = frozenset(options)
        self.name: str | None = None
        self.line = 0
        self.failed = False
        self._items = self._slurped(files) if "slurp" in self._options else self._values(files)

    async def next(self) -> tuple[bool, Value]:
        """Whether there is a further input, and it; ParseError."""
        try:
            return True, await anext(self._items)
        except StopAsyncIteration:
            return False, None

    async def _slurped(self, files: list[str]) -> AsyncIterator[Value]:
        everything: list[Value] = []
        async for value in self._values(files):
            everything.append(value)
        yield "".join(everything) if "raw-input" in self._options else everything

    async def _values(self, files: list[str]) -> AsyncIterator[Value]:
        source: _Source = _Lines("slurp" in self._options) if "raw-input" in self._options else _Texts(self._options)
        for at, name in enumerate(files):
            try:
                async for chunk in self._open(name):
                    self.name = STDIN if name == "-" else name
                    for read in source.feed(chunk, end=False):
                        self.line = read.lines
                        yield read.value
            except OSError as error:
                self.failed = True
                if not isinstance(error, IsADirectoryError):
                    self._complain(f"jq: error: Could not open file {name}: {error.strerror}\n")
                self.name = None
            else:
                self.name = STDIN if name == "-" else name
            if at == len(files) - 1:
                for read in source.feed(b"", end=True):
                    self.line = read.lines
                    yield read.value
            self.line = source.next_file()


class _Source:
    """Makes inputs of bytes."""

    def feed(self, data: bytes, end: bool) -> Iterator[Read]:
        """Inputs that are complete with these."""
        raise NotImplementedError

    def next_file(self) -> int:
        """Another file begins: lines count from there. The lines of the one before."""
        raise NotImplementedError


class _Texts(_Source):
    def __init__(self, options: frozenset[str]) -> None:
        self._reader = Reader(Stream if "stream" in options else Whole)
        self._sequence, self._before = "seq" in options, b""

    def feed(self, data: bytes, end: bool) -> Iterator[Read]:
        if not self._sequence:
            return self._reader.feed(data, end)
        self._before += data
        lost, separator, text = self._before.partition(SEPARATOR)
        if not separator:
            if end and lost:
                place = f"line {lost.count(10) + 1}, column {len(lost.rpartition(LINE_END)[2])}"
                raise ParseError(f"Unfinished abandoned text at EOF at {place}")
            return iter(())
        self._before = SEPARATOR
        return self._reader.feed(text.replace(SEPARATOR, b" "), end)

    def next_file(self) -> int:
        return self._reader.lines


class _Lines(_Source):
    """`--raw-input`: a line is an input; with `--slurp` all of it is one, and pieces keep their ends."""

    def __init__(self, whole: bool) -> None:
        self._whole, self._left, self._lines = whole, b"", 0

    def feed(self, data: bytes, end: bool) -> Iterator[Read]:
        *lines, self._left = (self._left + data).split(b"\n")
        for line in lines:
            self._lines += 1
            yield Read((line + b"\n" if self._whole else line).decode("utf-8", "replace"), self._lines)
        if end and self._left:
            yield Read(self._left.decode("utf-8", "replace"), self._lines)

    def next_file(self) -> int:
        return self._lines

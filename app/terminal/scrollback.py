"""What a terminal has shown: chunks of bytes with sequence numbers, as many as a reconnecting browser may miss."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.sim.limits import LIMITS


@dataclass(frozen=True)
class Chunk:
    """A piece of output. Numbers grow by one from 1."""

    seq: int
    data: bytes


class Scrollback:
    """The stream of a terminal."""

    def __init__(self, seq: int = 0) -> None:
        self.seq = seq
        self._chunks: deque[Chunk] = deque()
        self._bytes = 0
        self._listeners: list[Callable[[Chunk], None]] = []

    def write(self, data: bytes) -> None:
        """Append and tell the listeners."""
        if not data:
            return
        self.seq += 1
        chunk = Chunk(self.seq, data)
        self._chunks.append(chunk)
        self._bytes += len(data)
        while self._bytes > LIMITS.scrollback_bytes and len(self._chunks) > 1:
            self._bytes -= len(self._chunks.popleft().data)
        for listener in list(self._listeners):
            listener(chunk)

    def since(self, seq: int) -> list[Chunk] | None:
        """The chunks after a number; None when some of them are gone already (show `everything` then)."""
        if seq >= self.seq:
            return []
        if not self._chunks or seq + 1 < self._chunks[0].seq:
            return None
        return [chunk for chunk in self._chunks if chunk.seq > seq]

    @property
    def oldest(self) -> int:
        """The number before the oldest chunk that is kept."""
        return self._chunks[0].seq - 1 if self._chunks else self.seq

    def everything(self) -> bytes:
        """All that is kept."""
        return b"".join(chunk.data for chunk in self._chunks)

    def subscribe(self, listener: Callable[[Chunk], None]) -> Callable[[], None]:
        """Be told of every chunk; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

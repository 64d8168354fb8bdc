"""What a terminal has shown: chunks of bytes with sequence numbers, as many as a reconnecting browser may miss."""

from __future__ import annotations

import base64
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.sim.limits import LIMITS

FRAME = 16  # what a chunk's numbers take in a snapshot, about
SKIPPED = 1_000_000  # more chunks than a terminal prints between two snapshots


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
        """The chunks after a number; None when some of them are gone already (show `everything` then).

        None as well for a number that this stream never had, or had before a breakdown that lost it.
        """
        if seq == self.seq:
            return []
        missed = [chunk for chunk in self._chunks if chunk.seq > seq]
        known = len(missed) < len(self._chunks) and self._chunks[-len(missed) - 1].seq == seq
        return missed if known or (self._chunks and seq == self.oldest) else None

    def snapshot(self, size: int) -> dict[str, Any]:
        """The latest chunks, `size` bytes or a little more of them, as JSON data."""
        kept: list[Chunk] = []
        for chunk in reversed(self._chunks):
            kept.append(chunk)
            size -= len(chunk.data) + FRAME
            if size <= 0:
                break
        kept.reverse()
        screen = base64.b64encode(b"".join(chunk.data for chunk in kept)).decode()
        return {"screen": screen, "chunks": [[chunk.seq, len(chunk.data)] for chunk in kept], "seq": self.seq}

    @classmethod
    def restore(cls, state: dict[str, Any]) -> Scrollback:
        """The stream of a snapshot.

        The server may have broken down after the snapshot: what it told browsers since then is lost, and its numbers
        with it. They are never used again.
        """
        self = cls(state["seq"] + SKIPPED)
        screen, at = base64.b64decode(state["screen"]), 0
        for seq, length in state["chunks"]:
            self._chunks.append(Chunk(seq, screen[at : at + length]))
            at += length
        self._bytes = at
        return self

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

"""What a call reads and writes, in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator


class Given:
    """Standard input that is known from the start."""

    isatty = False

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    async def read(self) -> bytes:
        data, self.data = self.data, b""
        return data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self.data:
            yield await self.read()


class Kept:
    """Output that is kept."""

    isatty = False

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    async def write(self, data: str | bytes) -> None:
        self.parts.append(data.encode() if isinstance(data, str) else data)

    @property
    def data(self) -> bytes:
        return b"".join(self.parts)

    @property
    def text(self) -> str:
        return self.data.decode()

"""A real port of this machine, on loopback: TLS and plain connections both come to the same one."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable

Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

LOOPBACK = "127.0.0.1"
TLS_HANDSHAKE = b"\x16"  # the first byte of every TLS connection, and of no HTTP request
PATIENCE = 10.0  # seconds for a handshake
GONE = (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, TimeoutError)


class Listener:
    """A listening socket; `connected` gets the streams of each visitor, in a task of its own."""

    def __init__(self, port: int, tls: ssl.SSLContext, connected: Connected) -> None:
        """OSError when the port is taken; 0 takes a free one."""
        self.tls, self.connected = tls, connected
        self.socket = socket.create_server((LOOPBACK, port))
        self.socket.setblocking(False)
        self._visits: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The port that it got."""
        return int(self.socket.getsockname()[1])

    async def serve_forever(self) -> None:
        """Take visitors until cancelled; then nobody stays."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                visitor, _ = await loop.sock_accept(self.socket)
                visit = loop.create_task(self._visit(visitor))
                self._visits.add(visit)
                visit.add_done_callback(self._visits.discard)
        finally:
            self.socket.close()
            for visit in list(self._visits):
                visit.cancel()
            await asyncio.gather(*self._visits, return_exceptions=True)

    async def _visit(self, visitor: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            tls = self.tls if await _first_byte(visitor) == TLS_HANDSHAKE else None
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, visitor, ssl=tls, ssl_handshake_timeout=PATIENCE if tls else None
            )
        except GONE:
            visitor.close()
            return
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        try:
            with contextlib.suppress(*GONE):
                await self.connected(reader, writer)
        except asyncio.CancelledError:
            transport.abort()  # nobody waits for the visitor's goodbye
            raise
        finally:
            writer.close()
            with contextlib.suppress(*GONE):
                await writer.wait_closed()


async def _first_byte(visitor: socket.socket) -> bytes:
    """What a visitor begins with, left where it is; empty when the visitor left at once."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_reader(visitor, _settle, ready)
    try:
        await ready
    finally:
        loop.remove_reader(visitor)
    return visitor.recv(1, socket.MSG_PEEK)


def _settle(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)

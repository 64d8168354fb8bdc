"""Talking to a running container: exec and attach over an upgraded connection.

Follows kubernetes client-go/tools/remotecommand/websocket.go (v5.channel.k8s.io).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.client import body_of, refusal
from app.kubectl.errors import KubectlError, PlainError
from app.network.http import Channels, Headers

Write = Callable[[bytes], Awaitable[None]]
STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
UPGRADE = Headers([
    ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Protocol", "v5.channel.k8s.io"),
])  # fmt: skip
SPDY = Headers([("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1"), ("X-Stream-Protocol-Version", "v5.channel.k8s.io")])


@dataclass
class _Session:
    """What has arrived and is still to be written; `done` is set when the connection is over."""

    arrived: asyncio.Queue[tuple[int, bytes] | None] = field(default_factory=asyncio.Queue)
    status: dict[str, Any] = field(default_factory=dict)


async def upgraded(call: Call, path: str, query: list[tuple[str, str]]) -> Channels:
    """An upgraded connection: a WebSocket, or else SPDY, whose refusal is the one that is told.

    Follows kubernetes client-go/tools/remotecommand/fallback.go; transport/spdy.
    """
    response = await call.client.send("GET", path, query=query, headers=UPGRADE)
    if response.channels is None:
        response = await call.client.send("POST", path, query=query, headers=SPDY)
    if response.channels is None:
        data = await body_of(response)
        why = refusal(response, data) if data.startswith(b"{") else data.decode("utf-8", "replace").strip()
        raise KubectlError(f"unable to upgrade connection: {why}")
    return response.channels


async def stream(
    call: Call, path: str, query: list[tuple[str, str]], *, stdin: bool, feed: bytes | None = None,
    output: Write | None = None, errors: Write | None = None,
) -> None:  # fmt: skip
    """Connect this program's streams to a container's until it ends; CommandFailed with the command's status.

    `output` and `errors` take what would be printed; `feed` is sent instead of standard input.
    """
    channels = await upgraded(call, path, query)
    session, end = _Session(), channels.client
    end.receive(lambda channel, data: session.arrived.put_nowait((channel, data)),
                lambda: session.arrived.put_nowait(None))  # fmt: skip
    feeding: asyncio.Future[None] | None = None
    try:
        async with call.machine.join(channels.session if stdin else None) as joined:
            if stdin and not joined:
                feeding = asyncio.ensure_future(_feed(call, channels, feed))
            shown = nowhere if joined else output or call.machine.stdout.write
            await _drain(session, shown, errors or call.machine.stderr.write)
            if channels.broken and not session.status:
                await _broken(call, query)
    finally:
        if feeding is not None:
            feeding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await feeding
        end.close()
    _finish(session.status)


async def _broken(call: Call, query: list[tuple[str, str]]) -> None:
    """The server went away in the middle. Follows client-go/tools/remotecommand/{v2,v4,websocket}.go."""
    why = "next reader: websocket: close 1006 (abnormal closure): unexpected EOF"
    lost = (("stderr", 168, "Copying stderr"), ("stdout", 151, "Copying stdout"),
            ("stdin", 130, "Waiting for server to close stdin"))  # fmt: skip
    for name, line, what in lost:
        if (name, "true") in query:
            await call.log.line("E", f"v2.go:{line}", f'"{what} failed" err="{why}"')
    raise KubectlError(f"error reading from error stream: {why}")


async def nowhere(_: bytes) -> None:
    """Write nothing."""


async def _feed(call: Call, channels: Channels, feed: bytes | None) -> None:
    if feed is not None:
        channels.client.send(STDIN, feed)
    else:
        async for chunk in call.machine.stdin:
            channels.client.send(STDIN, chunk)
    channels.client.send(CLOSE, bytes([STDIN]))


async def _drain(session: _Session, output: Write, errors: Write) -> None:
    while (item := await session.arrived.get()) is not None:
        channel, data = item
        if channel == STDOUT:
            await output(data)
        elif channel == STDERR:
            await errors(data)
        elif channel == ERROR:
            session.status = orjson.loads(data) if data else {}
            break


def _finish(status: dict[str, Any]) -> None:
    """Raise what the closing Status says."""
    if status.get("status") in (None, "Success"):
        return
    causes = (status.get("details") or {}).get("causes") or []
    for cause in causes:
        if cause.get("reason") == "ExitCode":
            raise CommandFailed(int(cause["message"]))
    raise KubectlError(str(status.get("message") or "the command ended badly"))


class CommandFailed(PlainError):  # noqa: N818 - it is the command that failed
    """The command in the container ended with a status of its own."""

    def __init__(self, code: int) -> None:
        super().__init__(f"command terminated with exit code {code}", code)
        self.code = code

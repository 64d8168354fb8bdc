"""Talking to a running container: exec and attach over an upgraded connection.

Follows kubernetes client-go/tools/remotecommand/websocket.go (v5.channel.k8s.io).
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.client import body_of, refusal
from app.kubectl.errors import KubectlError, PlainError
from app.network.http import Channels, Headers

STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
UPGRADE = Headers([
    ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Protocol", "v5.channel.k8s.io"),
])  # fmt: skip


@dataclass
class _Session:
    """What has arrived and is still to be written; `done` is set when the connection is over."""

    arrived: asyncio.Queue[tuple[int, bytes] | None] = field(default_factory=asyncio.Queue)
    status: dict[str, Any] = field(default_factory=dict)


async def stream(
    call: Call, path: str, query: list[tuple[str, str]], *, stdin: bool, stderr_too: bool = True, capture: bool = False,
    feed: bytes | None = None,
) -> bytes:  # fmt: skip
    """Connect this program's streams to a container's until it ends; CommandFailed with the command's status.

    With `capture` standard output is returned instead of printed. `feed` is sent instead of standard input.
    """
    response = await call.client.send("GET", path, query=query, headers=UPGRADE)
    if response.channels is None:
        raise refusal(response, await body_of(response))
    session, end = _Session(), response.channels.client
    end.receive(lambda channel, data: session.arrived.put_nowait((channel, data)),
                lambda: session.arrived.put_nowait(None))  # fmt: skip
    feeding: asyncio.Future[None] | None = None
    try:
        async with call.machine.join(response.channels.session if stdin else None) as joined:
            if stdin and not joined:
                feeding = asyncio.ensure_future(_feed(call, response.channels, feed))
            captured = await _drain(call, session, stderr_too, capture=capture, shown=joined)
    finally:
        if feeding is not None:
            feeding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await feeding
        end.close()
    _finish(session.status)
    return captured


async def _feed(call: Call, channels: Channels, feed: bytes | None) -> None:
    if feed is not None:
        channels.client.send(STDIN, feed)
    else:
        async for chunk in call.machine.stdin:
            channels.client.send(STDIN, chunk)
    channels.client.send(CLOSE, bytes([STDIN]))


async def _drain(call: Call, session: _Session, stderr_too: bool, *, capture: bool, shown: bool) -> bytes:
    captured = b""
    while (item := await session.arrived.get()) is not None:
        channel, data = item
        if channel == STDOUT and capture:
            captured += data
        elif channel == STDOUT and not shown:
            await call.machine.stdout.write(data)
        elif channel == STDERR and stderr_too:
            await call.machine.stderr.write(data)
        elif channel == ERROR:
            session.status = orjson.loads(data) if data else {}
            break
    return captured


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

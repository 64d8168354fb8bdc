"""HTTP as the simulated machines exchange it: requests, responses, and bodies that may still be growing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

REASONS = {
    100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
    301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
    308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
    413: "Request Entity Too Large", 415: "Unsupported Media Type", 418: "I'm a teapot", 422: "Unprocessable Entity",
    429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


class Headers(Mapping[str, str]):
    """Header fields: looked up without regard to case, kept in order and as written."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        self._fields: list[tuple[str, str]] = list(fields.items() if isinstance(fields, Mapping) else fields)

    def __getitem__(self, name: str) -> str:
        wanted = name.lower()
        for key, value in self._fields:
            if key.lower() == wanted:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key for key, _ in self._fields))

    def __len__(self) -> int:
        return len({key.lower() for key, _ in self._fields})

    def fields(self) -> list[tuple[str, str]]:
        """All (name, value) pairs, repeated names included."""
        return list(self._fields)

    def all(self, name: str) -> list[str]:
        """Every value of a repeated header (`Warning`, `Set-Cookie`)."""
        return [value for key, value in self._fields if key.lower() == name.lower()]

    def having(self, *fields: tuple[str, str]) -> Headers:
        """A copy with these fields set (earlier ones of the same names removed)."""
        gone = {name.lower() for name, _ in fields}
        return Headers([(k, v) for k, v in self._fields if k.lower() not in gone] + list(fields))


class Stream:
    """Bytes that arrive over time: a watch, a followed log, a slow server.

    The writer calls `write` and `close`; one reader either subscribes with `attach` (called at once with what came
    before) or iterates asynchronously. `cancel` is the reader going away: the writer learns it through `on_cancel`.
    """

    def __init__(self, on_cancel: Callable[[], None] | None = None) -> None:
        self.closed = False
        self.broken = False  # the writer went away in the middle
        self.cancelled = False
        self._chunks: list[bytes] = []
        self._on_cancel = on_cancel
        self._on_data: Callable[[bytes], None] | None = None
        self._on_close: Callable[[], None] | None = None
        self._wake: asyncio.Future[None] | None = None

    def write(self, data: bytes) -> None:
        """Hand on some bytes; ignored after close or cancel, as a socket whose peer is gone."""
        if self.closed or self.cancelled or not data:
            return
        if self._on_data is not None:
            self._on_data(data)
        else:
            self._chunks.append(data)
            self._notify()

    def close(self) -> None:
        """No more bytes will come."""
        if self.closed:
            return
        self.closed = True
        if self._on_close is not None:
            self._on_close()
        self._notify()

    def cut(self) -> None:
        """The writer goes away: what was to come never will."""
        self.broken = not self.closed
        self.close()

    def cancel(self) -> None:
        """The reader goes away."""
        if self.closed or self.cancelled:
            return
        self.cancelled = True
        if self._on_cancel is not None:
            self._on_cancel()
        self._notify()

    def attach(self, on_data: Callable[[bytes], None], on_close: Callable[[], None]) -> None:
        """Read by callbacks from now on."""
        waiting, self._chunks = self._chunks, []
        self._on_data, self._on_close = on_data, on_close
        for chunk in waiting:
            on_data(chunk)
        if self.closed:
            on_close()

    def _notify(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Chunks until the writer closes; leaving the loop early does not cancel: call `cancel`."""
        while True:
            while self._chunks:
                yield self._chunks.pop(0)
            if self.closed or self.cancelled:
                return
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake


class Channels:
    """An upgraded connection with numbered channels in both directions: exec, attach, port-forward.

    Numbers follow the v5.channel.k8s.io subprotocol: 0 stdin, 1 stdout, 2 stderr, 3 error (a Status), 4 resize.
    `client` and `server` are the two ends; what one end sends the other's handler receives. Where the server opened a
    terminal, `session` is that: a client with a terminal of the same world joins it, others send the bytes of keys.
    """

    def __init__(self) -> None:
        self.session: object | None = None  # the server's terminal itself, for a client that can show one
        self.client = End()
        self.server = End()
        self.client.peer, self.server.peer = self.server, self.client
        self.broken = False  # the server went away without a word

    def hang_up(self, *, broken: bool = False) -> None:
        """Somebody between the two ends goes away: both are told."""
        self.broken = broken and not self.server.closed
        self.client.close()
        self.server.close()


class End:
    """One end of `Channels`."""

    def __init__(self) -> None:
        self.peer: End
        self.closed = False
        self._queue: list[tuple[int, bytes]] = []
        self._handler: Callable[[int, bytes], None] | None = None
        self._on_close: Callable[[], None] | None = None

    def send(self, channel: int, data: bytes) -> None:
        """Send to the other end; an empty message on channel 255 means that the channel `data[0]` is finished."""
        if self.closed or self.peer.closed:
            return
        if self.peer._handler is not None:
            self.peer._handler(channel, data)
        else:
            self.peer._queue.append((channel, data))

    def receive(self, handler: Callable[[int, bytes], None], on_close: Callable[[], None]) -> None:
        """Take what the other end sends, from the start."""
        self._handler, self._on_close = handler, on_close
        queued, self._queue = self._queue, []
        for channel, data in queued:
            handler(channel, data)
        if self.peer.closed:
            on_close()

    def close(self) -> None:
        """Hang up; the other end is told once."""
        if self.closed:
            return
        self.closed = True
        if self.peer._on_close is not None:
            self.peer._on_close()


@dataclass(frozen=True)
class Request:
    """One HTTP request. `target` is the path with its query, as on the request line."""

    method: str
    target: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    peer: str = ""  # the caller's address
    identity: bytes = b""  # the client certificate (PEM) that a TLS connection presented

    @property
    def path(self) -> str:
        """The path alone, still percent-encoded."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """Decoded query parameters, in order, blank values kept."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)


@dataclass(frozen=True)
class Response:
    """One HTTP response; `body` may be a Stream, `channels` is set when the connection was upgraded (101)."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes | Stream = b""
    channels: Channels | None = None

    @property
    def reason(self) -> str:
        """The reason phrase of the status line."""
        return REASONS.get(self.status, "")


Reply = Callable[[Response], None]
Handler = Callable[[Request, Reply], None]
"""A server: it replies once, now or later (a slow server keeps `reply` and calls it when its time has come)."""


def answering(answer: Callable[[Request], Response]) -> Handler:
    """A server that answers at once."""

    def handle(request: Request, reply: Reply) -> None:
        reply(answer(request))

    return handle

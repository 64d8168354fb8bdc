"""Requests to a forwarded port, handed on to a port of a pod through the API server.

The simulated network carries HTTP exchanges, not bytes; what goes over the upgraded connection is one exchange: the
request as HTTP/1.1 has it on one channel, the answer back on the same.
Follows kubernetes client-go/tools/portforward/portforward.go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.kubectl.call import Call
from app.kubectl.errors import Failure, KubectlError
from app.kubectl.remote import upgraded
from app.kubectl.resources import Info
from app.network.http import Channels, Headers, Reply, Request, Response, Stream

DATA, ERROR = 0, 1


class Forwarder:
    """Forwards exchanges to one pod."""

    def __init__(self, call: Call, info: Info) -> None:
        self.call, self.info = call, info
        self._standing: Channels | None = None
        self.lost = asyncio.Event()  # the connection is over
        self._busy: set[asyncio.Task[None]] = set()

    def handler(self, here: int, target: int) -> Callable[[Request, Reply], None]:
        """The server on a port of this machine."""

        def handle(request: Request, reply: Reply) -> None:
            task = asyncio.ensure_future(self._forward(here, target, request, reply))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

        return handle

    async def connect(self, target: int) -> None:
        """The connection that stands as long as ports are forwarded; KubectlError when there is none."""
        try:
            channels = await upgraded(self.call, self.info.path("portforward"), [("ports", str(target))])
        except Failure as wrong:
            raise KubectlError(f"error upgrading connection: {wrong}") from None
        self._standing = channels
        channels.client.receive(lambda channel, data: None, self.lost.set)

    async def _forward(self, here: int, target: int, request: Request, reply: Reply) -> None:
        await self.call.say(f"Handling connection for {here}")
        try:
            answer = await self._exchange(target, request)
        except Failure as wrong:
            await self._lost(here, target, str(wrong))
            reply(Response(502))
            return
        reply(answer)

    async def _lost(self, here: int, target: int, why: str) -> None:
        await self.call.log.line(
            "E", "portforward.go:424", f'"Unhandled Error" err="an error occurred forwarding {here} -> {target}: {why}"'
        )

    async def _exchange(self, target: int, request: Request) -> Response:
        answer = Answer()
        end = (await upgraded(self.call, self.info.path("portforward"), [("ports", str(target))])).client

        def receive(channel: int, data: bytes) -> None:
            if channel == DATA:
                answer.take(data)
            elif channel == ERROR and data:
                answer.fail(data.decode("utf-8", "replace"))

        end.receive(receive, answer.end)
        end.send(DATA, encode(request))
        found = await answer.ready
        if isinstance(found.body, bytes):
            end.close()
        return found


class Answer:
    """An HTTP/1.1 answer that is put together as its bytes arrive; chunked bodies go on as a stream."""

    def __init__(self) -> None:
        self.ready: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self._buffer = b""
        self._stream: Stream | None = None

    def take(self, data: bytes) -> None:
        """Bytes from the pod."""
        self._buffer += data
        if self._stream is not None:
            self._chunks()
            return
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found or self.ready.done():
            return
        response = decode(head, body)
        if "chunked" in (response.headers.get("Transfer-Encoding") or ""):
            self._stream, self._buffer = Stream(), body
            self.ready.set_result(Response(response.status, response.headers, self._stream))
            self._chunks()
        elif len(body) >= int(response.headers.get("Content-Length") or 0):
            self.ready.set_result(response)

    def _chunks(self) -> None:
        assert self._stream is not None
        while (end := self._buffer.find(b"\r\n")) >= 0:
            size = int(self._buffer[:end] or b"0", 16)
            if len(self._buffer) < end + size + 4:
                return
            chunk, self._buffer = self._buffer[end + 2 : end + 2 + size], self._buffer[end + size + 4 :]
            if not size:
                self._stream.close()
                return
            self._stream.write(chunk)

    def fail(self, why: str) -> None:
        """The pod could not be reached."""
        if not self.ready.done():
            self.ready.set_exception(KubectlError(why))

    def end(self) -> None:
        """The connection is over."""
        self.fail("lost connection to pod")
        if self._stream is not None:
            self._stream.close()


def encode(request: Request) -> bytes:
    """A request as it stands on the wire."""
    fields = [
        (key, value) for key, value in request.headers.fields() if key.lower() not in ("content-length", "connection")
    ]
    fields += [("Content-Length", str(len(request.body))), ("Connection", "close")]
    head = "".join(f"{key}: {value}\r\n" for key, value in fields)
    return f"{request.method} {request.target} HTTP/1.1\r\n{head}\r\n".encode() + request.body


def decode(head: bytes, body: bytes) -> Response:
    """A response read off the wire."""
    first, *rest = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    fields = [(line.partition(":")[0], line.partition(":")[2].strip()) for line in rest if ":" in line]
    return Response(int(words[1]) if len(words) > 1 else 502, Headers(fields), body)

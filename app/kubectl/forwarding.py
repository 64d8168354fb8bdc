"""Requests to a forwarded port, handed on to a port of a pod through the API server.

The simulated network carries HTTP exchanges, not bytes; what goes over the upgraded connection is one exchange: the
request as HTTP/1.1 has it on one channel, the answer back on the same.
Follows kubernetes client-go/tools/portforward/portforward.go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.kubectl.call import Call
from app.kubectl.client import body_of, refusal
from app.kubectl.errors import Failure, KubectlError
from app.kubectl.remote import UPGRADE
from app.kubectl.resources import Info
from app.network.http import Headers, Reply, Request, Response

DATA, ERROR = 0, 1


class Forwarder:
    """Forwards exchanges to one pod."""

    def __init__(self, call: Call, info: Info) -> None:
        self.call, self.info = call, info
        self._busy: set[asyncio.Task[None]] = set()

    def handler(self, here: int, target: int) -> Callable[[Request, Reply], None]:
        """The server on a port of this machine."""

        def handle(request: Request, reply: Reply) -> None:
            task = asyncio.ensure_future(self._forward(here, target, request, reply))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

        return handle

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
        response = await self.call.client.send(
            "GET", self.info.path("portforward"), query=[("ports", str(target))], headers=UPGRADE
        )
        if response.channels is None:
            raise refusal(response, await body_of(response))
        end = response.channels.client
        arrived = bytearray()
        finished = asyncio.get_running_loop().create_future()

        def receive(channel: int, data: bytes) -> None:
            if channel == DATA:
                arrived.extend(data)
            elif channel == ERROR and data and not finished.done():
                finished.set_result(data.decode("utf-8", "replace"))

        def closed() -> None:
            if not finished.done():
                finished.set_result("")

        end.receive(receive, closed)
        end.send(DATA, encode(request))
        why = await finished
        end.close()
        if why or not arrived:
            raise KubectlError(why or "lost connection to pod")
        return decode(bytes(arrived))


def encode(request: Request) -> bytes:
    """A request as it stands on the wire."""
    fields = [
        (key, value) for key, value in request.headers.fields() if key.lower() not in ("content-length", "connection")
    ]
    fields += [("Content-Length", str(len(request.body))), ("Connection", "close")]
    head = "".join(f"{key}: {value}\r\n" for key, value in fields)
    return f"{request.method} {request.target} HTTP/1.1\r\n{head}\r\n".encode() + request.body


def decode(data: bytes) -> Response:
    """A response read off the wire."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    status = int(first.split(" ")[1]) if len(first.split(" ")) > 1 else 502
    fields = [(line.partition(":")[0], line.partition(":")[2].strip()) for line in rest if ":" in line]
    return Response(status, Headers(fields), body)

"""A real HTTP door to one simulated cluster: how a learner's own kubectl, helm or client library gets in.

Requests become `network.http` messages and go through the same handler as everybody's; a
growing body is sent chunked, an upgraded connection becomes a WebSocket that speaks v5.channel.k8s.io, or SPDY.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable

import h11
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, CloseConnection, Message, Ping, TextMessage
from wsproto.utilities import generate_accept_token

from app.labs import upgrades
from app.labs.listener import LOOPBACK, Connected
from app.labs.spdy import SpdyError
from app.network.http import Channels, Handler, Headers, Request, Response, Stream
from app.network.raw import HANG_UP
from app.sim.limits import LIMITS

log = logging.getLogger(__name__)

CHUNK = 65536


def visits(handler: Handler, plain: Handler) -> Connected:
    """What a `Listener` calls for each connection: `handler` answers over TLS, `plain` whoever comes without."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            secure = writer.get_extra_info("ssl_object") is not None
            await _Visit(handler if secure else plain, reader, writer).serve()
        except (ConnectionError, h11.RemoteProtocolError, asyncio.IncompleteReadError) as gone:
            log.debug("visitor left: %s", gone)

    return connected


class _Visit:
    """One connection, with as many requests as its visitor makes."""

    def __init__(self, handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.handler, self.reader, self.writer = handler, reader, writer
        self.http = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
        connection = writer.get_extra_info("ssl_object")
        shown = connection.getpeercert(binary_form=True) if connection is not None else None
        self.identity = ssl.DER_cert_to_PEM_cert(shown).encode() if shown else b""

    async def serve(self) -> None:
        while (request := await self._request()) is not None:
            response = await self._answer(request)
            if response is HANG_UP:
                return
            if response.channels is not None:
                await self._upgrade(request, response.channels)
                return
            await self._respond(request, response)
            if self.http.our_state is not h11.DONE or self.http.their_state is not h11.DONE:
                return
            self.http.start_next_cycle()

    async def _answer(self, request: Request) -> Response:
        """The handler's reply, whenever it comes."""
        answered: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self.handler(request, lambda response: None if answered.done() else answered.set_result(response))
        return await answered

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self.http.next_event()) is h11.NEED_DATA:
            if self.http.they_are_waiting_for_100_continue:
                await self._send(h11.InformationalResponse(status_code=100, headers=[]))
            self.http.receive_data(await self.reader.read(CHUNK))
        return event  # type: ignore[return-value]

    async def _request(self) -> Request | None:
        head = await self._event()
        if not isinstance(head, h11.Request):
            return None
        body = bytearray()
        while isinstance(event := await self._event(), h11.Data):
            body += event.data
            if len(body) > LIMITS.request_bytes:
                await self._send(h11.Response(status_code=413, headers=[("connection", "close")]), h11.EndOfMessage())
                return None
        headers = Headers([(name.decode("latin-1").title(), value.decode("latin-1")) for name, value in head.headers])
        return Request(
            head.method.decode(),
            head.target.decode("latin-1"),
            headers,
            bytes(body),
            peer=LOOPBACK,
            identity=self.identity,
        )

    async def _send(self, *events: h11.Event) -> None:
        for event in events:
            if data := self.http.send(event):
                self.writer.write(data)
        await self.writer.drain()

    async def _respond(self, request: Request, response: Response) -> None:
        fields = [(k, v) for k, v in response.headers.fields() if k.lower() not in ("content-length", "connection")]
        if isinstance(response.body, bytes):
            head = h11.Response(
                status_code=response.status,
                headers=[*fields, ("Content-Length", str(len(response.body)))],
                reason=response.reason.encode(),
            )
            data = [] if request.method == "HEAD" else [h11.Data(data=response.body)]
            await self._send(head, *data, h11.EndOfMessage())
            return
        head = h11.Response(
            status_code=response.status,
            headers=[*fields, ("Transfer-Encoding", "chunked")],
            reason=response.reason.encode(),
        )
        await self._send(head)
        await self._relay(response.body)

    async def _relay(self, stream: Stream) -> None:
        """Send a growing body until its end, or until the visitor leaves."""
        left = asyncio.ensure_future(self.reader.read(CHUNK))
        try:
            chunks = stream.__aiter__()
            while True:
                chunk = asyncio.ensure_future(anext(chunks, b""))
                await asyncio.wait((chunk, left), return_when=asyncio.FIRST_COMPLETED)
                if not chunk.done():
                    chunk.cancel()
                    raise ConnectionResetError("gone while a stream was open")
                if not (data := chunk.result()):
                    break
                await self._send(h11.Data(data=data))
            await self._send(h11.EndOfMessage())
        finally:
            stream.cancel()
            left.cancel()  # a reader has one reader at a time: the next request waits for its end
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                self.http.receive_data(await left)  # that next request, when it was here already

    async def _upgrade(self, request: Request, channels: Channels) -> None:
        """Speak another protocol from now on: SPDY, or WebSocket, with channels or with SPDY inside."""
        wanted = request.headers.get("Upgrade", "").lower()
        if wanted == upgrades.SPDY.lower():
            await self._spdy(request, channels)
        elif wanted == "websocket" and "Sec-Websocket-Key" in request.headers:
            await self._websocket(request, channels)
        else:
            channels.client.close()
            text = "unable to upgrade: missing upgrade headers in request\n"
            await self._respond(request, Response(400, Headers({"Content-Type": "text/plain"}), text.encode()))

    async def _spdy(self, request: Request, channels: Channels) -> None:
        name = upgrades.protocol(request)
        if not name:
            channels.client.close()
            text = "unable to upgrade: unable to negotiate protocol\n"
            await self._respond(request, Response(403, Headers({"Content-Type": "text/plain"}), text.encode()))
            return
        head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
        self.writer.write(f"{head}X-Stream-Protocol-Version: {name}\r\n\r\n".encode())
        over = asyncio.Event()
        carrier = self._carrier(request, channels, over.set)
        session = upgrades.session(carrier, self.writer.write)
        if isinstance(carrier, upgrades.Commands):
            carrier.start()
        data, _ = self.http.trailing_data
        try:
            while not over.is_set():
                session.receive(data)
                await self.writer.drain()
                if over.is_set() or not (data := await self._read_until(over)):
                    break
        except SpdyError as problem:
            log.debug("no SPDY: %s", problem)
        finally:
            carrier.lost()
        await self.writer.drain()

    async def _read_until(self, over: asyncio.Event) -> bytes:
        """The client's next bytes; none when it is gone or everything is over."""
        reading, waiting = asyncio.ensure_future(self.reader.read(CHUNK)), asyncio.ensure_future(over.wait())
        await asyncio.wait((reading, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not reading.done():
            reading.cancel()
            return b""
        return reading.result()

    def _carrier(
        self, request: Request, channels: Channels, hang_up: Callable[[], None]
    ) -> upgrades.Commands | upgrades.Ports:
        if request.path.endswith("/portforward"):
            channels.client.close()  # each connection gets its own
            return upgrades.Ports(request, self.handler)
        return upgrades.Commands(channels, upgrades.expected(request), hang_up)

    async def _websocket(self, request: Request, channels: Channels) -> None:
        """WebSocket: the first byte of a message is its channel; or all of them together are a SPDY connection."""
        protocols = [part.strip() for part in request.headers.get("Sec-Websocket-Protocol", "").split(",")]
        chosen = upgrades.TUNNEL if upgrades.TUNNEL in protocols else protocols[0]
        accept = generate_accept_token(request.headers["Sec-Websocket-Key"].encode())
        self.writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + accept
            + (b"\r\nSec-WebSocket-Protocol: " + chosen.encode() if chosen else b"")
            + b"\r\n\r\n"
        )
        socket = Connection(ConnectionType.SERVER)
        if chosen == upgrades.TUNNEL:
            carrier = self._carrier(request, channels, lambda: None)
            session = upgrades.session(carrier, lambda data: self.writer.write(socket.send(BytesMessage(data=data))))
            await self._messages(socket, session.receive, carrier.lost)
            return
        end = channels.client

        def receive(channel: int, data: bytes) -> None:
            self.writer.write(socket.send(BytesMessage(data=bytes([channel]) + data)))

        def take(payload: bytes) -> None:
            if payload:
                end.send(payload[0], payload[1:])

        for channel, port in enumerate(upgrades.ports(request)):
            for each in (2 * channel, 2 * channel + 1):  # data and errors: both begin with the port's number
                receive(each, port.to_bytes(2, "little"))
        end.receive(receive, lambda: self._leave(socket))
        await self._messages(socket, take, end.close)

    def _leave(self, socket: Connection) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        if not self.writer.is_closing():
            self.writer.write(socket.send(CloseConnection(code=1000)))

    async def _messages(self, socket: Connection, take: Callable[[bytes], None], lost: Callable[[], None]) -> None:
        """Hand on what the client sends, until it leaves."""
        data, _ = self.http.trailing_data
        try:
            while True:
                socket.receive_data(data)
                for event in socket.events():
                    if isinstance(event, CloseConnection):
                        return
                    if isinstance(event, Ping):
                        self.writer.write(socket.send(event.response()))
                    elif isinstance(event, Message):
                        take(event.data.encode() if isinstance(event, TextMessage) else bytes(event.data))
                await self.writer.drain()
                if not (data := await self.reader.read(CHUNK)):
                    return
        except SpdyError as problem:
            log.debug("no SPDY: %s", problem)
        finally:
            lost()

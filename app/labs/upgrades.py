"""What an upgraded connection carries: the streams of exec and attach, or forwarded ports, over SPDY.

Follows kubernetes kubelet/pkg/cri/streaming/{remotecommand/httpstream,portforward/httpstream}.go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from app.labs.spdy import Session, SpdyStream
from app.network.http import Channels, Handler, Request, Response

NUMBERS = {"stdin": 0, "stdout": 1, "stderr": 2, "error": 3, "resize": 4}
CLOSE = 255
SPDY, TUNNEL = "SPDY/3.1", "SPDY/3.1+portforward.k8s.io"
PORT_FORWARD = "portforward.k8s.io"
REMOTE_COMMAND = ("v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io")


def ports(request: Request) -> tuple[int, ...]:
    """The ports that a port-forward over plain channels asks for; none for other requests."""
    target = urlsplit(request.target)
    if not target.path.endswith("/portforward"):
        return ()
    return tuple(int(port) for value in parse_qs(target.query).get("ports", ()) for port in value.split(","))


def protocol(request: Request) -> str:
    """The stream protocol that client and server both speak, empty when there is none."""
    offered = [part.strip() for value in request.headers.all("X-Stream-Protocol-Version") for part in value.split(",")]
    known = (PORT_FORWARD,) if request.path.endswith("/portforward") else REMOTE_COMMAND
    return next((name for name in known if name in offered), "")


def expected(request: Request) -> frozenset[int]:
    """The channels for which a client of exec or attach opens streams."""
    query = dict(request.query)
    wanted = {name for name in ("stdin", "stdout", "stderr", "tty") if query.get(name, "false") not in {"false", "0"}}
    if "tty" in wanted:
        wanted = (wanted - {"tty", "stderr"}) | {"resize"}
    return frozenset(NUMBERS[name] for name in (*wanted, "error"))


@dataclass
class Commands:
    """Exec and attach: each of the client's streams is one of the channels, `expected` the ones that will come."""

    channels: Channels
    expected: frozenset[int]
    hang_up: Callable[[], None]
    streams: dict[int, SpdyStream] = field(default_factory=dict)
    waiting: list[tuple[int, bytes]] = field(default_factory=list)
    closed: bool = False

    def start(self) -> None:
        """Take what the command writes from now on."""
        self.channels.client.receive(self._send, self._close)

    def opened(self, stream: SpdyStream) -> None:
        """The client has one more stream."""
        number = NUMBERS.get(stream.headers.get("streamtype", ""))
        if number is None:
            return
        client, self.streams[number] = self.channels.client, stream
        stream.on_data = lambda data: client.send(number, data)
        if number == 0:
            stream.on_end = lambda: client.send(CLOSE, bytes([number]))
        waiting, self.waiting = self.waiting, []
        for channel, data in waiting:
            self._send(channel, data)
        if self.closed:
            self._close()

    def lost(self) -> None:
        """The client is gone."""
        self.channels.client.close()

    def _send(self, channel: int, data: bytes) -> None:
        if channel in self.streams:
            self.streams[channel].write(data)
        elif channel in NUMBERS.values():
            self.waiting.append((channel, data))  # its stream is still to come

    def _close(self) -> None:
        self.closed = True
        if not self.expected <= set(self.streams):
            return  # the client waits until all of its streams are answered
        for stream in self.streams.values():
            stream.finish()
        self.hang_up()


@dataclass
class Ports:
    """Port-forward: each pair of an error and a data stream is one connection to a port of the pod."""

    request: Request
    handler: Handler
    errors: dict[str, SpdyStream] = field(default_factory=dict)
    connections: list[Channels] = field(default_factory=list)

    def opened(self, stream: SpdyStream) -> None:
        """The client has one more stream: of errors first, then of data."""
        number = stream.headers.get("requestid", "")
        if stream.headers.get("streamtype") == "error":
            self.errors[number] = stream
        elif stream.headers.get("streamtype") == "data":
            self._connect(stream, self.errors.pop(number, None), stream.headers.get("port", ""))

    def lost(self) -> None:
        """The client is gone."""
        for channels in self.connections:
            channels.client.close()

    def _connect(self, data: SpdyStream, error: SpdyStream | None, port: str) -> None:
        path = urlsplit(self.request.target).path
        headers, identity = self.request.headers, self.request.identity
        asked = Request("POST", f"{path}?ports={port}", headers, peer=self.request.peer, identity=identity)
        self.handler(asked, lambda response: self._connected(response, data, error))

    def _connected(self, response: Response, data: SpdyStream, error: SpdyStream | None) -> None:
        if response.channels is None:
            if error is not None:
                error.write(response.body if isinstance(response.body, bytes) else b"")
                error.finish()
            data.finish()
            return
        client = response.channels.client
        self.connections.append(response.channels)

        def receive(channel: int, text: bytes) -> None:
            if channel == 0:
                data.write(text)
            elif error is not None:
                error.write(text)

        def closed() -> None:
            if error is not None:
                error.finish()
            data.finish()

        def left() -> None:
            client.close()
            closed()

        data.on_data = lambda text: client.send(0, text)
        data.on_end = left
        client.receive(receive, closed)


def session(carrier: Commands | Ports, write: Callable[[bytes], None]) -> Session:
    """The SPDY session that carries these streams."""
    return Session(write, carrier.opened)

"""SPDY/3.1 as clients of old speak it, frame by frame."""

from __future__ import annotations

import struct
import zlib

import pytest

from app.labs.spdy import DICTIONARY, Session, SpdyError
from app.labs.upgrades import Commands, Ports, expected, protocol, session
from app.network.http import Channels, Headers, Reply, Request, Response


class Client:
    """The other side of a session: what it was sent, by stream."""

    def __init__(self) -> None:
        self.session: Session
        self.deflate, self.inflate = zlib.compressobj(zdict=DICTIONARY), zlib.decompressobj(zdict=DICTIONARY)
        self.replied: list[int] = []
        self.received: dict[int, bytes] = {}
        self.ended: list[int] = []

    def write(self, data: bytes) -> None:
        while data:
            size = int.from_bytes(data[5:8])
            head, body, data = data[:8], data[8 : 8 + size], data[8 + size :]
            if head[0] & 0x80:
                assert struct.unpack(">HH", head[:4]) == (0x8003, 2)
                assert self.inflate.decompress(body[4:]) == struct.pack(">I", 0)
                self.replied.append(int.from_bytes(body[:4]))
                continue
            number = int.from_bytes(head[:4])
            self.received[number] = self.received.get(number, b"") + body
            if head[4] & 1:
                self.ended.append(number)

    def open(self, number: int, **headers: str) -> None:
        block = struct.pack(">I", len(headers))
        for name, value in headers.items():
            for text in (name, value):
                block += struct.pack(">I", len(text)) + text.encode()
        packed = self.deflate.compress(block) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
        body = struct.pack(">IIBB", number, 0, 0, 0) + packed
        frame = struct.pack(">HHI", 0x8003, 1, len(body)) + body
        self.session.receive(frame[:5])  # frames come in pieces
        self.session.receive(frame[5:])

    def send(self, number: int, data: bytes, *, last: bool = False) -> None:
        self.session.receive(struct.pack(">I", number) + bytes([int(last)]) + len(data).to_bytes(3) + data)


def test_the_dictionary_is_the_one_of_the_draft() -> None:
    assert zlib.adler32(DICTIONARY) == 0xE3C6A7C2


def test_a_command_that_is_over_before_the_streams_are_there() -> None:
    client, channels, over = Client(), Channels(), []
    carrier = Commands(channels, frozenset({1, 2, 3}), lambda: over.append(True))
    client.session = session(carrier, client.write)
    channels.server.send(1, b"out")
    channels.server.send(2, b"err")
    channels.server.send(3, b'{"status":"Success"}')
    channels.server.close()
    carrier.start()
    client.open(1, streamtype="error")
    client.open(3, streamtype="stdout")
    assert not over
    client.open(5, streamtype="stderr")
    assert client.received == {1: b'{"status":"Success"}', 3: b"out", 5: b"err"}
    assert (client.replied, sorted(client.ended), over) == ([1, 3, 5], [1, 3, 5], [True])


def test_the_streams_to_come() -> None:
    def of(query: str) -> frozenset[int]:
        return expected(Request("POST", f"/api/v1/namespaces/d/pods/p/exec?command=ls&{query}"))

    assert of("stdout=true&stderr=true") == {1, 2, 3}
    assert of("stdin=true&stdout=true&tty=true") == {0, 1, 3, 4}


def test_what_is_typed_reaches_the_command() -> None:
    client, channels = Client(), Channels()
    carrier = Commands(channels, frozenset({0, 1, 3, 4}), lambda: None)
    client.session = session(carrier, client.write)
    got: list[tuple[int, bytes]] = []
    channels.server.receive(lambda channel, data: got.append((channel, data)), lambda: got.append((-1, b"")))
    carrier.start()
    for number, kind in ((1, "error"), (3, "stdin"), (5, "stdout"), (7, "resize")):
        client.open(number, streamtype=kind)
    client.send(3, b"ls\n")
    client.send(7, b'{"Width":80,"Height":24}')
    client.send(3, b"", last=True)
    carrier.lost()
    assert got == [(0, b"ls\n"), (4, b'{"Width":80,"Height":24}'), (255, b"\0"), (-1, b"")]


def test_each_pair_of_streams_is_a_connection_to_a_port() -> None:
    asked, client = [], Client()

    def handler(request: Request, reply: Reply) -> None:
        asked.append(request.target)
        channels = Channels()
        channels.server.receive(lambda channel, data: channels.server.send(channel, data.upper()), lambda: None)
        reply(Response(101, channels=channels))

    request = Request("POST", "/api/v1/namespaces/default/pods/web/portforward", Headers())
    client.session = session(Ports(request, handler), client.write)
    for number, kind in ((1, "error"), (3, "data")):
        client.open(number, streamtype=kind, port="8080", requestid="0")
    client.send(3, b"hello")
    client.send(3, b"", last=True)
    assert asked == ["/api/v1/namespaces/default/pods/web/portforward?ports=8080"]
    assert client.received[3] == b"HELLO"
    assert sorted(client.ended) == [1, 3]


def test_what_is_no_spdy_is_refused() -> None:
    quiet = Session(lambda data: None, lambda stream: None)
    with pytest.raises(SpdyError):
        quiet.receive(b"\x80\x02\0\x01\0\0\0\0")


def test_the_protocol_is_agreed_on() -> None:
    offered = [("X-Stream-Protocol-Version", name) for name in ("v4.channel.k8s.io", "channel.k8s.io")]
    assert protocol(Request("POST", "/api/v1/namespaces/d/pods/p/exec", Headers(offered))) == "v4.channel.k8s.io"
    assert protocol(Request("POST", "/api/v1/namespaces/d/pods/p/portforward", Headers(offered))) == ""

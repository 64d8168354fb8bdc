"""SPDY/3.1 as far as kubectl speaks it: streams with headers over one connection, the server's side.

Older clients upgrade exec and attach to it; port-forward speaks it in every release, inside a WebSocket since 1.31.
Follows the SPDY/3.1 draft and github.com/moby/spdystream, which knows neither flow control nor pushed streams.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

_WORDS = (
    "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow "
    "authorization cache-control connection content-base content-encoding content-language content-length "
    "content-location content-md5 content-range content-type date etag expect expires from host if-match "
    "if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma "
    "proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade "
    "user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie "
    "keep-alive origin"
)
_REST = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative "
    "Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 "
    "Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec "
    "00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,"
    "application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset="
    "iso-8859-1,utf-,*,enq=0."
)


def _counted(text: bytes) -> bytes:
    return struct.pack(">I", len(text)) + text


# What both sides' header compression begins with.
DICTIONARY = b"".join(_counted(word.replace("_", " ").encode()) for word in _WORDS.split(" ")) + _REST.encode()
SYN_STREAM, SYN_REPLY, RST_STREAM, PING, HEADERS = 1, 2, 3, 6, 8
FIN = 0x01
MAX_FRAME = 1 << 20  # bytes


class SpdyError(Exception):
    """The client does not speak SPDY/3.1."""


class SpdyStream:
    """One stream that the client has opened; `headers` have lower-case names."""

    def __init__(self, session: Session, number: int, headers: dict[str, str]) -> None:
        self.number, self.headers = number, headers
        self.on_data: Callable[[bytes], None] = lambda data: None
        self.on_end: Callable[[], None] = lambda: None
        self.ended = False  # by the client
        self._session, self._finished = session, False

    def write(self, data: bytes) -> None:
        """Send data; nothing after `finish`."""
        if not self._finished and data:
            self._session.send_data(self.number, data)

    def finish(self) -> None:
        """Send no more."""
        if not self._finished:
            self._finished = True
            self._session.send_data(self.number, b"", FIN)

    def end(self) -> None:
        """The client sends no more."""
        if not self.ended:
            self.ended = True
            self.on_end()


class Session:
    """One connection. `write` sends bytes; `opened` is told of every new stream before its data comes."""

    def __init__(self, write: Callable[[bytes], None], opened: Callable[[SpdyStream], None]) -> None:
        self.streams: dict[int, SpdyStream] = {}
        self._write, self._opened = write, opened
        self._buffer = b""
        self._inflate = zlib.decompressobj(zdict=DICTIONARY)
        self._deflate = zlib.compressobj(zdict=DICTIONARY)

    def receive(self, data: bytes) -> None:
        """Bytes from the client; SpdyError for what is no frame."""
        self._buffer += data
        while len(self._buffer) >= 8:
            size = int.from_bytes(self._buffer[5:8])
            if size > MAX_FRAME:
                raise SpdyError("frame too large")
            if len(self._buffer) < 8 + size:
                return
            head, body = self._buffer[:8], self._buffer[8 : 8 + size]
            self._buffer = self._buffer[8 + size :]
            if head[0] & 0x80:
                self._control(head, body)
            else:
                self._data(int.from_bytes(head[:4]), head[4], body)

    def _data(self, number: int, flags: int, body: bytes) -> None:
        stream = self.streams.get(number)
        if stream is None:
            return
        if body and not stream.ended:
            stream.on_data(body)
        if flags & FIN:
            stream.end()

    def _control(self, head: bytes, body: bytes) -> None:
        version, kind = struct.unpack(">HH", head[:4])
        if version != 0x8003:
            raise SpdyError("another version")
        if kind == SYN_STREAM:
            self._open(int.from_bytes(body[:4]) & 0x7FFFFFFF, head[4], self._headers(body[10:]))
        elif kind == HEADERS:
            self._headers(body[4:])  # of no interest, but the compression goes on
        elif kind == RST_STREAM:
            stream = self.streams.get(int.from_bytes(body[:4]))
            if stream is not None:
                stream.end()
        elif kind == PING:
            self._write(head + body)

    def _open(self, number: int, flags: int, headers: dict[str, str]) -> None:
        stream = self.streams[number] = SpdyStream(self, number, headers)
        block = self._deflate.compress(struct.pack(">I", 0)) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        body = struct.pack(">I", number) + block
        self._write(struct.pack(">HHI", 0x8003, SYN_REPLY, len(body)) + body)
        self._opened(stream)
        if flags & FIN:
            stream.end()

    def _headers(self, block: bytes) -> dict[str, str]:
        try:
            plain = self._inflate.decompress(block, MAX_FRAME)
            count, at = int.from_bytes(plain[:4]), 4
            texts = []
            for _ in range(2 * count):
                size = int.from_bytes(plain[at : at + 4])
                texts.append(plain[at + 4 : at + 4 + size].decode("latin-1"))
                at += 4 + size
        except zlib.error as problem:
            raise SpdyError(str(problem)) from None
        return dict(zip((name.lower() for name in texts[::2]), texts[1::2], strict=True))

    def send_data(self, number: int, data: bytes, flags: int = 0) -> None:
        """Data frames of a stream."""
        for start in range(0, len(data) or 1, MAX_FRAME):
            piece = data[start : start + MAX_FRAME]
            self._write(struct.pack(">I", number) + bytes([flags]) + len(piece).to_bytes(3) + piece)

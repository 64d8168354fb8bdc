"""HTTP/1.1 over a real socket, as much of it as an API server speaks: bodies, streams, upgrades."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import ssl

from app.network.http import Channels, Headers, Request, Response, Stream
from app.network.network import ConnectError

_reading: set[asyncio.Task[None]] = set()


async def exchange(
    host: str, port: int, request: Request, tls: ssl.SSLContext | None, timeout: float | None
) -> Response:
    """One request on a connection of its own; ConnectError when there is no answer."""
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=1 << 24)
            writer.write(_encoded(host, port, request))
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except TimeoutError:
        raise ConnectError("timeout", host, port) from None
    except ssl.SSLError:
        raise ConnectError("not tls", host, port) from None
    except OSError as wrong:
        kind = "unknown host" if isinstance(wrong, socket.gaierror) else "refused"
        raise ConnectError(kind, host, port) from None
    first, *rest = head.rstrip("\r\n").split("\r\n")
    status = int(first.split(" ")[1])
    headers = Headers([(line.partition(":")[0], line.partition(":")[2].strip()) for line in rest])
    if status == 101:
        return Response(status, headers, channels=_upgraded(reader, writer))
    return Response(status, headers, await _body(reader, writer, headers, request))


def _encoded(host: str, port: int, request: Request) -> bytes:
    fields = [("Host", f"{host}:{port}"), *request.headers.fields()]
    names = {name.lower() for name, _ in fields}
    if "sec-websocket-version" in names and "sec-websocket-key" not in names:
        fields.append(("Sec-WebSocket-Key", base64.b64encode(os.urandom(16)).decode()))
    if "connection" not in names:
        fields.append(("Connection", "close"))
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        fields.append(("Content-Length", str(len(request.body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return f"{request.method} {request.target} HTTP/1.1\r\n{head}\r\n".encode() + request.body


async def _body(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: Headers, request: Request
) -> bytes | Stream:
    if headers.get("Content-Length") is not None:
        data = await reader.readexactly(int(headers["Content-Length"]))
        writer.close()
        return data
    stream = Stream(writer.close)
    chunked = "chunked" in headers.get("Transfer-Encoding", "")
    task = asyncio.ensure_future(_pour(reader, writer, stream, chunked))
    _reading.add(task)
    task.add_done_callback(_reading.discard)
    return stream


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stream: Stream, chunked: bool) -> None:
    try:
        while not chunked and (data := await reader.read(65536)):
            stream.write(data)
        while chunked and (size := int((await reader.readline()).strip() or b"0", 16)):
            stream.write(await reader.readexactly(size))
            await reader.readline()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        stream.close()
        writer.close()


def _upgraded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Channels:
    """The two ends of a WebSocket whose messages begin with a channel's number (v5.channel.k8s.io)."""
    channels = Channels()

    def send(channel: int, data: bytes) -> None:
        writer.write(_frame(bytes([channel]) + data))

    channels.server.receive(send, writer.close)
    task = asyncio.ensure_future(_messages(reader, channels))
    _reading.add(task)
    task.add_done_callback(_reading.discard)
    return channels


def _frame(data: bytes) -> bytes:
    mask = os.urandom(4)
    if len(data) < 126:
        head = bytes([0x82, 0x80 | len(data)])
    elif len(data) < 1 << 16:
        head = bytes([0x82, 0x80 | 126]) + len(data).to_bytes(2, "big")
    else:
        head = bytes([0x82, 0x80 | 127]) + len(data).to_bytes(8, "big")
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


async def _messages(reader: asyncio.StreamReader, channels: Channels) -> None:
    message = b""
    try:
        while True:
            first, second = await reader.readexactly(2)
            size = second & 0x7F
            if size >= 126:
                size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
            data = await reader.readexactly(size)
            if first & 0x0F == 8:
                break
            if first & 0x0F in (0, 1, 2):
                message += data
                if first & 0x80 and message:
                    channels.server.send(message[0], message[1:])
                    message = b""
    except (OSError, asyncio.IncompleteReadError):
        pass
    channels.server.close()

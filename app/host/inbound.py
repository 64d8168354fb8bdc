"""`nc -l`: one connection, or one after the other, answered with standard input or by a program.

Follows busybox networking/nc_bloaty.c and OpenBSD's nc.c. An answer reaches the other side whole: where a program that
speaks HTTP asked, what is sent must be an HTTP response.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.host.invocation import Invocation
from app.host.options import Options
from app.network.http import Headers, Reply, Request, Response
from app.network.network import AddressInUseError
from app.network.raw import HANG_UP, data_of

Answer = Callable[[bytes], Awaitable[bytes]]


async def nc(run: Invocation, options: Options) -> int:
    """Listen as the options say; 1 when the port is missing or taken."""
    program = [options.last("e"), *options.operands] if "e" in options else []
    words = [] if program else options.operands
    port = options.last("p") or (words[-1] if words else "")
    if not port.isdigit():
        await run.stderr.write(f"usage: {options.usage.line}\n")
        return 1
    waiting: asyncio.Queue[tuple[Request, Reply]] = asyncio.Queue()
    try:
        async with run.listening("0.0.0.0", int(port), lambda request, reply: waiting.put_nowait((request, reply))):
            if "v" in options:
                await run.stderr.write(f"Listening on 0.0.0.0 {port}\n")
            await _serve(run, waiting, _program(run, program) if program else _input(run), keep="k" in options)
    except AddressInUseError:
        return await run.fail("bind: Address already in use" if program else "Address already in use")
    return 0


async def _serve(run: Invocation, waiting: asyncio.Queue[tuple[Request, Reply]], answer: Answer, *, keep: bool) -> None:
    while True:
        with run.waiting("network"):
            request, reply = await waiting.get()
        reply(_response(request, await answer(sent_by(request))))
        if not keep:
            return


def sent_by(request: Request) -> bytes:
    """The bytes that went over the wire."""
    data = data_of(request)
    if data is not None:
        return data
    fields = "".join(f"{name}: {value}\r\n" for name, value in request.headers.fields())
    return f"{request.method} {request.target} HTTP/1.1\r\n{fields}\r\n".encode() + request.body


def _response(request: Request, data: bytes) -> Response:
    if data_of(request) is not None:
        return Response(200, body=data)
    head, _, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.decode("utf-8", "replace").strip().split("\n")
    words = lines[0].split()
    if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isdigit():
        return HANG_UP
    fields = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
    return Response(int(words[1]), Headers(fields), body)


def _program(run: Invocation, argv: list[str]) -> Answer:
    async def answer(data: bytes) -> bytes:
        _, output, _ = await run.run(argv, data)
        return output

    return answer


def _input(run: Invocation) -> Answer:
    async def answer(data: bytes) -> bytes:
        await run.stdout.write(data)
        return b"" if run.stdin.isatty else await run.stdin.read()

    return answer

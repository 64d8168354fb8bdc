"""A machine to test on, and the clock that jumps as soon as it waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.host.host import Host, HostSpec, Ran
from app.network.http import Headers, Reply, Request, Response, Stream
from app.network.network import Interface, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

T = TypeVar("T")
START = 1_700_000_000.0  # Tue Nov 14 22:13:20 UTC 2023


def machine(spec: HostSpec | None = None, seed: int = 1, start: float = START) -> Host:
    clock = Clock(start)
    network = Network(clock)
    interface = network.attach(Interface("controlplane", "172.30.1.2"))
    return Host(spec or HostSpec(), clock, network, interface, Randomness(seed))


async def autojump(host: Host) -> None:
    """Let time pass whenever everything waits for it."""
    while True:
        await host.until_idle()
        due = host.clock.next_due()
        if due is None:
            await asyncio.sleep(0.001)
        else:
            host.clock.advance(due)


def on(host: Host, work: Callable[[], Awaitable[T]]) -> T:
    """Run something on the machine to its end, with time jumping."""

    async def all_of_it() -> T:
        driver = asyncio.ensure_future(autojump(host))
        try:
            return await asyncio.wait_for(work(), 20)
        finally:
            driver.cancel()
            host.end()
            await host.ended()

    result = asyncio.run(all_of_it())
    assert host.bugs == []
    return result


def script(text: str, host: Host | None = None, **kwargs: str) -> Ran:
    """The outcome of one `bash -c`."""
    host = host or machine()
    return on(host, lambda: host.run_script(text, **kwargs))


def scripts(host: Host, *texts: str) -> list[Ran]:
    """Several, one after the other, each a process of its own."""

    async def each() -> list[Ran]:
        return [await host.run_script(text) for text in texts]

    return on(host, each)


def outcome(text: str, host: Host | None = None) -> tuple[int, str, str]:
    """Exit status, output and errors as text."""
    ran = script(text, host)
    return ran.exit, ran.stdout.decode(), ran.stderr.decode()


def web_server(host: Host, port: int = 8001, *, tls: bool = False) -> None:
    """A server on localhost: /hello, /echo, /404, /redirect, /slow (5 s), /stream (a line a second)."""

    def answer(request: Request, reply: Reply) -> None:
        if request.path == "/slow":
            host.clock.call_later(5, lambda: reply(text("slow\n")))
        elif request.path == "/stream":
            stream = Stream()
            reply(Response(200, Headers({"Content-Type": "text/plain"}), stream))
            for second in range(1, 5):
                host.clock.call_later(second, lambda n=second: stream.write(f"line {n}\n".encode()))
        elif request.path == "/404":
            reply(text("nope\n", 404))
        elif request.path == "/redirect":
            reply(Response(302, Headers({"Location": "/hello"})))
        elif request.path == "/echo":
            fields = "".join(f"{name}: {value}\n" for name, value in request.headers.fields())
            reply(text(f"{request.method} {request.target}\n{fields}\n{request.body.decode()}"))
        else:
            reply(text("hello\n"))

    host.network.listen(host.interface, port, answer, tls=tls)


def text(body: str, status: int = 200) -> Response:
    return Response(status, Headers({"Content-Type": "text/plain"}), body.encode())

"""Typing at a terminal, with the clock in hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.host.host import Host, HostSpec
from app.network.network import Interface, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness
from app.terminal.terminal import Terminal

START = 1_700_000_000.0


def machine(spec: HostSpec | None = None) -> Host:
    clock = Clock(START)
    network = Network(clock)
    return Host(spec or HostSpec(), clock, network, network.attach(Interface("h", "172.30.1.2")), Randomness(1))


async def act(terminal: Terminal, *acts: str | float) -> None:
    """Lines to type (`busy:...` for one that never waits), `^C` and other keys, `raw:...` for raw mode, seconds."""
    for what in acts:
        if isinstance(what, int | float):
            end = terminal.host.clock.now + what
            while (due := terminal.host.clock.next_due()) is not None and due <= end:
                terminal.host.clock.advance(due)
                await terminal.settled()
            terminal.host.clock.advance(end)
        elif what.startswith("raw:"):
            terminal.raw(what[4:].encode())
        elif what.startswith("busy:"):
            await terminal.line(what[5:])
            await asyncio.sleep(0.05)
            continue
        elif what.startswith("^"):
            terminal.key(f"ctrl-{what[1:].lower()}")
        else:
            await terminal.line(what)
        await asyncio.wait_for(terminal.settled(), 10)


def shown(terminal: Terminal) -> str:
    return terminal.screen().decode().replace("\r\n", "\n").replace("root@controlplane:", "")


def with_terminal(work: Callable[[Terminal], Awaitable[None]], spec: HostSpec | None = None) -> Terminal:
    """Open a terminal, do something, close everything."""

    async def run() -> Terminal:
        terminal = Terminal("1", machine(spec))
        await terminal.open()
        try:
            await work(terminal)
        finally:
            terminal.close()
            terminal.host.end()
            await terminal.host.ended()
        assert terminal.host.bugs == []
        return terminal

    return asyncio.run(run())


def session(*acts: str | float, spec: HostSpec | None = None) -> str:
    """What a terminal shows after these acts; `root@controlplane:` is left out of the prompts."""

    async def work(terminal: Terminal) -> None:
        await act(terminal, *acts)

    return shown(with_terminal(work, spec))

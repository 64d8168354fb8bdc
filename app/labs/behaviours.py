"""An image's own programs, when a shell of the container starts them: `sh -c 'setup && nginx -g "daemon off;"'`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app.cluster.images.image import Process, Program
from app.cluster.node.runtime import Exit
from app.host.commands import Main
from app.host.invocation import Invocation

if TYPE_CHECKING:
    from app.labs.containers import Machine

TERM = 15
Line = tuple[str, bytes]


def behaviour(machine: Machine, program: Program) -> Main:
    """The command that runs a program of the image: what it logs is its output."""

    async def main(run: Invocation) -> int:
        loop, lines = asyncio.get_running_loop(), asyncio.Queue[Line | None]()
        ended: asyncio.Future[Exit] = loop.create_future()

        def on_exit(result: Exit) -> None:
            if not ended.done():
                ended.set_result(result)
            lines.put_nowait(None)

        host = machine.host
        process = Process(machine.spec, tuple(run.argv), host.clock, host.network, host.randomness, machine, on_exit,
                          main=False)  # fmt: skip
        process.follow(lambda at, stream, line: lines.put_nowait((stream, line + b"\n")))
        outer = machine.spec.env
        process.env = {**outer, **run.env}
        process.begin(program)
        try:
            while True:
                with run.waiting("network"):
                    line = await lines.get()
                if line is None:
                    break
                await (run.stdout if line[0] == "stdout" else run.stderr).write(line[1])
        except (asyncio.CancelledError, BrokenPipeError):
            process.exit(128 + TERM)
            raise
        return ended.result().code

    return main

"""timeout: run a program with a time limit on the lab's clock."""

from __future__ import annotations

import asyncio

from app.host.commands.sleep import duration
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.processes import signal_number

USAGE = Usage(
    "timeout [OPTION] DURATION COMMAND [ARG]...",
    "Start COMMAND, and kill it if still running after DURATION.",
    (
        Option("", "preserve-status", "", "exit with the same status as COMMAND, even when it times out"),
        Option("", "foreground", "", "allow COMMAND to read from the TTY"),
        Option("k", "kill-after", "DURATION", "also send a KILL signal if COMMAND is still running this long after"),
        Option("s", "signal", "SIGNAL", "specify the signal to be sent on timeout"),
        Option("v", "verbose", "", "diagnose to stderr any signal sent upon timeout"),
    ),
    status=125,
    intermixed=False,
)


async def main(run: Invocation) -> int:
    """Run the command; 124 when it was too slow."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if len(options.operands) < 2:
        return await options.wrong("missing operand" if not options.operands else "")
    limit = duration(options.operands[0])
    if limit is None:
        await run.stderr.write(f"timeout: invalid time interval ‘{options.operands[0]}’\n")
        return await options.wrong("")
    number = signal_number(options.last("signal", "TERM"))
    if number is None:
        await run.stderr.write(f"timeout: ‘{options.last('signal')}’: invalid signal\n")
        return await options.wrong("")
    command = options.operands[1:]
    if run.host.which(command[0], run.env.get("PATH"), run.cwd) is None:
        return await run.fail(f"failed to run command ‘{command[0]}’: No such file or directory", 127)
    program = asyncio.ensure_future(run.spawn(command))
    late = False

    def stop() -> None:
        nonlocal late
        late = True
        program.cancel()

    timer = run.host.clock.call_later(limit, stop) if limit else None
    try:
        with run.waiting("time" if limit else "child"):
            status = await program
    except asyncio.CancelledError:
        if not late:
            program.cancel()
            raise
        if "verbose" in options:
            name = options.last("signal", "TERM").upper().removeprefix("SIG")
            await run.stderr.write(f"timeout: sending signal {name} to command ‘{command[0]}’\n")
        return 128 + number if "preserve-status" in options else 137 if number == 9 else 124
    finally:
        if timer is not None:
            timer.cancel()
    return status

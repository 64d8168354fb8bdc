"""watch: run a program again and again, on the whole screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from app.host.commands.sleep import duration
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.streams import Collected, Empty

USAGE = Usage(
    "watch [options] command",
    "",
    (
        Option("n", "interval", "secs", "seconds to wait between updates"),
        Option("t", "no-title", "", "turn off header"),
        Option("d", "differences", "", "highlight changes between updates"),
        Option("x", "exec", "", 'pass command to exec instead of "sh -c"'),
        Option("c", "color", "", "interpret ANSI color and style sequences"),
        Option("g", "chgexit", "", "exit when output from command changes"),
        Option("e", "errexit", "", "exit if command has a non-zero exit"),
        Option("b", "beep", "", "beep if command has a non-zero exit"),
    ),
    intermixed=False,
    version="watch from procps-ng 4.0.4",
)
ENTER, LEAVE = b"\x1b[?1049h\x1b[H", b"\x1b[?1049l"


async def main(run: Invocation) -> int:
    """Show the program's output every few seconds until `q` or Ctrl-C."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write("Usage:\n watch [options] command\n")
        return 1
    interval = duration(options.last("interval", "2"))
    if interval is None:
        return await run.fail(f"failed to parse argument: '{options.last('interval')}'")
    interval = max(0.1, interval)
    terminal = run.terminal
    if terminal is None:
        return await _rounds(run, options, interval, lambda: (24, 80))
    with terminal.keys() as keys:
        await terminal.write(ENTER)
        rounds = asyncio.ensure_future(_rounds(run, options, interval, lambda: (terminal.rows, terminal.columns)))
        try:
            while not rounds.done():
                pressed = asyncio.ensure_future(keys.read())
                with run.waiting("time"):
                    await asyncio.wait({rounds, pressed}, return_when=asyncio.FIRST_COMPLETED)
                if not pressed.done():
                    pressed.cancel()
                    break
                if b"q" in pressed.result() or b"\x03" in pressed.result():
                    rounds.cancel()
                    return 0 if b"q" in pressed.result() else 130
            return await rounds
        finally:
            rounds.cancel()
            await terminal.write(LEAVE)


async def _rounds(run: Invocation, options: Options, interval: float, size: Callable[[], tuple[int, int]]) -> int:
    before: str | None = None
    words = options.operands
    argv = words if "exec" in options else ["sh", "-c", " ".join(words)]
    while True:
        output = Collected()
        status = await run.spawn(argv, stdin=Empty(), stdout=output, stderr=output, tty="")
        text = bytes(output.data).decode("utf-8", "replace")
        rows, columns = size()
        when = datetime.fromtimestamp(run.now(), UTC)
        left = f"Every {interval:.1f}s: {' '.join(words)}"
        right = f"{run.host.spec.name}: {when:%a %b %e %H:%M:%S %Y}"
        title = (
            "" if "no-title" in options else f"{left[: columns - len(right) - 1]:<{columns - len(right)}}{right}\n\n"
        )
        lines = (title + text).split("\n")[:rows]
        await run.stdout.write("\x1b[H\x1b[J" + "\r\n".join(line[:columns] for line in lines))
        if ("chgexit" in options and before not in (None, text)) or ("errexit" in options and status):
            return 0 if "chgexit" in options else 8
        before = text
        await run.sleep(interval)

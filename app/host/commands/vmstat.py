"""vmstat: memory and what the processors do, again and again. Follows procps src/vmstat.c: new_format."""

from __future__ import annotations

from app.host.furniture import BUFFERS
from app.host.invocation import Invocation
from app.host.memory import memory_of
from app.host.options import Option, Options, Usage

USAGE = Usage("vmstat [options] [delay [count]]", "", (
    Option("a", "active", "", "active/inactive memory"), Option("n", "one-header", "", "do not redisplay header"),
    Option("s", "stats", "", "event counter statistics"), Option("w", "wide", "", "wide output"),
    Option("t", "timestamp", "", "show timestamp"), Option("S", "unit", "char", "define display unit"),
))  # fmt: skip
HEAD = (
    "procs -----------memory---------- ---swap-- -----io---- -system-- -------cpu-------\n"
    " r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st gu\n"
)
UNITS = {"k": 1000, "K": 1024, "m": 1000_000, "M": 1 << 20}
SHOWN = 20  # lines between two heads


async def main(run: Invocation) -> int:
    """Print a line, or one every so many seconds."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if refused := next((name for name in ("active", "wide", "timestamp") if name in options), ""):
        return await run.fail(f"--{refused} is not simulated")
    unit = UNITS.get(options.last("unit", "K"))
    if unit is None:
        return await run.fail("-S requires k, K, m or M (default is KiB)")
    if "stats" in options:
        now = memory_of(run.host)
        rows = ((now.total, "K total memory"), (now.used, "K used memory"), (now.free, "K free memory"),
                (BUFFERS << 10, "K buffer memory"), (now.cached - (BUFFERS << 10), "K swap cache"), (0, "K total swap"),
                (0, "K used swap"), (0, "K free swap"))  # fmt: skip
        await run.stdout.write("".join(f"{size >> 10:13} {name}\n" for size, name in rows))
        return 0
    if wrong := next((word for word in options.operands if not word.isdigit()), ""):
        return await run.fail(f"failed to parse argument: '{wrong}': Invalid argument")
    delay, count = ([int(word) for word in options.operands] + [0, 0])[:2]
    times = 0
    while True:
        if times == 0 or (times % SHOWN == 0 and "one-header" not in options):
            await run.stdout.write(HEAD)
        await run.stdout.write(_line(run, unit))
        times += 1
        if not delay or times == count:
            return 0
        await run.sleep(delay)


def _line(run: Invocation, unit: int) -> str:
    now = memory_of(run.host)
    free, buffers = now.free // unit, (BUFFERS << 10) // unit
    cached = now.cached // unit - buffers
    running = sum(one.state.startswith("R") for one in run.host.processes.all()) or 1
    return (
        f"{running:2} {0:2} {0:6} {free:6} {buffers:6} {cached:6} {0:4} {0:4} {12:5} {48:5} {410:4} {820:4}"
        "  3  1 96  0  0  0\n"
    )

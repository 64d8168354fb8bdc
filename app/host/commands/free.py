"""free: the machine's memory."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.memory import SHARED, memory_of
from app.host.options import Option, Options, Usage
from app.host.units import human

USAGE = Usage(
    "free [options]",
    "",
    (
        Option("b", "bytes", "", "show output in bytes"),
        Option("k", "kibi", "", "show output in kibibytes"),
        Option("m", "mebi", "", "show output in mebibytes"),
        Option("g", "gibi", "", "show output in gibibytes"),
        Option("h", "human", "", "show human-readable output"),
        Option("t", "total", "", "show total for RAM + swap"),
        Option("w", "wide", "", "wide output"),
    ),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    now = memory_of(run.host)
    memory = [now.total, now.used, now.free, SHARED, now.cached, now.available]
    divisor = {"bytes": 1, "mebi": 1 << 20, "gibi": 1 << 30}.get(
        next((name for name in ("bytes", "mebi", "gibi") if name in options), ""), 1024
    )

    def row(label: str, numbers: list[int]) -> str:
        cells = [human(number, binary=True) if "human" in options else str(number // divisor) for number in numbers]
        return f"{label:<8}" + f"{cells[0]:>12}" + "".join(f"{cell:>12}" for cell in cells[1:]) + "\n"

    text = (
        " " * 8
        + "".join(f"{name:>12}" for name in ("total", "used", "free", "shared", "buff/cache", "available"))
        + "\n"
    )
    text += row("Mem:", memory) + row("Swap:", [0, 0, 0])
    if "total" in options:
        text += row("Total:", memory[:3])
    await run.stdout.write(text)
    return 0

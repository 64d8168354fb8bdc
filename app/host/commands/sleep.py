"""sleep: wait on the lab's clock."""

from __future__ import annotations

import math

from app.host.invocation import Invocation
from app.host.options import Options, Usage

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
USAGE = Usage(
    "sleep NUMBER[SUFFIX]...",
    "Pause for NUMBER seconds; SUFFIX is s for seconds (the default), m for minutes, h for hours or d for days.",
)


async def main(run: Invocation) -> int:
    """Sleep for the sum of the arguments."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        return await options.wrong("missing operand")
    total, bad = 0.0, False
    for text in options.operands:
        seconds = duration(text)
        if seconds is None:
            await run.stderr.write(f"sleep: invalid time interval ‘{text}’\n")
            bad = True
        else:
            total += seconds
    if bad:
        return await options.wrong("")
    await run.sleep(total)
    return 0


def duration(text: str) -> float | None:
    """Seconds of `1.5`, `2m`, `1h`; None when it is no duration."""
    number, unit = (text[:-1], UNITS[text[-1]]) if text[-1:] in UNITS else (text, 1.0)
    try:
        value = float(number)
    except ValueError:
        return None
    return None if value < 0 or math.isnan(value) else min(value * unit, 1e9)

"""When a script has computed for too long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from app.sim.limits import LIMITS

LOOKS = 1.0  # seconds of the wall between two looks


async def computes_too_long(busy: Callable[[], bool]) -> None:
    """Return once it was busy for LIMITS.compute_seconds on end.

    These are the processor's seconds: on a machine that has others to serve, a script may take as long as it needs.
    """
    computed, before = 0.0, time.process_time()
    while computed < LIMITS.compute_seconds:
        await asyncio.sleep(LOOKS)
        now = time.process_time()
        computed, before = (computed + min(LOOKS, now - before) if busy() else 0.0), now

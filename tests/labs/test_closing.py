"""Labs that are closed leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import threading
from pathlib import Path

from app.labs.headless import BEGINS, Headless
from app.labs.lab import Lab
from app.labs.specs import free_spec

LABS = 30


def held() -> tuple[int, int]:
    """(open files, threads) of this process."""
    gc.collect()
    return sum(1 for _ in Path("/proc/self/fd").iterdir()), threading.active_count()


def test_labs_leave_no_files_open() -> None:
    async def lab() -> None:
        world = Headless(Lab.create(free_spec("1.36", "lesson", 1, seed=1, now=BEGINS)))
        await world.type(1, "echo x | cat; (sleep 1000 &); sleep 1000 & kubectl get nodes")
        await world.terminal(2)
        await world.lab.close()

    async def labs(count: int) -> None:
        for _ in range(count):
            await lab()

    asyncio.run(labs(3))
    before = held()
    asyncio.run(labs(LABS))
    files, threads = held()
    assert files < before[0] + LABS  # an interpreter has three; those of the last labs may still be closing
    assert threads <= before[1]

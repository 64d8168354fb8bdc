"""A lab whose learner types lines."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.labs.headless import BEGINS, Headless, open_world
from app.labs.specs import free_spec


def shown(*lines: str, release: str = "1.36", files: dict[str, str] | None = None) -> str:
    """What the screen shows of the last line; `@ 5` lets 5 seconds pass."""
    return screens(lines, release, files)[-1]


def screens(lines: Sequence[str], release: str = "1.36", files: dict[str, str] | None = None) -> list[str]:
    """What the screen shows of every line."""

    async def all_of_it() -> list[str]:
        async with open_world(free_spec(release, "lesson", None, seed=1, now=BEGINS)) as world:
            await world.terminal(1)
            for path, text in (files or {}).items():
                world.lab.host.write_file(path, text)
            found = [await typed(world, line) for line in lines]
            assert [bug for host in world.lab.hosts() for bug in host.bugs] == []
            return found

    return asyncio.run(all_of_it())


async def typed(world: Headless, line: str) -> str:
    if line.startswith("@ "):
        await world.advance(float(line[2:]))
        return ""
    await world.type(1, line)
    return world.screen(1, line)

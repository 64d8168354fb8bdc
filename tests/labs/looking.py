"""A lab whose drawing is looked at; what comes due is told when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.labs.drawing import Drawing
from app.labs.headless import BEGINS, Headless, open_world
from app.labs.shapes import Flow, Picture
from app.labs.specs import free_spec


class Looking:
    """The lab, and what its drawing was told."""

    def __init__(self, world: Headless) -> None:
        self.world = world
        self.told: list[Picture] = []
        self.due: list[Callable[[], None]] = []
        self.drawing = Drawing(
            world.lab.cluster,
            self.told.append,
            lambda _, tick: self.due.append(tick),
            seat=world.lab.host.interface,
        )

    def tick(self) -> None:
        waiting, self.due = self.due, []
        for one in waiting:
            one()

    async def flows(self, line: str) -> list[Flow]:
        """Type a command: the requests that it made are drawn so."""
        self.tick()
        self.told.clear()
        await self.world.type(1, line)
        self.tick()
        return [flow for told in self.told for flow in told.flows]


def looking(test: Callable[[Looking], object]) -> None:
    async def all_of_it() -> None:
        async with open_world(free_spec("1.36", "lesson", None, seed=1, now=BEGINS)) as world:
            await world.terminal(1)
            found = test(Looking(world))
            if asyncio.iscoroutine(found):
                await found

    asyncio.run(all_of_it())

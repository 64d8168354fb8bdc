"""Programs that go on by themselves until somebody interrupts them: a played solution goes on beside them."""

from __future__ import annotations

import asyncio

import pytest

from app.labs.headless import BEGINS, open_world
from app.labs.specs import free_spec

LOOP = "while true; do kubectl get po -o name; sleep 1; done"


@pytest.mark.parametrize("line", ["watch -n 1 kubectl get po", "watch 'kubectl get po | grep web'", LOOP, "top"])
def test_what_never_ends_is_left_in_front(line: str) -> None:
    async def played() -> tuple[bool, float, str]:
        async with open_world(free_spec("1.36", "lesson", 1, seed=1, now=BEGINS)) as world:
            await world.type(1, "kubectl run web --image=nginx")
            await world.type(1, line)
            busy = world.lab.terminals["1"].busy
            await world.advance(3)
            await world.press(1, "ctrl-c")
            world.screen(1)
            await world.type(1, "echo after")
            return busy, world.lab.clock.now - BEGINS, world.screen(1, "echo after")

    busy, passed, shown = asyncio.run(played())
    assert (busy, shown) == (True, "after\n")
    assert passed < 90


def test_what_ends_is_awaited() -> None:
    async def played() -> str:
        async with open_world(free_spec("1.36", "lesson", 1, seed=1, now=BEGINS)) as world:
            await world.type(1, "for n in 1 2; do sleep 100; echo $n; done")
            return world.screen(1, "for n in 1 2; do sleep 100; echo $n; done")

    assert asyncio.run(played()) == "1\n2\n"

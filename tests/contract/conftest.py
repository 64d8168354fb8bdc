"""A lab that tests share: scripts run in it, time jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from app.host.host import Ran
from app.labs.autojump import run_jumping
from app.labs.headless import BEGINS, Headless, open_world
from app.labs.specs import free_spec


class World:
    """A headless lab, driven without `await`."""

    def __init__(self, release: str, preset: str) -> None:
        self.runner = asyncio.Runner()
        self._opened: AbstractAsyncContextManager[Headless] = open_world(
            free_spec(release, preset, 2, seed=1, now=BEGINS)
        )
        self.headless = self.runner.run(self._opened.__aenter__())
        self.lab = self.headless.lab

    def run(self, text: str) -> Ran:
        """A script of its own shell."""
        return self.runner.run(run_jumping(self.lab.clock, self.lab, self.lab.host.run_script(text)))

    def advance(self, seconds: float) -> None:
        """Time passes."""
        self.runner.run(self.headless.advance(seconds))

    def close(self) -> None:
        """End."""
        self.runner.run(self._opened.__aexit__(None, None, None))
        self.runner.close()


@pytest.fixture(scope="module")
def worlds() -> Iterator[Callable[[str, str], World]]:
    """Labs by release and preset, made when first asked for."""
    made: dict[tuple[str, str], World] = {}

    def world(release: str = "1.36", preset: str = "lesson") -> World:
        if (release, preset) not in made:
            made[release, preset] = World(release, preset)
        return made[release, preset]

    yield world
    for each in made.values():
        bugs = list(each.lab.host.bugs)
        each.close()
        assert bugs == []


@pytest.fixture
def world(worlds: Callable[[str, str], World]) -> World:
    """A modern lab as learners have it."""
    return worlds("1.36", "lesson")

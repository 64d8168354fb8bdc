"""Where a lab has its loop for itself, all that is due at a moment happens before anybody else's next step."""

import asyncio
import time

import pytest

from app.labs.driver import act_at_once, advance_sliced
from app.sim.clock import Clock
from app.sim.limits import LIMITS


def long_work(done: list[str], name: str) -> None:
    """Work that uses up a slice."""
    end = time.perf_counter() + LIMITS.slice_seconds
    while time.perf_counter() < end:
        pass
    done.append(name)


@pytest.mark.parametrize(("alone", "order"), [(True, ["a", "b", "program"]), (False, ["a", "program", "b"])])
def test_a_lab_alone_is_not_sliced(alone, order):
    async def run() -> list[str]:
        clock, done = Clock(0.0), []
        if alone:
            act_at_once(clock)
        for name in "ab":
            clock.call_at(1.0, lambda name=name: long_work(done, name))
        asyncio.get_running_loop().call_soon(done.append, "program")
        await advance_sliced(clock, 1.0)
        await asyncio.sleep(0)
        return done

    assert asyncio.run(run()) == order

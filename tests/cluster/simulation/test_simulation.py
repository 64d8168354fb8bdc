"""A cluster under a user who does everything at once: what always holds, what holds in the end, and that it repeats."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.cluster import NodeSpec
from tests.cluster.simulation.acts import User
from tests.cluster.simulation.operating import Operator
from tests.cluster.simulation.watching import Watch, settled
from tests.cluster.worlds import World

MACHINES = (NodeSpec("controlplane", "control-plane", cpu="4"),
            *(NodeSpec(f"node0{number}", cpu="4") for number in (1, 2, 3)))  # fmt: skip
ACTS = 80
REST = 1800.0  # seconds in which everything comes to rest


def restless(
    seed: int, preset: str = "bare", acts: int = ACTS, *, who: type[User] = User
) -> tuple[World, User, Watch]:  # fmt: skip
    """A world after so many acts, watched all the time."""
    world = World(preset, nodes=MACHINES, seed=seed, settle=60)
    watch = Watch(world)
    user = who(world, seed, watch)
    for _ in range(acts):
        user.act()
        watch.check()
    return world, user, watch


def calm(world: World, user: User, watch: Watch) -> dict[str, Any]:
    """The world when all is well again."""
    user.undo()
    world.advance(REST)
    watch.check()
    return settled(world)


@pytest.mark.parametrize(("seed", "preset"), [(1, "bare"), (2, "bare"), (3, "bare"), (4, "lesson")])
def test_all_is_as_wanted_in_the_end(seed: int, preset: str) -> None:
    calm(*restless(seed, preset))


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_all_is_as_wanted_after_reboots_and_outages(seed: int) -> None:
    calm(*restless(seed, who=Operator))


@pytest.mark.parametrize(("who", "acts"), [(User, 40), (Operator, 80)])
def test_the_same_seed_gives_the_same_history(who: type[User], acts: int) -> None:
    first, second = restless(7, acts=acts, who=who)[2], restless(7, acts=acts, who=who)[2]
    assert first.writes > 500
    assert (first.writes, first.history.digest()) == (second.writes, second.history.digest())


def test_what_is_restored_comes_to_the_same_rest() -> None:
    world, user, watch = restless(5, acts=60)
    user.undo()
    again = world.restored()
    world.advance(REST)
    again.advance(REST)
    watch.check()
    assert settled(again) == settled(world)


def test_nothing_is_left_ticking() -> None:
    world, user, watch = restless(6, acts=60)
    calm(world, user, watch)
    quiet = World("bare", nodes=MACHINES, seed=6, settle=60)
    quiet.advance(world.clock.now - quiet.clock.now)
    for key in (("apps", "deployments"), ("apps", "statefulsets"), ("apps", "daemonsets"), ("batch", "jobs"),
                ("batch", "cronjobs")):  # fmt: skip
        for one in list(world.objects.list(key, "default")):
            world.objects.delete(key, "default", one["metadata"]["name"], propagation="Background")
    world.advance(2 * 3600)
    assert world.pods() == []
    assert world.cluster.settled()
    assert ticking(world) <= ticking(quiet) + 2


def ticking(world: World) -> int:
    """How many timers wait."""
    return sum(not timer.cancelled for _, _, timer in world.clock._due)

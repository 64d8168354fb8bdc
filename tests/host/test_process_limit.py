"""A machine has room for so many processes; a fork bomb is refused, and killed when it goes on."""

from __future__ import annotations

import pytest

from app.host.processes import PATIENCE, Processes
from app.sim.limits import LIMITS


def full() -> Processes:
    table = Processes(lambda: 0.0)
    for _ in range(LIMITS.processes):
        table.start((":",), background=True)
    return table


def test_a_full_table_refuses_as_fork_does() -> None:
    with pytest.raises(BlockingIOError) as refused:
        full().start(("sleep", "1"))
    assert refused.value.strerror == "Resource temporarily unavailable"


def test_who_is_refused_again_and_again_is_killed() -> None:
    table, killed = full(), []
    bomb = table.all()[0]
    bomb.signal = killed.append
    for _ in range(PATIENCE):
        with pytest.raises(BlockingIOError):
            table.start((":",))
    assert killed == [9]


def test_what_ended_makes_room_and_holds_nothing() -> None:
    table = full()
    gone = table.all()[0]
    gone.signal = lambda number: None
    table.end(gone)
    assert gone.signal is None
    assert table.start(("sleep", "1")).argv == ("sleep", "1")

"""What a program waits for, when it waits for several things at once."""

from __future__ import annotations

from app.host.activity import PIPE, Run, Running


def test_overlapping_waits_may_end_in_any_order() -> None:
    notes: list[str] = []
    command = Running()
    run = Run(lambda: notes.append(command.waits_for))
    run.enter(command)
    reading, writing = command.waiting("input"), command.waiting(PIPE)
    looking = command.waiting(PIPE)
    with looking:
        writing.__enter__()
    reading.__enter__()
    assert run.busy  # what it writes is still on its way
    writing.__exit__(None, None, None)
    assert not run.busy
    assert command.waits_for == "input"
    reading.__exit__(None, None, None)
    assert command.waits_for == "network"
    assert notes[-1] == "network"

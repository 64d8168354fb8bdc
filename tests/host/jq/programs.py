"""Runs jq programs without a machine around them."""

from __future__ import annotations

from app.host.jq.loading import Library, load
from app.host.jq.machine import Machine, UncaughtError, World
from app.host.jq.values import Value

WORLD = World(now=lambda: 1_700_000_000.0, environment={"PAGER": "less"}, search=("~/.jq",))
NOTHING = Library(load=lambda path: b"", exists=lambda path: False, search=(), home="/root", origin="/root")


def machine(program: str, value: Value = None) -> Machine:
    return load(program, {"ENV": dict(WORLD.environment)}, NOTHING).machine(WORLD, value)


def results(program: str, value: Value = None) -> list[Value]:
    """What it gives until it ends, or until an error."""
    running, found = machine(program, value), []
    try:
        while (what := running.run(100_000)) != "end":
            if what == "output":
                found.append(running.value)
            elif what == "input":
                running.raise_here("break")
    except UncaughtError:
        pass
    return found

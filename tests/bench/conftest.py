"""Every measurement adds a row to one table, which is printed at the end: `pytest tests/bench -m bench`.

Nothing here asserts a time: machines differ, and what else runs on them does too.
"""

from __future__ import annotations

import pytest
from measure import Row

ROWS = pytest.StashKey[list[tuple[str, str, str]]]()


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Row:
    """`table(what, target, measured)` adds a row."""
    rows = request.config.stash.setdefault(ROWS, [])
    return lambda what, target, measured: rows.append((what, target, measured))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(ROWS, [])
    if rows:
        terminalreporter.section("measured")
        for what, target, measured in [("", "target", "measured"), *rows]:
            terminalreporter.line(f"{what:<76} {target:>18}   {measured}")

"""Every look at a page waits: what it shows comes in its own time, also when something else has just come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PATIENCE = 30.0  # seconds; only a test that fails ever waits so long
_PAUSE = 20  # milliseconds between two looks
_UNDERWAY = "navigat"  # in what Playwright says of a page that was left during a look


def expect(what: Any) -> Any:
    """Playwright's assertions about a locator or a page, which wait until they hold."""
    sync_api = pytest.importorskip("playwright.sync_api")
    sync_api.expect.set_options(timeout=PATIENCE * 1000)
    return sync_api.expect(what)


def until(page: Any, holds: Callable[[], object]) -> bool:
    """Whether something has come true within our patience; `holds` looks at the page or at what is behind it."""
    for _ in range(int(PATIENCE * 1000 / _PAUSE)):
        if _look(holds):
            return True
        page.wait_for_timeout(_PAUSE)
    return False


def becomes(page: Any, read: Callable[[], object], wanted: object) -> None:
    """Wait until what is read is as wanted; a failure shows both."""
    if not until(page, lambda: read() == wanted):
        assert read() == wanted


def _look(holds: Callable[[], object]) -> object:
    """What a look gave; nothing when the page went away meanwhile, and another one comes."""
    from playwright.sync_api import Error  # noqa: PLC0415  (only where there is a browser)

    try:
        return holds()
    except Error as error:
        if _UNDERWAY not in error.message:
            raise
        return None

"""The Chromium of the browser tests: one for all tests of a folder that follow each other.

Starting it costs more than most tests. It ends with the folder's last, because Playwright keeps an event loop in the
thread in which other folders' tests want to start their own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_ending: list[Callable[[], None]] = []
_running: list[Any] = []


def running() -> Any:
    """A browser without a window; the test is skipped where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    if not _running:
        playwright = sync_api.sync_playwright().start()
        _ending.append(playwright.stop)
        _running.append(playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS))
        _ending.append(_running[0].close)
    return _running[0]


def end_with_folder(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """For a folder's `pytest_runtest_teardown`: end the browser behind the folder's last test."""
    if nextitem is not None and nextitem.path.parent == item.path.parent:
        return
    _running.clear()
    while _ending:
        _ending.pop()()

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from learner import Server
from typist import Typist

from tests import chromium


class Errors(logging.Handler):
    """What the product logs as an error, or asyncio on its behalf."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(logging.Formatter().format(record))


@pytest.fixture(autouse=True)
def no_errors() -> Iterator[list[str]]:
    """Nothing goes wrong unseen; a test that provokes an error clears the list."""
    handler = Errors()
    logging.getLogger().addHandler(handler)
    yield handler.texts
    logging.getLogger().removeHandler(handler)
    assert handler.texts == []


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not stop it; every test brings its own learners."""
    running = Server(tmp_path_factory.mktemp("shared") / "kubekata.sqlite3")
    yield running
    running.stop()


@pytest.fixture
def server(shared: Server) -> Iterator[Server]:
    yield shared
    for tab in shared.tabs:
        tab.hang_up()
        assert tab.problems == []
    shared.tabs.clear()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, to stop and start again."""
    running = Server(tmp_path / "kubekata.sqlite3")
    yield running
    running.stop()


VIEW = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "reduced_motion": "reduce"}


@pytest.fixture
def browser() -> Any:
    """A Chromium, where there is one."""
    return chromium.running()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    chromium.end_with_folder(item, nextitem)


@pytest.fixture
def typist(browser: Any, server: Server) -> Iterator[Typist]:
    """Somebody at the keyboard of a lesson's page."""
    context = browser.new_context(**VIEW)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = Typist(context.new_page()).open(server.url)
    yield found
    context.close()
    assert found.complaints == []

"""The web over a fake runtime, in memory and as a real server on a port of this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from browsing import Tab
from fake_lessons import CATALOGUE, CLASSIC, MODERN, REPLIES, WANTED
from fake_runtime import FakeRuntime
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from app.web import WebConfig, create_web
from tests import chromium as chromiums
from tests.in_order import InOrder
from tests.waiting import PATIENCE

STATIC = Path(__file__).parents[2] / "static"
LESSON = MODERN.id


@dataclass
class Web:
    app: Flask
    runtime: FakeRuntime

    def client(self, language: str = "en") -> FlaskClient:
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return client


@pytest.fixture
def web() -> Web:
    runtime = FakeRuntime([MODERN, CLASSIC], WANTED, REPLIES)
    app, _ = create_web(runtime, CATALOGUE, WebConfig(b"a secret of the tests", STATIC))
    app.testing = True
    return Web(app, runtime)


@dataclass
class Browser:
    """A tab without a page: opens a lab and keeps what it is told."""

    url: str
    token: str
    lab: str
    socket: InOrder = field(default_factory=InOrder)
    told: list[tuple[str, Any]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def connect(self) -> Browser:
        self.socket.on("*", self._keep)
        self.socket.connect(self.url, auth={"token": self.token}, transports=["websocket"], wait_timeout=PATIENCE)
        return self

    def ask(self, event: str, **payload: object) -> Any:
        return self.socket.call(event, payload, timeout=PATIENCE)

    def join(self, **seen: int) -> Any:
        answer = self.ask("lab.join", seen={name.removeprefix("t"): seq for name, seq in seen.items()})
        assert answer["ok"], answer
        return answer["reply"]

    def until(self, event: str, matches: Any = lambda payload: True) -> Any:
        """The first event of that name that matches, waiting for it."""

        def found() -> list[Any]:
            return [payload for name, payload in self.told if name == event and matches(payload)]

        with self.arrived:
            assert self.arrived.wait_for(found, timeout=PATIENCE), f"no {event} in {self.told}"
            return found()[0]

    def screen(self, terminal: str) -> str:
        return "".join(
            payload["data"] for name, payload in self.told if name == "output.added" and payload["terminal"] == terminal
        )

    def wait_for_text(self, terminal: str, text: str) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: text in self.screen(terminal), timeout=PATIENCE), self.screen(terminal)

    def _keep(self, event: str, payload: object = None) -> None:
        with self.arrived:
            self.told.append((event, payload))
            self.arrived.notify_all()


@dataclass
class Server:
    url: str
    runtime: FakeRuntime
    browsers: list[Browser] = field(default_factory=list)

    def open(self, session: requests.Session | None = None, lesson: str = LESSON) -> Browser:
        """A browser with a lab that is not connected yet."""
        answer = (
            (session or requests.Session())
            .post(f"{self.url}/api/labs", json={"lesson": lesson}, timeout=PATIENCE)
            .json()
        )
        browser = Browser(self.url, answer["token"], answer["lab"])
        self.browsers.append(browser)
        return browser

    def browser(self, session: requests.Session | None = None) -> Browser:
        return self.open(session).connect()


@pytest.fixture
def server(web: Web) -> Iterator[Server]:
    running = make_server("127.0.0.1", 0, web.app, threaded=True)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    found = Server(f"http://127.0.0.1:{running.server_port}", web.runtime)
    yield found
    for browser in found.browsers:
        browser.socket.disconnect()
    running.shutdown()
    thread.join(5)


@pytest.fixture
def chromium() -> Any:
    return chromiums.running()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    chromiums.end_with_folder(item, nextitem)


@pytest.fixture
def open_tab(chromium: Any, server: Server) -> Iterator[Callable[..., Tab]]:
    contexts: list[Any] = []
    tabs: list[Tab] = []

    def opened(*, context: Any = None, **settings: Any) -> Tab:
        if context is None:
            context = chromium.new_context(
                **{"viewport": {"width": 1280, "height": 800}, "locale": "en-US", **settings}
            )
            contexts.append(context)
        tabs.append(Tab(context.new_page(), server.url))
        return tabs[-1]

    yield opened
    for context in contexts:
        context.close()
    assert [complaint for tab in tabs for complaint in tab.complaints] == []


@pytest.fixture
def tab(open_tab: Callable[..., Tab]) -> Tab:
    return open_tab().open_lesson()

"""A lesson inside another site's page, in a real Chromium. Two names of this machine are two sites to a browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from browsing import LESSON, PROMPT, ROWS
from fake_lessons import CATALOGUE, CLASSIC, MODERN, REPLIES, WANTED
from fake_runtime import FakeRuntime
from flask import Flask
from werkzeug.serving import make_server

from app.web import WebConfig, create_web
from tests.waiting import expect
from tests.web.conftest import STATIC

pytestmark = pytest.mark.browser


@dataclass
class Docs:
    """Somebody's documentation at `url`, and our server at `kubekata`."""

    url: str
    kubekata: str


def _serve(app: Flask) -> tuple[Any, int]:
    running = make_server("127.0.0.1", 0, app, threaded=True)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return running, running.server_port


@pytest.fixture(params=["*"])
def docs(request: pytest.FixtureRequest) -> Iterator[Docs]:
    runtime = FakeRuntime([MODERN, CLASSIC], WANTED, REPLIES)
    embedders = (request.param,) if request.param else ()
    ours, port = _serve(create_web(runtime, CATALOGUE, WebConfig(b"secret", STATIC, embedders=embedders))[0])
    kubekata = f"http://localhost:{port}"
    page = Flask("docs")
    attributes = 'data-language="ja" data-height="700px"'

    @page.get("/")
    def body() -> str:
        return f"""<!doctype html><html lang="en"><title>Docs</title><h1>Docs</h1>
            <script>window.told = []; for (const type of ['ready', 'progress', 'finished', 'connection'])
              document.addEventListener('kubekata-' + type, (event) => told.push(event.detail));</script>
            <script src="{kubekata}/static/embed.js" async></script>
            <div id="lab" data-kubekata="{LESSON}" {attributes}><a href="{kubekata}/lessons/{LESSON}">Try it</a></div>
            <div style="height: 4000px"></div>
            <div id="later" data-kubekata="{LESSON}" data-start="click" data-label="Begin">Later</div>"""

    theirs, port = _serve(page)
    yield Docs(f"http://127.0.0.1:{port}", kubekata)
    ours.shutdown()
    theirs.shutdown()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    yield context.new_page()
    context.close()


def told(page: Any, kind: str) -> Any:
    """The first message of a kind, waiting for it."""
    return page.wait_for_function("kind => told.find((message) => message.type === kind)", arg=kind).json_value()


def _frame(page: Any, docs: Docs) -> Any:
    page.goto(docs.url)
    page.frame_locator("#lab iframe").locator("#terminal-1 .xterm-rows").wait_for()
    return next(frame for frame in page.frames if frame.url.startswith(f"{docs.kubekata}/embed/"))


def _until_prompt(frame: Any) -> None:
    frame.wait_for_function(f"([name, last]) => ({ROWS})(name).at(-1) === last", arg=["1", PROMPT])


def test_a_div_becomes_a_lab_without_any_cookie(page: Any, docs: Docs) -> None:
    frame = _frame(page, docs)
    assert told(page, "ready") == {"kubekata": 1, "type": "ready", "lesson": LESSON, "steps": 3}
    first = told(page, "progress")
    assert (first["number"], first["steps"], first["done"], first["checks"], first["passed"]) == (1, 3, 0, 2, 0)
    _until_prompt(frame)
    expect(frame.locator("html")).to_have_attribute("lang", "ja")
    assert page.context.cookies() == []
    frame.locator("#notice-text", has_text="Cookie").wait_for()
    for line in [line for lines in WANTED[LESSON].values() for line in lines][:2]:
        frame.locator("#terminal-1 textarea").focus()
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.wait_for_function("() => told.some((message) => message.passed === 2)")
    frame.locator("#next:enabled").click()
    page.wait_for_function("() => told.some((message) => message.number === 2 && message.done === 1)")
    frame.locator(
        "h1", has_text="アプリをデプロイ"
    ).wait_for()  # its texts came without a cookie, in the frame's language


def test_the_last_step_leads_to_the_finish_page_inside(page: Any, docs: Docs) -> None:
    frame = _frame(page, docs)
    told(page, "ready")
    for number, lines in enumerate(WANTED[LESSON].values(), 1):
        page.wait_for_function("number => told.some((message) => message.number === number)", arg=number)
        for line in lines:
            frame.locator("#terminal-1 textarea").focus()
            page.keyboard.type(line)
            page.keyboard.press("Enter")
            if line == "kubectl proxy":
                frame.locator("#terminal-1 .xterm-rows", has_text="Starting to serve").wait_for()
                page.keyboard.press("Control+c")
                frame.locator("#terminal-1 .xterm-rows", has_text="^C").wait_for()
        frame.locator("#next:enabled").click()
    assert told(page, "finished")["lesson"] == LESSON
    frame.wait_for_url("**/finished?language=ja&lab=*")
    frame.locator("h1", has_text="お疲れさまでした").wait_for()


def test_labs_begin_when_they_are_wanted(page: Any, docs: Docs) -> None:
    _frame(page, docs)
    expect(page.locator("#later iframe")).to_have_count(0)
    page.get_by_role("button", name="Begin").click()
    page.locator("#later iframe").wait_for()


def test_what_stands_in_the_div_stays_where_the_script_is_blocked(page: Any, docs: Docs) -> None:
    page.route("**/embed.js", lambda route: route.abort())
    page.goto(docs.url)
    expect(page.locator("#lab a")).to_have_text("Try it")


def test_a_frame_without_an_origin_says_that_it_cannot_work(page: Any, docs: Docs) -> None:
    page.goto(docs.url)
    page.evaluate(
        """(address) => {
          const frame = document.createElement('iframe');
          Object.assign(frame, { name: 'caged', sandbox: 'allow-scripts', src: address });
          document.body.prepend(frame);
        }""",
        f"{docs.kubekata}/embed/{LESSON}",
    )
    caged = page.frame_locator("iframe[name=caged]")
    caged.locator("#link-state[data-state=caged]", has_text="This page's frame lets nothing through.").wait_for()
    caged.get_by_role("link", name="Open it again").wait_for()


@pytest.mark.parametrize("docs", [""], indirect=True)
def test_sites_that_are_not_named_may_not_frame_it(page: Any, docs: Docs) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(docs.url)
    page.locator("#lab iframe").wait_for()
    page.wait_for_event("console", predicate=lambda message: "frame-ancestors" in message.text) if not any(
        "frame-ancestors" in text for text in refused
    ) else None


def test_the_headers_of_embedded_pages() -> None:
    runtime = FakeRuntime([MODERN, CLASSIC], WANTED, REPLIES)
    opened: Callable[..., Any] = create_web(
        runtime, CATALOGUE, WebConfig(b"s", STATIC, embedders=("https://docs.example",))
    )[0].test_client
    answer = opened().get(f"/embed/{LESSON}", base_url="https://kubekata.example")
    assert "frame-ancestors 'self' https://docs.example" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("kubekata_embedded=") and "SameSite=None" in cookie and "Partitioned" in cookie
    assert "Set-Cookie" not in opened().get(f"/embed/{LESSON}").headers  # plain HTTP: it would be refused
    script = opened().get("/static/embed.js")
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "frame-ancestors 'none'" in opened().get(f"/lessons/{LESSON}").headers["Content-Security-Policy"]

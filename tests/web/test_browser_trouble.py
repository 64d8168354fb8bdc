"""What can go wrong around a lab: each has a calm sentence and a way on. In a real Chromium."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import LESSON, PROMPT, Tab
from fake_lessons import REPLIES, WANTED
from fake_runtime import FakeRuntime
from flask import Response
from werkzeug.serving import make_server

from app.lessons.loader import load_catalogue
from app.lessons.model import Lesson
from app.web import WebConfig, create_web
from tests.waiting import expect
from tests.web.conftest import STATIC, Server, Web

pytestmark = pytest.mark.browser
DROP = """() => {
  const open = WebSocket.prototype.close;
  for (const socket of window.sockets) open.call(socket);
}"""
KEEP_SOCKETS = """window.sockets = [];
window.WebSocket = class extends WebSocket { constructor(...given) { super(...given); window.sockets.push(this); } };"""


def _notice(page: Any, text: str) -> None:
    page.locator("#notice-text", has_text=text).wait_for()


def test_a_lab_that_is_gone_is_opened_anew_and_it_is_said(open_tab: Callable[..., Tab], server: Server) -> None:
    tab = open_tab()
    tab.page.add_init_script(KEEP_SOCKETS)
    tab.open_lesson()
    tab.type("echo before", "Enter")
    tab.shows(f"{PROMPT} echo before", "before", PROMPT)
    server.runtime.labs.clear()  # as after a long time
    tab.page.evaluate(DROP)
    _notice(tab.page, "Your earlier lab was not there any more. This is a new one, from the beginning.")
    tab.shows(PROMPT)
    tab.type("echo after", "Enter")
    tab.shows(f"{PROMPT} echo after", "after", PROMPT)
    tab.page.get_by_role("button", name="All right").click()
    tab.page.locator("#notice").wait_for(state="hidden")


@pytest.mark.exhaustive
def test_a_lesson_that_is_gone_is_told_with_a_way_on(open_tab: Callable[..., Tab], server: Server) -> None:
    tab = open_tab()
    tab.page.add_init_script(KEEP_SOCKETS)
    with tab.page.expect_response("**/api/labs"):  # whether the cookie is kept
        tab.open_lesson()
    server.runtime.labs.clear()
    server.runtime.lessons.clear()
    tab.page.evaluate(DROP)
    tab.page.locator("#link-state[data-state=gone]", has_text="not here any more").wait_for()
    with tab.page.expect_navigation():
        tab.page.get_by_role("link", name="Open it again").click()
    tab.page.locator("#link-state[data-state=gone]").wait_for()
    tab.until(lambda: len(tab.complaints) == 2)
    tab.complaints.clear()  # the refused requests


def test_a_connection_that_is_cut_while_it_joins_comes_again(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    cut: list[str] = []

    def route(socket: Any) -> None:
        server = socket.connect_to_server()

        def send(message: str) -> None:
            if "lab.join" in message and not cut:
                cut.append(message)
                socket.close()
            else:
                server.send(message)

        socket.on_message(send)

    tab.page.route_web_socket(re.compile("/socket.io/"), route)
    tab.page.goto(f"{tab.url}/lessons/{LESSON}")
    tab.page.locator("#link-state[data-state=connected]").wait_for(state="attached")
    tab.becomes(lambda: len(cut), 1)
    tab.type("echo here", "Enter")
    tab.shows(f"{PROMPT} echo here", "here", PROMPT)


def test_a_second_window_is_told_of_the_first(open_tab: Callable[..., Tab]) -> None:
    first = open_tab().open_lesson()
    second = open_tab(context=first.page.context)
    second.open_lesson()
    for tab in (first, second):
        _notice(tab.page, "This lab is open in another window, too")
    second.type("echo both", "Enter")
    first.shows(f"{PROMPT} echo both", "both", PROMPT)
    second.page.close()
    first.page.locator("#notice").wait_for(state="hidden")


def _forget_cookies(web: Web) -> None:
    """As a browser does that keeps none."""

    def forget(response: Response) -> Response:
        response.headers.remove("Set-Cookie")
        return response

    web.app.after_request_funcs[None].insert(0, forget)  # the first is run last


def test_without_storage_everything_works_while_the_page_is_open(
    open_tab: Callable[..., Tab], web: Web, server: Server
) -> None:
    _forget_cookies(web)
    tab = open_tab()
    page = tab.page
    page.add_init_script(
        """for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
          Object.defineProperty(window, name, { get() { throw new DOMException('off', 'SecurityError'); } });
        Object.defineProperty(Document.prototype, 'cookie', { get() { return ''; }, set() {} });"""
    )

    tab.open_lesson()
    _notice(page, "Your browser keeps no cookies here, so this lab lasts as long as the page stays open.")
    for lines in WANTED[LESSON].values():
        for line in lines:
            tab.type(line, "Enter")
            if line == "kubectl proxy":
                tab.type("", "Control+c")
        page.locator("#next:enabled").click()
        tab.until(lambda: page.locator("#next:enabled").count() == 0 or "/finished" in page.url)
    page.wait_for_url("**/finished?lab=*")
    page.locator("h1", has_text="Well done").wait_for()
    assert len(server.runtime.labs) == 1  # one learner, all along
    assert page.context.cookies() == []


def test_a_page_brings_its_lab_and_asks_for_no_second_one(
    open_tab: Callable[..., Tab], web: Web, server: Server
) -> None:
    _forget_cookies(web)
    tab = open_tab()
    with tab.page.expect_response("**/api/labs"):  # whether the cookie is kept: in the lab's own name
        tab.open_lesson()
    _notice(tab.page, "Your browser keeps no cookies here, so this lab lasts as long as the page stays open.")
    assert len(server.runtime.labs) == 1


@pytest.mark.exhaustive
def test_a_page_that_comes_without_its_lab_asks_for_it(open_tab: Callable[..., Tab], server: Server) -> None:
    tab = open_tab(extra_http_headers={"Purpose": "prefetch"})
    tab.open_lesson()
    tab.type("echo here", "Enter")
    tab.shows(f"{PROMPT} echo here", "here", PROMPT)
    assert len(server.runtime.labs) == 1


HOSTILE = """# Hello

<script>window.pwned = 'script'</script>
<img src=x onerror="window.pwned = 'image'">
<svg><animate onbegin="window.pwned = 'svg'" attributeName=x dur=1s></svg>
<iframe srcdoc="<script>parent.pwned = 'frame'</script>"></iframe>
<a id="bad" href="javascript:window.pwned = 'link'">press</a> [press](javascript:window.pwned='markdown')
<style>body { display: none }</style><form action="https://evil.example"><button id="next">x</button></form>
<div style="position: fixed; inset: 0">over all</div>

```sh run
echo "</code><script>window.pwned = 'block'</script>"
```
"""


def test_hostile_markdown_stays_text(chromium: Any, tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).with_name("lessons"), tmp_path / "lessons")
    step = tmp_path / "lessons" / "kubernetes-basics" / "02-deploy-an-app" / "look-around.en.md"
    assert step.is_file()
    step.write_text(HOSTILE, encoding="utf-8")
    catalogue = load_catalogue([tmp_path / "lessons"])
    lessons = [lesson for lesson in catalogue.lessons() if isinstance(lesson, Lesson)]
    runtime = FakeRuntime(lessons, WANTED, REPLIES)
    running = make_server("127.0.0.1", 0, create_web(runtime, catalogue, WebConfig(b"s", STATIC))[0], threaded=True)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    context = chromium.new_context(locale="en-US")
    tab = Tab(context.new_page(), f"http://127.0.0.1:{running.server_port}")
    tab.open_lesson()
    page = tab.page
    expect(page.locator("#step-html :is(script, iframe, style, form, svg, [onerror], [style])")).to_have_count(0)
    for link in page.locator("#step-html a").all():
        expect(link).not_to_have_attribute("href", re.compile("^javascript", re.IGNORECASE))
    expect(page.locator("#next")).to_have_count(1)
    expect(page.locator("body")).to_be_visible()
    tab.becomes(lambda: page.evaluate("window.pwned"), None)
    page.locator("figure .run").first.click()
    tab.until(lambda: any("</script>" in line for line in tab.screen()))
    tab.becomes(lambda: page.evaluate("window.pwned"), None)
    context.close()
    running.shutdown()


def test_a_program_may_show_links_but_neither_rename_the_page_nor_touch_the_clipboard(
    open_tab: Callable[..., Tab], server: Server
) -> None:
    tab = open_tab(permissions=["clipboard-read", "clipboard-write"])
    tab.open_lesson()
    page, address = tab.page, f"{server.url}/healthz"
    title = page.title()
    page.evaluate("navigator.clipboard.writeText('mine')")
    output = f"\x1b]0;theirs\x07\x1b]52;c;dGhlaXJz\x07\x1b]8;;{address}\x1b\\elsewhere\x1b]8;;\x1b\\ <b>bold</b>"
    server.runtime.replies = {**server.runtime.replies, "show": f"{output}\n"}
    tab.type("show", "Enter")
    tab.shows(f"{PROMPT} show", "elsewhere <b>bold</b>", PROMPT)
    tab.becomes(lambda: (page.title(), page.evaluate("navigator.clipboard.readText()")), (title, "mine"))
    page.locator(".xterm-rows span", has_text="elsewhere").hover(force=True)  # the emulator looks where the pointer is
    page.locator(f"#terminal-1[title='{address}']").wait_for()
    with page.expect_popup() as opened:
        page.locator(".xterm-rows span", has_text="elsewhere").click(force=True)
    expect(opened.value).to_have_url(address)

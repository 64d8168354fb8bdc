"""The terminal before its emulator is loaded, in a real Chromium: it can be read, and what is typed is not lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browsing import LESSON, PROMPT, Tab

from tests.waiting import expect

pytestmark = pytest.mark.browser
FIELD = "#first-screen textarea"


class Held:
    """Requests of a page that are kept until they are let go."""

    def __init__(self, tab: Tab, *patterns: str) -> None:
        self.tab = tab
        self.routes: list[Any] = []
        for pattern in patterns:
            tab.page.route(pattern, self._keep)

    def _keep(self, route: Any) -> None:
        self.routes.append(route)

    def let_go(self) -> None:
        self.tab.until(lambda: self.routes)
        for route in self.routes:
            route.continue_()
        self.tab.page.unroute_all()


@pytest.mark.parametrize("script", ["emulator", "lesson"])
def test_what_is_typed_before_the_scripts_are_there_is_run(open_tab: Callable[..., Tab], script: str) -> None:
    tab = open_tab()
    held = Held(tab, f"**/js/{script}.js")
    tab.page.goto(f"{tab.url}/lessons/{LESSON}", wait_until="commit")
    tab.page.locator(".first-line", has_text=PROMPT).wait_for()
    tab.page.locator(FIELD).focus()
    tab.page.keyboard.type("echo one\necho tw")
    held.let_go()
    tab.shows(f"{PROMPT} echo one", "one", f"{PROMPT} echo tw")
    expect(tab.page.locator(FIELD)).to_have_count(0)
    tab.page.keyboard.type("o")  # the focus went along
    tab.page.keyboard.press("Enter")
    tab.shows(f"{PROMPT} echo one", "one", f"{PROMPT} echo two", "two", PROMPT)


def test_lines_wait_for_the_connection_and_ctrl_c_takes_them_back(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.page.add_init_script(
        """const late = [];
        let connected = false;
        const hold = (act) => (event) => (connected ? act(event) : late.push(() => act(event)));
        window.connect = () => { connected = true; for (const act of late) act(); };
        window.WebSocket = class extends WebSocket {
          set onopen(act) { super.onopen = hold(act); }
          set onmessage(act) { super.onmessage = hold(act); }
        };"""
    )
    tab.page.goto(f"{tab.url}/lessons/{LESSON}", wait_until="commit")
    tab.until(lambda: tab.screen() == [PROMPT])
    tab.type("echo no", "Enter")
    tab.page.keyboard.type("echo neither")
    tab.page.keyboard.press("Control+c")
    tab.page.keyboard.type("echo yes")
    tab.page.keyboard.press("Enter")
    tab.shows(f"{PROMPT} echo yes")
    tab.page.evaluate("window.connect()")
    tab.shows(f"{PROMPT} echo yes", "yes", PROMPT)


def test_a_learner_who_comes_back_reads_what_was_there(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab().open_lesson()
    tab.type("echo before", "Enter")
    tab.shows(f"{PROMPT} echo before", "before", PROMPT)
    held = Held(tab, "**/js/emulator.js")
    tab.page.reload(wait_until="commit")
    screen = tab.page.locator("#first-screen")
    screen.wait_for()
    tab.becomes(lambda: screen.inner_text().split("\n")[:2], [f"{PROMPT} echo before", "before"])
    held.let_go()
    tab.shows(f"{PROMPT} echo before", "before", PROMPT)

"""The lab's clock on the page, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browsing import Tab

from tests.waiting import expect
from tests.web.conftest import Server

pytestmark = pytest.mark.browser


def inside(box: Any, width: int) -> bool:
    return bool(box["x"] >= 0 and box["x"] + box["width"] <= width)


@pytest.mark.parametrize(
    "width", [1280, pytest.param(360, marks=pytest.mark.exhaustive)], ids=lambda width: f"{width}px"
)
def test_time_is_paused_sped_up_and_skipped(open_tab: Callable[..., Tab], server: Server, width: int) -> None:
    tab = open_tab(viewport={"width": width, "height": 700}).open_lesson()
    page, lab = tab.page, next(iter(server.runtime.labs.values()))
    page.locator("#clock-menu summary").click()
    panel = page.locator("#clock-menu .menu-panel")
    panel.wait_for()
    tab.until(lambda: inside(panel.bounding_box(), width))
    page.get_by_role("button", name="Let the lab's time stand still").click()
    page.locator("#clock-paused", has_text="Paused").wait_for()
    tab.becomes(lambda: lab.speed, 0)
    stands = page.locator(".menu-panel .clock").text_content()
    page.get_by_role("button", name="+ 1 minute").click()
    tab.until(lambda: page.locator(".menu-panel .clock").text_content() != stands)
    expect(page.locator("#clock-paused")).to_be_visible()  # and still it does not go by itself
    page.get_by_role("button", name="5 times as fast as your clock").click()
    tab.until(lambda: lab.speed == 5)
    page.locator("#clock-paused").wait_for(state="hidden")
    pressed = page.locator("#paces [aria-pressed=true]")
    expect(pressed).to_have_text("5×")
    page.get_by_role("button", name="Until all is settled").click()
    tab.until(lambda: lab.now > 1_767_225_600.0 + 300)

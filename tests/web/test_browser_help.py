"""Help with tasks in a real Chromium: hints one by one, why it is not done yet, a step that has failed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import Tab

from tests.waiting import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(open_tab: Callable[..., Tab]) -> Tab:
    return open_tab().open_lesson()


def hinted(tab: Tab, *hints: str) -> None:
    shown = tab.page.locator("#checks .check").nth(1).locator(".hints p:visible")
    expect(shown).to_have_text(list(hints), use_inner_text=True)


def test_hints_unfold_one_by_one_and_stay_open(tab: Tab) -> None:
    page = tab.page
    button = page.locator("#checks .check").nth(1).locator(".next-hint")
    expect(button).to_have_text("Hint (1 of 3)", use_inner_text=True)
    hinted(tab)
    button.click()
    expect(button).to_have_text("Next hint (2 of 3)", use_inner_text=True)
    hinted(tab, "The resource is called nodes.")
    button.focus()
    page.keyboard.press("Enter")
    page.reload()
    hinted(tab, "The resource is called nodes.", "kubectl get lists them.")
    expect(button).to_have_text("Next hint (3 of 3)", use_inner_text=True)
    button.click()
    hinted(tab, "The resource is called nodes.", "kubectl get lists them.", "kubectl get nodes")
    expect(button).to_be_hidden()
    expect(page.locator(":focus")).to_have_text("kubectl get nodes")


def test_why_not_yet_is_told_to_who_asks(tab: Tab) -> None:
    page = tab.page
    check = page.locator("#checks .check").first
    ask, why = check.locator(".ask-why"), check.locator(".check-why")
    tab.until(ask.is_visible)
    expect(why).to_be_hidden()
    ask.focus()
    page.keyboard.press("Enter")
    expect(why).to_have_text("Nothing was run yet.", use_inner_text=True)
    expect(page.locator("#announce")).to_have_text("Nothing was run yet.")
    expect(ask).to_have_attribute("aria-expanded", "true")
    ask.click()
    expect(why).to_be_hidden()
    ask.click()
    tab.type("kubectl version", "Enter")
    tab.until(lambda: check.get_attribute("data-passed") == "true")
    expect(why).to_be_hidden()
    expect(ask).to_be_hidden()


def test_a_step_that_has_failed_says_so(tab: Tab) -> None:
    page = tab.page
    for line in ("kubectl version", "kubectl get nodes"):
        tab.type(line, "Enter")
    tab.until(page.locator("#next").is_enabled)
    tab.type("rm file", "Enter")
    tab.until(page.locator("#failed").is_visible)
    expect(page.locator("#failed-why")).to_have_text("It is gone.", use_inner_text=True)
    expect(page.locator("#foot-state")).to_have_text("This step has failed", use_inner_text=True)
    expect(page.locator("#next")).to_be_disabled()
    tab.until(lambda: page.locator("#announce").text_content() == "This step has failed: It is gone.")

"""Help with tasks in a real Chromium: hints one by one, why it is not done yet, a step that has failed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import Tab

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(open_tab: Callable[..., Tab]) -> Tab:
    return open_tab().open_lesson()


def hints(tab: Tab) -> list[str]:
    return [hint.inner_text() for hint in tab.page.locator("#checks .check").nth(1).locator(".hints p:visible").all()]


def test_hints_unfold_one_by_one_and_stay_open(tab: Tab) -> None:
    page = tab.page
    button = page.locator("#checks .check").nth(1).locator(".next-hint")
    assert (hints(tab), button.inner_text().strip()) == ([], "Hint (1 of 3)")
    button.click()
    assert (hints(tab), button.inner_text().strip()) == (["The resource is called nodes."], "Next hint (2 of 3)")
    button.focus()
    page.keyboard.press("Enter")
    page.reload()
    tab.until(lambda: len(hints(tab)) == 2)
    assert button.inner_text().strip() == "Next hint (3 of 3)"
    button.click()
    assert hints(tab) == ["The resource is called nodes.", "kubectl get lists them.", "kubectl get nodes"]
    assert not button.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "kubectl get nodes"


def test_why_not_yet_is_told_to_who_asks(tab: Tab) -> None:
    page = tab.page
    check = page.locator("#checks .check").first
    ask, why = check.locator(".ask-why"), check.locator(".check-why")
    tab.until(ask.is_visible)
    assert not why.is_visible()
    ask.focus()
    page.keyboard.press("Enter")
    assert why.inner_text() == "Nothing was run yet."
    assert page.locator("#announce").text_content() == "Nothing was run yet."
    assert ask.get_attribute("aria-expanded") == "true"
    ask.click()
    assert not why.is_visible()
    ask.click()
    tab.type("kubectl version", "Enter")
    tab.until(lambda: check.get_attribute("data-passed") == "true")
    assert not why.is_visible() and not ask.is_visible()


def test_a_step_that_has_failed_says_so(tab: Tab) -> None:
    page = tab.page
    for line in ("kubectl version", "kubectl get nodes"):
        tab.type(line, "Enter")
    tab.until(page.locator("#next").is_enabled)
    tab.type("rm file", "Enter")
    tab.until(page.locator("#failed").is_visible)
    assert page.locator("#failed-why").inner_text() == "It is gone."
    assert page.locator("#foot-state").inner_text() == "This step has failed"
    assert page.locator("#next").is_disabled()
    tab.until(lambda: page.locator("#announce").text_content() == "This step has failed: It is gone.")

"""What lessons are made of, in a real Chromium: questions, variables, files, pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import PROMPT, Tab
from fake_lessons import CLASSIC

from tests.waiting import expect
from tests.web.conftest import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(open_tab: Callable[..., Tab]) -> Tab:
    return open_tab().open_lesson(CLASSIC.id)


def test_variables_stand_in_texts_and_commands(tab: Tab) -> None:
    page = tab.page
    tab.until(lambda: page.locator("#step-html > p .lab-value").first.text_content() == "172.30.1.2")
    expect(page.locator("#step-html > p .lab-value").nth(1)).to_have_text("‹pod›")
    page.locator(".run-block .run").nth(2).click()
    tab.shows(f"{PROMPT} echo 172.30.1.2 to 172.30.1.2", "172.30.1.2 to 172.30.1.2", PROMPT)
    page.locator(".run-block .run").nth(3).click()
    tab.until(lambda: page.locator("#toast").text_content() == "The lab has nothing to put in there yet.")
    tab.becomes(tab.last, PROMPT)


def test_two_clicks_wait_for_each_other(tab: Tab) -> None:
    page, line = tab.page, "echo 172.30.1.2 to 172.30.1.2"
    tab.until(lambda: page.locator("#step-html > p .lab-value").first.text_content() == "172.30.1.2")
    for _ in range(2):
        page.locator(".run-block .run").nth(2).click()
    tab.shows(f"{PROMPT} {line}", line[5:], f"{PROMPT} {line}", line[5:], PROMPT)


EDITED = "() => window.ace?.edit('editor').getValue()"


def test_a_click_writes_a_file_and_shows_it(tab: Tab, server: Server) -> None:
    page, texts = tab.page, server.runtime.files.texts
    tab.until(lambda: page.locator("#step-html > p .lab-value").first.text_content() == "172.30.1.2")
    page.get_by_role("button", name="Write /root/a.yaml").click()
    tab.until(lambda: texts.get("/root/a.yaml") == "mine: 172.30.1.2\n")
    tab.until(lambda: page.evaluate(EDITED) == "mine: 172.30.1.2\n")
    tab.until(lambda: page.locator("#files [role=tab]").all_text_contents() == ["a.yaml"])  # the answer marks it saved


def test_a_file_is_opened_by_a_click_or_a_key(tab: Tab) -> None:
    code = tab.page.locator("code.open-file").first
    expect(code).to_have_attribute("role", "button")
    expect(code).to_have_attribute("title", "Open /root/a b.yaml in an editor")
    code.focus()
    tab.page.keyboard.press("Enter")
    tab.until(lambda: tab.page.evaluate(EDITED) == "a: 1\n")
    tab.shows(PROMPT)


def test_texts_are_put_into_a_file_where_they_belong(tab: Tab, server: Server) -> None:
    page, texts = tab.page, server.runtime.files.texts
    tab.until(lambda: page.locator("#step-html > p .lab-value").first.text_content() == "172.30.1.2")
    changes = page.get_by_role("button", name="Change /root/web.yaml")
    for number, wanted in enumerate(
        (
            "kind: Deployment\nlast: 172.30.1.2\n",
            "# first\nkind: Deployment\nlast: 172.30.1.2\n",
            "# first\nkind: DaemonSet\nlast: 172.30.1.2\n",
        )
    ):
        changes.nth(number).click()
        tab.until(lambda wanted=wanted: texts["/root/web.yaml"] == wanted)
    tab.until(lambda: page.evaluate(EDITED) == texts["/root/web.yaml"])
    changes.nth(2).click()
    tab.until(lambda: page.locator("#toast").text_content() == "The place for this text is not in the file: Deployment")


def test_a_file_that_is_not_there_yet_is_created_when_asked_for(tab: Tab, server: Server) -> None:
    page = tab.page
    page.locator("code.open-file").nth(1).click()
    question = page.locator(".files-question")
    question.wait_for()
    expect(question.locator("p")).to_have_text("new.txt is not there yet.")
    question.get_by_role("button", name="Create it").click()
    tab.until(lambda: server.runtime.files.texts.get("new.txt") == "")
    expect(page.locator("#files [role=tab]")).to_have_text("new.txt")


def test_a_question_is_answered_with_keys(tab: Tab) -> None:
    page = tab.page
    question = page.locator("#checks li").nth(1)
    expect(page.get_by_role("group", name="Which of them is the server?")).to_have_count(1)
    tab.until(question.locator("input").first.is_enabled)
    question.locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    tab.until(lambda: question.get_attribute("data-wrong") == "true")
    expect(question.locator(".check-why")).to_have_text("Nothing was run yet.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab.until(lambda: question.get_attribute("data-passed") == "true")
    expect(question.locator("input").first).to_be_disabled()
    page.reload()
    tab.until(lambda: question.get_attribute("data-passed") == "true")
    expect(question.locator("input").nth(0)).not_to_be_checked()
    expect(question.locator("input").nth(1)).to_be_checked()


def test_pictures_are_shown(tab: Tab) -> None:
    width = "() => document.querySelector('#step-html img').naturalWidth"
    tab.until(lambda: tab.page.evaluate(width) > 0)


def test_a_solution_is_played_and_shown(tab: Tab) -> None:
    page = tab.page
    tab.until(page.locator("#play").is_enabled)
    page.locator("#play").click()
    tab.until(page.locator("#next").is_enabled)
    expect(page.locator("#work")).to_be_hidden()
    tab.until(lambda: page.locator("#solution .run-block").count() == 1)
    expect(page.locator("#play")).to_be_hidden()

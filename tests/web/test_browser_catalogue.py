"""The catalogue and the finish page in a real Chromium."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import LESSON, Tab
from fake_lessons import CLASSIC, MODERN, WANTED

from tests.waiting import expect
from tests.web.conftest import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def catalogue(open_tab: Callable[..., Tab], server: Server) -> Any:
    tab = open_tab()
    tab.page.goto(server.url)
    tab.page.locator("#finder").wait_for()
    return tab.page


def shows(page: Any, *titles: str) -> None:
    expect(page.locator(".lesson:visible h3")).to_have_text(list(titles))


def test_lessons_are_found_while_one_types(catalogue: Any) -> None:
    lessons = catalogue.locator(".lesson:visible h3")
    expect(lessons).to_have_count(3)
    everything = lessons.all_text_contents()
    catalogue.keyboard.press("/")
    expect(catalogue.locator("#search")).to_be_focused()
    catalogue.keyboard.type("PROXY")  # a step of one of them
    shows(catalogue, MODERN.title.text("en"))
    expect(catalogue.locator("#found")).to_have_text("One lesson found")
    catalogue.keyboard.type("zzz")
    shows(catalogue)
    expect(catalogue.locator("#found")).to_contain_text("Nothing found")
    expect(catalogue.locator(".course:visible")).to_have_count(0)
    catalogue.keyboard.press("Escape")
    shows(catalogue, *everything)
    expect(catalogue.locator("#found")).to_have_text("")
    catalogue.keyboard.type("クラスター")  # in any language
    expect(lessons.filter(has_text=MODERN.title.text("en")).first).to_be_visible()


def test_a_level_narrows_the_list(catalogue: Any) -> None:
    catalogue.get_by_role("radio", name="Intermediate").check(force=True)
    shows(catalogue, CLASSIC.title.text("en"))
    catalogue.get_by_role("radio", name="All").check(force=True)
    expect(catalogue.locator(".lesson:visible h3")).to_have_count(3)


def test_keys_are_enough(catalogue: Any) -> None:
    catalogue.keyboard.press("/")
    catalogue.keyboard.press("ArrowDown")
    catalogue.keyboard.press("ArrowDown")
    expect(catalogue.locator(":focus")).to_have_text(CLASSIC.title.text("en"))
    for _ in range(2):
        catalogue.keyboard.press("ArrowUp")
    expect(catalogue.locator("#search")).to_be_focused()
    catalogue.keyboard.type("proxy")
    catalogue.keyboard.press("Enter")
    catalogue.wait_for_url(f"**/lessons/{LESSON}")


def test_tab_goes_from_top_to_bottom_and_is_seen(catalogue: Any) -> None:
    where = """() => {
      const at = document.activeElement;
      const box = (at.closest('label, .lesson') ?? at).getBoundingClientRect();
      const ring = [at, at.nextElementSibling, at.closest('.lesson')].some((one) => (
        one && getComputedStyle(one).outlineStyle !== 'none'));
      return [at === document.body ? '' : at.tagName, Math.round(box.top + scrollY), ring || at.className === 'skip'];
    }"""
    tops, unseen = [], []
    while True:
        catalogue.keyboard.press("Tab")
        tag, top, ring = catalogue.evaluate(where)
        if not tag or len(tops) > 40:
            break
        tops.append(top)
        if not ring:
            unseen.append(tag)
    assert unseen == []
    rows = [top - top % 60 for top in tops[1:]]  # what stands in one line is one row
    assert rows == sorted(rows)


def _finish(open_tab: Callable[..., Tab], server: Server, **settings: Any) -> Any:
    tab = open_tab(**settings).open_lesson()
    lab = next(iter(server.runtime.labs))
    for step, lines in WANTED[LESSON].items():
        for line in lines:
            server.runtime.line(lab, "2" if line == "kubectl proxy" else "1", line)
        server.runtime.next_step(lab, step)
    tab.page.goto(f"{server.url}/lessons/{LESSON}/finished")
    return tab.page


def _save(page: Any, form: str, folder: Path) -> Path:
    with page.expect_download() as saved:
        page.locator(f"[data-save={form}]").click()
    target = folder / saved.value.suggested_filename
    saved.value.save_as(target)
    return target


def test_a_certificate_is_saved_with_the_name_that_was_typed(
    open_tab: Callable[..., Tab], server: Server, tmp_path: Path
) -> None:
    page = _finish(open_tab, server)
    page.locator("#name").fill("Ada <b>Lovelace</b> & Co")
    saved = _save(page, "svg", tmp_path)
    assert saved.name == "deploy-an-app.svg"
    texts = [element.text for element in ET.parse(saved).iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:2] == ["CERTIFICATE OF COMPLETION", "This is to say that"]
    assert texts[2] == "Ada <b>Lovelace</b> & Co" and MODERN.title.text("en") in texts
    picture = _save(page, "png", tmp_path).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)] == [1600, 1130]
    page.reload()
    expect(page.locator("#name")).to_have_value("Ada <b>Lovelace</b> & Co")


def test_a_saved_certificate_says_where_it_can_be_checked(
    open_tab: Callable[..., Tab], server: Server, tmp_path: Path
) -> None:
    page = _finish(open_tab, server)
    page.locator("[data-save=svg]").click()
    page.locator("#certificate-said", has_text="Type your name first.").wait_for()
    page.locator("#name").fill("Ada Lovelace")
    saved = _save(page, "svg", tmp_path)
    address = [element.text for element in ET.parse(saved).iter("{http://www.w3.org/2000/svg}text")][-1]
    assert address is not None and address.startswith(f"{server.url}/certificates/")
    page.goto(address)
    page.locator(".signed", has_text="Ada Lovelace").wait_for()


def test_what_to_tell_others_is_copied(open_tab: Callable[..., Tab], server: Server) -> None:
    page = _finish(open_tab, server, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#copy-share").click()
    page.locator("#share-said", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"I have just finished “{MODERN.title.text('en')}”")
    assert copied.endswith(f"{server.url}/lessons/{LESSON}")

"""What one may do with a terminal in a real browser: search, letters, names, clear, copy; and quick fingers."""

from __future__ import annotations

import pytest
from typist import PROMPT, Typist

from tests.waiting import expect

pytestmark = pytest.mark.browser

LABELS = "() => [...document.querySelectorAll('#tabs [role=tab]')].map((tab) => tab.firstChild.textContent)"


def _labels(typist: Typist, *names: str) -> None:
    typist.page.wait_for_function(f"names => JSON.stringify(({LABELS})()) === JSON.stringify(names)", arg=list(names))


def _counts(typist: Typist, text: str) -> None:
    typist.page.wait_for_function("text => document.getElementById('search-count').textContent === text", arg=text)


@pytest.mark.exhaustive
def test_ten_thousand_lines_are_there_to_scroll_back_to(typist: Typist) -> None:
    typist.type("seq 1 9990", "Enter")
    typist.ends("9990", PROMPT)
    typist.press("Control+Shift+f")
    typist.page.locator("#search-regexp").click()
    typist.page.locator("#search-text").fill("^1$")
    _counts(typist, "1 of 1")
    typist.page.wait_for_function(
        """() => [...document.querySelectorAll('#terminal-1 .xterm-rows > div')]
            .some((row) => row.textContent.trim() === '1')"""
    )
    typist.press("Escape")
    typist.type("echo back", "Enter")  # the focus is at the prompt again, and so is the view
    typist.ends("back", PROMPT)


def test_matches_are_counted_and_walked_with_keys(typist: Typist) -> None:
    typist.type("printf 'apple\\npear\\nApple\\n'", "Enter")
    typist.ends("Apple", PROMPT)
    typist.page.locator("[data-window=find]").click()
    typist.type("apple")
    typist.page.wait_for_function("() => / of 4$/.test(document.getElementById('search-count').textContent)")
    typist.page.locator("#search-case").click()
    typist.page.wait_for_function("() => / of 2$/.test(document.getElementById('search-count').textContent)")
    before = typist.page.locator("#search-count").text_content()
    typist.page.locator("#search-text").focus()
    typist.press("Enter")
    typist.page.wait_for_function(
        "before => document.getElementById('search-count').textContent !== before", arg=before
    )
    typist.page.locator("#search-text").fill("cherry")
    _counts(typist, "not found")
    typist.press("Escape")
    expect(typist.page.locator("#search")).to_be_hidden()


@pytest.mark.exhaustive
def test_letters_grow_and_shrink_and_stay_so(typist: Typist) -> None:
    rows = typist.page.locator("#terminal-1 .xterm-rows")
    expect(rows).to_have_css("font-size", "14px")
    typist.press("Control+=", "Control+=", "Control+-")
    expect(rows).to_have_css("font-size", "15px")
    typist.page.reload()
    typist.ends(PROMPT)
    expect(rows).to_have_css("font-size", "15px")
    expect(typist.page.locator("#font-size")).to_have_text("15")
    typist.page.locator("#terminal-menu > summary").click()
    typist.page.get_by_role("button", name="Larger letters").click()
    expect(rows).to_have_css("font-size", "16px")
    typist.page.locator("#terminal-1 textarea").focus()
    typist.press("Control+0")
    expect(rows).to_have_css("font-size", "14px")


def test_a_terminal_is_renamed_and_keeps_its_name(typist: Typist) -> None:
    typist.page.locator("#tab-1").dblclick()
    typist.type("server", "Enter")
    _labels(typist, "server", "Terminal 2")
    typist.press("F2")
    typist.type("never", "Escape")
    _labels(typist, "server", "Terminal 2")
    typist.page.reload()
    typist.ends(PROMPT)
    _labels(typist, "server", "Terminal 2")
    typist.page.locator("#terminal-menu > summary").click()
    typist.page.locator("[data-window=rename]").click()
    typist.press("Control+a", "Delete", "Enter")
    _labels(typist, "Terminal 1", "Terminal 2")


def test_clear_leaves_the_prompt_and_what_is_typed_at_it(typist: Typist) -> None:
    typist.type("seq 1 200", "Enter")
    typist.ends("200", PROMPT)
    typist.type("echo half")
    typist.page.locator("#terminal-menu > summary").click()
    typist.page.locator("[data-window=clear]").click()
    typist.rows(f"{PROMPT} echo half")
    typist.press("Enter")
    typist.rows(f"{PROMPT} echo half", "half", PROMPT)


def test_what_is_selected_is_copied_and_pasted(typist: Typist) -> None:
    typist.type("echo word", "Enter")
    typist.ends("word", PROMPT)
    box = typist.page.locator("#terminal-1 .xterm-rows > div", has_text="word").nth(1).bounding_box()
    typist.page.mouse.dblclick(box["x"] + 10, box["y"] + 5)
    typist.press("Control+Shift+c")
    typist.page.wait_for_function("async () => (await navigator.clipboard.readText()) === 'word'")
    typist.type("echo ")
    typist.press("Control+Shift+v")
    typist.ends(f"{PROMPT} echo word")


@pytest.mark.exhaustive
def test_a_search_begun_right_after_ctrl_c_is_the_prompts(typist: Typist) -> None:
    typist.type("echo found", "Enter")
    typist.ends("found", PROMPT)
    typist.type("sleep 1000", "Enter")
    typist.busy()
    typist.press("Control+c", "Control+r")  # at once: the prompt is not back yet
    typist.type("fou")
    typist.ends("(reverse-i-search)`fou': echo found")
    typist.press("Enter")
    typist.ends(f"{PROMPT} sleep 1000", "^C", f"{PROMPT} echo found", "found", PROMPT)


def test_a_tab_pressed_before_the_prompt_is_known_completes(typist: Typist) -> None:
    typist.type("touch a-long-name", "Enter")
    typist.ends(f"{PROMPT} touch a-long-name", PROMPT)
    typist.type("sleep 1000", "Enter")
    typist.busy()
    typist.press("Control+c")
    typist.type("ls a-l")
    typist.press("Tab")
    typist.ends(f"{PROMPT} ls a-long-name")
    typist.press("Enter")
    typist.ends("a-long-name", PROMPT)


@pytest.mark.exhaustive
def test_a_tab_is_a_character_of_a_programs_line(typist: Typist) -> None:
    typist.type("cat | od -c | head -1", "Enter")
    typist.busy()
    typist.type("a", "Tab")
    typist.type("b", "Enter", "Control+d")
    typist.ends("0000000   a  \\t   b  \\n", PROMPT)

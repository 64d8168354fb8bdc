"""The page in a real Chromium, where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browsing import LESSON, PROMPT, WIDTH, Tab
from fake_lessons import CREATE, CURL, WANTED

from tests.waiting import expect
from tests.web.conftest import Server

pytestmark = pytest.mark.browser
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  document.querySelector('#terminal-1 textarea').dispatchEvent(paste);
}"""


def test_a_learner_clicks_through_the_lesson(tab: Tab) -> None:
    page = tab.page
    expect(page.locator("#next")).to_be_disabled()
    page.get_by_role("button", name="Run in terminal 1: kubectl version").click()
    tab.until(lambda: page.locator("#checks li").first.get_attribute("data-passed") == "true")
    expect(page.locator("#announce")).to_have_text("Done: you asked for the versions")
    page.get_by_role("button", name="Run in terminal 1: kubectl get nodes").click()
    tab.until(page.locator("#next").is_enabled)
    page.locator("#next").click()
    tab.until(lambda: page.locator("h1").text_content() == "Deploy the app")
    tab.type(CREATE, "Enter")
    tab.until(page.locator("#next").is_enabled)
    page.locator("#next").click()
    page.get_by_role("button", name="Run in terminal 2: kubectl proxy").click()
    tab.until(lambda: "Starting to serve on 127.0.0.1:8001" in tab.screen("2"))
    expect(page.locator("#tab-2")).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name=f"Run in terminal 1: {CURL}").click()
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(re.compile("/finished$"))
    expect(page.locator("h1")).to_have_text("Well done")


def test_the_shown_line_is_the_streams_once_it_ran(tab: Tab) -> None:
    tab.type("echo hello", "Enter")
    tab.shows(f"{PROMPT} echo hello", "hello", PROMPT)
    tab.page.reload()
    tab.shows(f"{PROMPT} echo hello", "hello", PROMPT)


def test_history_search_and_completion(tab: Tab) -> None:
    for word in ("one", "two"):
        tab.type(f"echo {word}", "Enter")
    tab.until(lambda: tab.screen()[-2:] == ["two", PROMPT])
    tab.type("half", "ArrowUp", "ArrowUp")
    tab.until(lambda: tab.last() == f"{PROMPT} echo one")
    tab.type("", "ArrowDown", "ArrowDown")
    tab.until(lambda: tab.last() == f"{PROMPT} half")
    tab.type("", "Control+u", "Control+r")
    tab.type("on")
    tab.until(lambda: tab.last() == "(reverse-i-search)`on': echo one")
    tab.type("", "ArrowRight")
    tab.until(lambda: tab.last() == f"{PROMPT} echo one")
    tab.type("", "Control+e", "Control+u")
    tab.type("kubectl g", "Tab")
    tab.until(lambda: tab.last() == f"{PROMPT} kubectl get")
    tab.type("", "Control+u")
    tab.type("e", "Tab", "Tab")
    tab.until(lambda: tab.screen()[-3:] == [f"{PROMPT} e", "echo  exit", f"{PROMPT} e"])


def test_type_ahead_stands_under_the_output_and_runs_later(tab: Tab) -> None:
    tab.type("sleep 60", "Enter")
    tab.until(lambda: tab.page.locator(".tab").first.get_attribute("data-busy") == "true")
    tab.type("echo later", "Enter")
    tab.type("unfinished")
    tab.shows(f"{PROMPT} sleep 60", "echo later", "unfinished")
    tab.page.locator("#clock-menu summary").click()
    tab.page.get_by_role("button", name="+ 1 minute").click()
    tab.shows(f"{PROMPT} sleep 60", "echo later", f"{PROMPT} echo later", "later", f"{PROMPT} unfinished")


def test_lines_go_to_a_program_and_control_keys_end_it(tab: Tab) -> None:
    tab.type("cat", "Enter")
    tab.until(lambda: tab.page.locator(".tab").first.get_attribute("data-busy") == "true")
    tab.type("hello", "Enter", "Control+d")
    tab.shows(f"{PROMPT} cat", "hello", "hello", PROMPT)
    tab.type("sleep 9", "Enter", "Control+c")
    tab.until(lambda: tab.screen()[-2:] == ["^C", PROMPT])
    tab.type("half a line", "Control+c")
    tab.until(lambda: tab.screen()[-2:] == [f"{PROMPT} half a line^C", PROMPT])


def test_passwords_are_not_shown(tab: Tab) -> None:
    tab.type("read -s", "Enter")
    tab.until(lambda: tab.page.locator(".tab").first.get_attribute("data-busy") == "true")
    tab.type("secret", "Enter")
    tab.until(lambda: tab.last() == PROMPT and len(tab.screen()) == 3)
    tab.until(lambda: not any("secret" in line for line in tab.screen()))


def test_raw_mode_gets_every_key(tab: Tab, server: Server) -> None:
    tab.type("vi pod.yaml", "Enter")
    tab.until(lambda: tab.screen() == [])
    tab.type("i", "ArrowUp", "Control+a", "Escape")
    lab = next(iter(server.runtime.labs.values()))
    tab.until(lambda: lab.terminals["1"].got == [b"i", b"\x1b[A", b"\x01", b"\x1b"])
    tab.type("q")
    tab.until(lambda: tab.last() == PROMPT)


def test_a_paste_stands_in_the_line_until_enter(tab: Tab) -> None:
    tab.page.locator("#terminal-1 textarea").focus()
    tab.page.evaluate(PASTE, "echo one\r\necho 日本語\n\x03ech")
    tab.shows(f"{PROMPT} echo one", "echo 日本語", "ech")
    tab.type("o x", "Enter")
    tab.until(lambda: tab.screen()[3:] == ["one", f"{PROMPT} 日本語", f"{PROMPT} x", PROMPT])


@pytest.mark.exhaustive
def test_what_is_pasted_into_a_program_goes_line_by_line(tab: Tab) -> None:
    tab.type("cat", "Enter")
    tab.until(lambda: tab.page.locator(".tab").first.get_attribute("data-busy") == "true")
    tab.page.evaluate(PASTE, "one\ntwo\nhal")
    tab.shows(f"{PROMPT} cat", "one", "one", "two", "two", "hal")


@pytest.mark.exhaustive
def test_an_input_methods_words_arrive_whole(tab: Tab) -> None:
    tab.type("echo ")
    tab.page.keyboard.insert_text("日本語")
    tab.type("!", "Enter")
    tab.shows(f"{PROMPT} echo 日本語!", "日本語!", PROMPT)


def test_long_wide_lines_wrap_and_can_be_edited(tab: Tab) -> None:
    text = "echo " + "漢字かな" * 25
    tab.type(text)
    tab.until(lambda: "".join(tab.screen()) == f"{PROMPT} {text}")
    tab.type("", "Home")
    tab.type("", "Control+k")
    tab.shows(PROMPT)
    tab.type("", "Control+y", "Enter")
    answer = text.removeprefix("echo ")
    tab.until(lambda: "".join(tab.screen()) == f"{PROMPT} {text}{answer}{PROMPT}")


@pytest.mark.exhaustive
def test_a_line_that_fills_the_row_exactly(tab: Tab) -> None:
    columns = tab.page.evaluate("document.querySelector('#terminal-1 .xterm-screen').offsetWidth") // 8
    for length in range(columns - len(PROMPT) - 8, columns - len(PROMPT) + 4):
        tab.type("x" * length)
        tab.until(lambda length=length: "".join(tab.screen()) == f"{PROMPT} {'x' * length}")
        tab.type("", "Control+u")
        tab.shows(PROMPT)


def test_two_tabs_see_the_same(tab: Tab, open_tab: Callable[..., Tab]) -> None:
    other = open_tab(context=tab.page.context).open_lesson()
    tab.type("echo for both", "Enter")
    other.shows(f"{PROMPT} echo for both", "for both", PROMPT)
    other.type("", "ArrowUp")
    other.until(lambda: other.last() == f"{PROMPT} echo for both")


def test_a_lost_connection_shows_and_heals_and_nothing_is_lost(open_tab: Callable[..., Tab], server: Server) -> None:
    tab = open_tab()
    routes: list[Any] = []
    broken: list[bool] = []

    def route(socket: Any) -> None:
        if broken:
            socket.close()
            return
        routes.append(socket)
        socket.connect_to_server()

    tab.page.route_web_socket(re.compile("/socket.io/"), route)
    tab.open_lesson()
    broken.append(True)
    routes[0].close()
    state = tab.page.locator("#link-state")
    tab.until(lambda: state.get_attribute("data-state") == "lost")
    expect(state).to_have_text("Connection lost. Trying again …", use_inner_text=True)
    tab.type("echo kept", "Enter")
    tab.type("", "Control+u")
    tab.page.evaluate(PASTE, "echo kept\necho not run into it")
    lab = next(iter(server.runtime.labs.values()))
    server.runtime.line(lab.id, "1", "echo meanwhile")
    tab.until(lambda: tab.screen() == [f"{PROMPT} echo kept", "echo not run into it"])
    broken.clear()
    tab.until(lambda: state.get_attribute("data-state") == "connected")
    tab.shows(f"{PROMPT} echo meanwhile", "meanwhile", f"{PROMPT} echo kept", "echo not run into it")
    tab.type("", "Enter")
    tab.until(lambda: tab.screen()[-2:] == [f"{PROMPT} not run into it", PROMPT])
    tab.complaints.clear()  # Chromium reports the closed sockets


def test_terminals_open_close_and_are_walked_with_keys(tab: Tab) -> None:
    page = tab.page
    page.locator("#add-terminal").click()
    tab.until(lambda: tab.screen("3") == [PROMPT])
    page.locator("#tab-3").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#tab-2")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Delete")
    tab.until(lambda: page.locator(".tab").count() == 2)


def test_escape_then_tab_leaves_the_terminal(tab: Tab) -> None:
    inside = "document.activeElement.closest('.terminal') !== null"
    tab.type("", "Tab")
    tab.becomes(lambda: tab.page.evaluate(inside), True)
    tab.type("", "Escape", "Tab")
    tab.becomes(lambda: tab.page.evaluate(inside), False)


def test_nodes_and_reset(tab: Tab) -> None:
    page = tab.page
    page.locator("#nodes-menu summary").click()
    page.get_by_role("button", name="Switch off: node01").click()
    tab.until(lambda: page.locator(".node-state").text_content() == "node01 is switched off")
    tab.type("echo gone soon", "Enter")
    page.locator("summary[aria-label=Settings]").click()
    page.locator("#reset").click()
    page.locator("#reset").click()
    tab.shows(PROMPT)
    tab.until(lambda: page.locator(".node-state").text_content() == "node01 is running")


def test_hints_and_the_solution_unfold(tab: Tab) -> None:
    page = tab.page
    page.locator(".next-hint").first.click()
    expect(page.locator(".hints p").first).to_have_text("Run kubectl version <now>.", use_inner_text=True)
    page.get_by_role("button", name="Show the solution").click()
    tab.until(lambda: page.locator("#solution li").count() == 2)
    expect(page.locator("#solution")).to_contain_text("proves that the connection works")


def test_the_split_is_moved_with_keys_and_remembered(tab: Tab) -> None:
    split = tab.page.locator("#split")
    split.focus()
    for _ in range(4):
        tab.page.keyboard.press("ArrowRight")
    expect(split).to_have_attribute("aria-valuenow", "50")
    tab.page.reload()
    expect(split).to_have_attribute("aria-valuenow", "50")


def test_the_height_above_the_terminal_is_moved_with_keys_and_remembered(tab: Tab) -> None:
    page = tab.page
    bar = page.locator("#split-above")
    expect(bar).to_be_hidden()
    page.locator("#doors-button").click()
    bar.focus()
    for _ in range(7):
        page.keyboard.press("ArrowUp")
    expect(bar).to_have_attribute("aria-valuenow", "42")
    share = "document.getElementById('doors').offsetHeight / document.getElementById('workbench').offsetHeight"
    tab.until(lambda: abs(page.evaluate(share) - 0.42) < 0.01)
    page.reload()
    page.locator("#doors-button").click()
    expect(bar).to_have_attribute("aria-valuenow", "42")
    bar.dblclick()
    expect(bar).to_have_attribute("aria-valuenow", "56")


def test_the_theme_changes_at_once_and_the_language_comes_back_to_the_lesson(tab: Tab) -> None:
    page = tab.page
    page.locator("summary[aria-label=Settings]").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("body")).to_have_css("color", "rgb(228, 233, 241)")
    page.get_by_role("button", name="日本語").click()
    tab.until(lambda: page.locator("h1").text_content() == "クラスターを見てみよう")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("locale", ["en-US", pytest.param("ja-JP", marks=pytest.mark.exhaustive)])
def test_on_a_phone_text_and_terminal_are_tabs(open_tab: Callable[..., Tab], locale: str) -> None:
    tab = open_tab(viewport={"width": 360, "height": 740}, locale=locale, has_touch=True)
    page = tab.page
    page.goto(f"{tab.url}/")
    tab.until(lambda: page.evaluate(WIDTH) <= 360)
    page.goto(f"{tab.url}/lessons/{LESSON}")
    tab.until(lambda: page.locator("#link-state").get_attribute("data-state") == "connected")
    tab.until(lambda: page.evaluate(WIDTH) <= 360)
    expect(page.locator(".run").first).to_be_visible()
    expect(page.locator("#tabs")).to_be_hidden()
    page.locator(".run").first.click()
    tab.until(lambda: any("Server Version" in line for line in tab.screen()))
    expect(page.locator("#tabs")).to_be_visible()
    expect(page.locator("#step-html")).to_be_hidden()
    page.get_by_role("button", name="↑").click()
    tab.until(lambda: tab.last() == f"{PROMPT} kubectl version")


def test_markup_in_output_stays_text(tab: Tab) -> None:
    tab.type("echo <img src=x onerror=alert(1)>", "Enter")
    tab.until(lambda: "<img src=x onerror=alert(1)>" in tab.screen())


def test_much_output_does_not_freeze_the_page(tab: Tab) -> None:
    tab.type("seq 20000", "Enter")
    tab.until(lambda: tab.screen()[-2:] == ["20000", PROMPT])


def test_screen_reader_mode_is_remembered(tab: Tab) -> None:
    page = tab.page
    page.locator("summary[aria-label=Settings]").click()
    page.locator("#reader-mode").check()
    tab.until(lambda: page.locator(".xterm-accessibility").count() > 0)
    page.reload()
    tab.until(lambda: page.locator(".xterm-accessibility").count() > 0)


def test_every_check_can_be_reached_by_typing_alone(tab: Tab) -> None:
    for line in WANTED[LESSON]["look-around"]:
        tab.type(line, "Enter")
    tab.until(lambda: tab.page.locator("#foot-state").text_content() == "2 of 2 tasks done")

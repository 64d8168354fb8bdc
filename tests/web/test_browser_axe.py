"""Every page by axe-core: no violation, in both themes, on a desktop and at 360 px."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import LESSON, Tab
from fake_lessons import WANTED

from tests.waiting import expect
from tests.web.conftest import Server

pytestmark = pytest.mark.browser
VENDOR = Path(__file__).parents[1] / "vendor"
AXE = VENDOR / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, {
    iframes: false, resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  return found.violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => (
    `${id}: ${help}: ${html.slice(0, 160)}: ${failureSummary.split('\\n').slice(1, 3).join(' ').trim()}`)));
}"""
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIZES = {"desktop": {"width": 1360, "height": 850}, "phone": {"width": 360, "height": 740}}
LOOKS = [(theme, size) for theme in ("light", "dark") for size in SIZES]


def exhaustive(*values: Any) -> list[Any]:
    """Parameters of which a plain run needs none."""
    return [pytest.param(value, marks=pytest.mark.exhaustive) for value in values]


def test_the_checker_is_what_was_published() -> None:
    lines = (VENDOR / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines if not line.startswith("#"))}
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != "CHECKSUMS"]
    assert {p.relative_to(VENDOR).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files} == sums


class Checked:
    """A tab whose pages are looked at: what axe-core finds is kept with the name of the state."""

    def __init__(self, tab: Tab, size: str) -> None:
        self.tab, self.page, self.phone = tab, tab.page, size == "phone"
        self.found: list[str] = []

    def look(self, name: str, page: Any = None) -> None:
        page = page or self.page
        page.evaluate(AXE.read_text(encoding="utf-8"))
        self.found += [f"{name}: {violation}" for violation in page.evaluate(RUN)]

    def pane(self, name: str) -> None:
        if self.phone:
            self.page.locator(f".pane-switch [data-pane={name}]").click()

    def menu(self, selector: str, name: str) -> None:
        self.page.locator(f"{selector} > summary").click()
        self.look(name)
        self.page.keyboard.press("Escape")


@pytest.fixture(params=[LOOKS[0], *exhaustive(*LOOKS[1:])], ids="-".join)
def checked(open_tab: Callable[..., Tab], request: pytest.FixtureRequest) -> Iterator[Checked]:
    theme, size = request.param
    yield Checked(open_tab(viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce"), size)


def _pass_all(checked: Checked, server: Server) -> None:
    """The whole lesson, behind the page's back."""
    lab = next(iter(server.runtime.labs))
    for step, lines in WANTED[LESSON].items():
        for line in lines:
            server.runtime.line(lab, "2" if line == "kubectl proxy" else "1", line)
        server.runtime.next_step(lab, step)


def test_every_page_has_no_violation(checked: Checked, server: Server) -> None:
    page, tab = checked.page, checked.tab
    page.goto(server.url)
    checked.look("catalogue")
    checked.menu("header .menu", "settings")
    for address in ("/play", "/nowhere"):
        page.goto(server.url + address)
        checked.look(address)
    tab.complaints.clear()  # the 404 that was asked for
    tab.open_lesson()
    checked.look("lesson")
    checked.menu("#clock-menu", "clock")
    if checked.phone:
        checked.pane("terminals")
        checked.look("terminals")
    else:
        page.locator("#drawing-button").click()
    checked.pane("drawing")
    checked.look("drawing")
    if not checked.phone:
        page.locator("#doors-button").click()
    checked.pane("doors")
    page.locator(".door").wait_for()
    checked.look("doors")
    page.locator(".door-open").click()
    page.frame_locator("#doors-frame").locator("h1").wait_for()
    checked.look("door")
    checked.pane("text")
    page.locator("#solution-button").click()
    page.locator("#solution li").first.wait_for()
    checked.look("solution")
    page.goto(f"{server.url}/embed/{LESSON}")
    tab.until(lambda: page.locator("#link-state").get_attribute("data-state") == "connected")
    checked.look("embed")
    _pass_all(checked, server)
    page.goto(f"{server.url}/lessons/{LESSON}")
    tab.until(lambda: page.locator("#checks [data-passed=true]").count() > 0)
    checked.look("passed")
    page.goto(f"{server.url}/lessons/{LESSON}/finished")
    checked.look("finished")
    url = page.evaluate(
        """async (lab) => (await (await fetch(`/api/labs/${lab}/doors`, { method: 'POST', body: '{"address": "x:1"}',
        headers: { 'Content-Type': 'application/json' } })).json()).url""",
        next(iter(server.runtime.labs)),
    )
    page.goto(server.url + url)
    checked.look("unreached")
    tab.complaints.clear()  # its 502
    assert checked.found == []


def test_files_and_terminals_have_no_violation_in_any_state(checked: Checked) -> None:
    page, tab = checked.page, checked.tab
    tab.open_lesson() if not checked.phone else page.goto(f"{tab.url}/lessons/{LESSON}")
    tab.until(lambda: page.locator("#link-state").get_attribute("data-state") == "connected")
    checked.pane("terminals")
    page.locator("[data-window=find]").click()
    page.locator("#search-text").fill("controlplane")
    tab.until(lambda: page.locator("#search-count").text_content() == "1 of 1")
    checked.look("search")
    page.keyboard.press("Escape")
    checked.menu("#terminal-menu", "terminal menu")
    if not checked.phone:
        page.locator("#files-button").click()
    checked.pane("files")
    page.locator(".tree-name", has_text="web.yaml").wait_for()
    checked.look("tree")
    page.locator(".tree-name", has_text="web.yaml").click()
    tab.until(lambda: page.evaluate("() => window.ace.edit('editor').getValue()") == "kind: Deployment\n")
    page.evaluate("() => window.ace.edit('editor').session.doc.setValue('kind: bad # so\\nb: [1, \"c\"]\\n')")
    page.locator(".finding-row").wait_for()
    checked.look("editor")
    page.locator(".editor textarea").focus()
    page.keyboard.press("Control+f")
    page.locator(".ace_search").wait_for()
    checked.look("find")
    page.keyboard.press("Escape")
    page.locator(".ace_search").wait_for(state="hidden")  # the editor takes the focus back
    page.locator(".file-tab [role=tab]").press("Delete")
    page.locator(".files-question").wait_for()
    checked.look("question")
    assert checked.found == []


@pytest.mark.parametrize("width", [320, *exhaustive(360, 640)], ids=lambda width: f"{width}px")
def test_nothing_scrolls_sideways(open_tab: Callable[..., Tab], server: Server, width: int) -> None:
    """640 px is a window of 1280 px at a zoom of 200 %, 320 px one at 400 %."""
    tab = open_tab(viewport={"width": width, "height": 600})
    for address in ("/", "/play", f"/lessons/{LESSON}", f"/embed/{LESSON}", "/nowhere"):
        tab.page.goto(server.url + address)
        tab.becomes(lambda address=address: (address, tab.page.evaluate(OVERHANG)), (address, 0))
    tab.complaints.clear()  # the 404


def test_nothing_moves_for_those_who_asked_for_it(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(reduced_motion="reduce").open_lesson()
    tab.page.locator("#drawing-button").click()
    moving = "document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 0).length"
    tab.becomes(lambda: tab.page.evaluate(moving), 0)


def test_with_forced_colours_everything_has_an_edge(open_tab: Callable[..., Tab], server: Server) -> None:
    tab = open_tab(forced_colors="active")
    tab.page.goto(server.url)
    for selector in (".lesson-mark", ".choice button", ".menu > summary"):
        expect(tab.page.locator(selector).first).to_have_css("border-top-width", "1px")

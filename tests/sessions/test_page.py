"""The modern lesson in the page itself, clicked through to its end. Screenshots of every step go to a folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from learner import MODERN, Server

from app.labs.views import TerminalChanged
from tests import waiting
from tests.waiting import expect

pytestmark = pytest.mark.browser
ROWS = """name => {
  const rows = [...document.querySelectorAll(`#terminal-${name} .xterm-rows > div`)];
  return rows.map((row) => row.textContent.trimEnd()).filter((line) => line);
}"""
PROMPT = "root@controlplane:~#"
STEPS = 9


class Page:
    """The page, and the words of a learner."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.prompts: Counter[str] = Counter()  # how often each terminal's prompt came back
        self.complaints: list[str] = []
        page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def until(self, holds: Callable[[], object], what: str = "") -> None:
        if not waiting.until(self.page, holds):
            self.shoot("failed")
            raise AssertionError(f"{what} never came true; terminal 1: {self.screen()}")

    def screen(self, terminal: str = "1") -> list[str]:
        lines: list[str] = self.page.evaluate(ROWS, terminal)
        return lines

    def step(self) -> str:
        step: str = self.page.locator("#text").get_attribute("data-step")
        return step

    def run(self, number: int) -> None:
        """Click the run button of a block, and wait for the prompt where there will be one."""
        block = self.page.locator("figure.run-block").nth(number)
        command, terminal = block.get_attribute("data-command"), block.get_attribute("data-terminal")
        before = self.prompts[terminal]
        block.get_by_role("button", name=re.compile("^Run in")).click()
        if command == "kubectl proxy":
            self.until(lambda: "Starting to serve on 127.0.0.1:8001" in self.screen("2"), command)
        elif "--watch" in command:
            self.until(lambda: any(line.startswith("node02") for line in self.screen(terminal)), command)
            self.skip("+ 1 minute")
            self.until(lambda: any("NotReady" in line for line in self.screen(terminal)), "a node that is not ready")
        else:
            if command.startswith("kubectl delete"):
                self.skip("+ 1 minute")
            self.until(lambda: self.prompts[terminal] > before, command)
            self.until(lambda: self.screen(terminal)[-1].endswith(PROMPT), command)  # curl ends in no newline

    def hear(self, event: object) -> None:
        """A listener of the runtime: nobody else uses the server meanwhile."""
        if isinstance(event, TerminalChanged) and not event.terminal.busy:
            self.prompts[event.terminal.id] += 1

    def skip(self, label: str) -> None:
        menu = self.page.locator("#clock-menu")
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        menu.get_by_role("button", name=label).click()
        self.page.keyboard.press("Escape")

    def shoot(self, name: str) -> None:
        self.page.screenshot(path=self.folder / f"{name}.png")


@pytest.fixture
def learner(browser: Any, server: Server, tmp_path: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US", reduced_motion="reduce")
    found = Page(context.new_page(), tmp_path)
    found.page.goto(server.url)
    cancel = server.app.runtime.subscribe(found.hear)
    yield found
    cancel()
    context.close()
    assert found.complaints == []


NODE = re.compile(r"1/1\s+Running\s.*?(node0[12])")


def test_the_modern_lesson_is_clicked_through(learner: Page, server: Server) -> None:
    page = learner.page
    learner.shoot("0-catalogue")
    page.locator(f"a[href$='/lessons/{MODERN}']").first.click()
    learner.until(lambda: learner.screen() == [PROMPT], "the prompt")
    for number in range(1, STEPS + 1):
        step = learner.step()
        blocks = page.locator("figure.run-block")
        for block in range(blocks.count()):
            learner.run(block)
            if step == "lose-a-node" and block == 0:
                learner.until(lambda: NODE.findall(" ".join(learner.screen())), "the pod's node")
                node = NODE.findall(" ".join(learner.screen()))[-1]
                page.locator("#nodes-menu summary").click()
                page.get_by_role("button", name=f"Switch off: {node}").click()
                learner.until(lambda: "switched off" in page.locator("#nodes").text_content(), "a node that is off")
                page.keyboard.press("Escape")
            elif step == "lose-a-node" and block == 2:
                learner.skip("+ 5 minutes")
        learner.skip("Until all is settled") if step in ("deploy-the-app", "lose-a-pod", "lose-a-node") else None
        learner.until(page.locator("#next").is_enabled, f"Next of {step}")
        learner.shoot(f"{number}-{step}")
        page.locator("#next").click()
        if number < STEPS:
            learner.until(lambda was=step: learner.step() != was, f"the step after {step}")
    page.wait_for_url(re.compile("/finished$"))
    learner.shoot("10-finished")
    expect(page.locator("h1")).to_be_visible()

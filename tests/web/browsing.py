"""A page in a real Chromium with the fake runtime behind it, and the words of a learner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_lessons import MODERN

from tests import waiting

LESSON = MODERN.id
ROWS = """name => {
  const rows = [...document.querySelectorAll(`#terminal-${name} .xterm-rows > div`)];
  const lines = rows.map((row) => row.textContent.trimEnd());
  while (lines.length && !lines.at(-1)) lines.pop();
  return lines;
}"""
PROMPT = "controlplane:~$"
WIDTH = "document.documentElement.scrollWidth"


class Tab:
    """A page with its complaints, and the words of a learner."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open_lesson(self, lesson: str = LESSON) -> Tab:
        self.page.goto(f"{self.url}/lessons/{lesson}")
        self.until(lambda: self.screen() == [PROMPT])
        return self

    def screen(self, terminal: str = "1") -> list[str]:
        lines: list[str] = self.page.evaluate(ROWS, terminal)
        return lines

    def last(self) -> str:
        return (self.screen() or [""])[-1]

    def type(self, text: str, *keys: str) -> None:
        self.page.locator("#terminal-1 textarea").focus()
        self.page.keyboard.type(text)
        for key in keys:
            self.page.keyboard.press(key)

    def until(self, holds: Callable[[], object]) -> None:
        assert waiting.until(self.page, holds), f"it never came true; the screen is {self.screen()}"

    def becomes(self, read: Callable[[], object], wanted: object) -> None:
        waiting.becomes(self.page, read, wanted)

    def shows(self, *lines: str) -> None:
        self.becomes(self.screen, list(lines))

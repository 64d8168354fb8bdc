"""A learner at the keyboard of the page in a real Chromium: keys go in, what stands on the terminal's screen is read.

Nothing here sleeps: everything waits until the page shows what is wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from learner import MODERN, PATIENCE

from tests.waiting import becomes

ROWS = """name => {
  const rows = [...document.querySelectorAll(`#terminal-${name} .xterm-rows > div`)];
  const lines = rows.map((row) => row.textContent.replaceAll('\\u00a0', ' ').trimEnd());
  while (lines.length && !lines.at(-1)) lines.pop();
  return lines;
}"""
ENDS = f"""([name, wanted]) => {{
  const lines = ({ROWS})(name);
  return JSON.stringify(lines.slice(-wanted.length)) === JSON.stringify(wanted);
}}"""
STARTS = ENDS.replace("slice(-wanted.length)", "slice(0, wanted.length)")
LAST = f"([name, wanted]) => (({ROWS})(name).at(-1) ?? '').startsWith(wanted)"
ROW = f"([name, wanted]) => ({ROWS})(name).includes(wanted)"
HAS = f"([name, wanted]) => ({ROWS})(name).some((line) => line.includes(wanted))"
STATE = """([name, busy]) => {
  const tab = document.getElementById(`tab-${name}`)?.closest('.tab');
  return tab?.dataset.busy === String(busy);
}"""
PASTE = """([name, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  document.querySelector(`#terminal-${name} textarea`).dispatchEvent(paste);
}"""
PROMPT = "root@controlplane:~#"


class Typist:
    """A page with one lesson open. A key is a name of Playwright's: `Control+r`, `ArrowUp`, `Alt+b`."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, url: str, lesson: str = MODERN) -> Typist:
        self.page.goto(f"{url}/lessons/{lesson}")
        self.ends(PROMPT)
        self.page.locator("#terminal-1 textarea").focus()
        return self

    def screen(self, terminal: str = "1") -> list[str]:
        lines: list[str] = self.page.evaluate(ROWS, terminal)
        return lines

    def type(self, text: str, *keys: str) -> None:
        self.page.keyboard.type(text)
        self.press(*keys)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def paste(self, text: str, terminal: str = "1") -> None:
        self.page.evaluate(PASTE, [terminal, text])

    def ends(self, *lines: str, terminal: str = "1") -> None:
        """Wait until these are the last lines on the screen (blank ones at the end do not count)."""
        self._until(ENDS, [terminal, list(lines)], f"{lines!r} at the end")
        if lines[-1] == PROMPT:  # the prompt is printed a moment before the page is told that a line may be edited
            self.busy(busy=False, terminal=terminal)

    def has(self, text: str, terminal: str = "1") -> None:
        """Wait until some line on the screen has a text in it."""
        self._until(HAS, [terminal, text], f"{text!r}")

    def has_row(self, text: str, terminal: str = "1") -> None:
        """Wait until some line on the screen is a text."""
        self._until(ROW, [terminal, text], f"{text!r} in a line of its own")

    def becomes(self, read: Callable[[], object], wanted: object) -> None:
        """Wait until what is read from the page is as wanted."""
        becomes(self.page, read, wanted)

    def rows(self, *lines: str, terminal: str = "1") -> None:
        """Wait until these are the first lines on the screen."""
        self._until(STARTS, [terminal, list(lines)], f"{lines!r} at the top")

    def ends_with_row(self, text: str, terminal: str = "1") -> None:
        """Wait until the last line begins so."""
        self._until(LAST, [terminal, text], f"{text!r} in the last line")

    def wait(self, script: str, argument: object = "1") -> None:
        """Wait until a function of the page says yes."""
        self._until(script, argument, script)

    def busy(self, *, busy: bool = True, terminal: str = "1") -> None:
        """Wait until a program runs in the foreground, or none."""
        self._until(STATE, [terminal, busy], f"busy: {busy}")

    def run(self, line: str, *printed: str) -> None:
        """A line that is no longer than a row, and Enter; what it prints above the next prompt."""
        self.type(line, "Enter")
        self.ends(f"{PROMPT} {line}", *printed, PROMPT)  # with the line: the prompt before it may still stand there

    def _until(self, script: str, argument: object, what: str) -> None:
        try:
            self.page.wait_for_function(script, arg=argument, polling=25)
        except Exception as error:
            raise AssertionError(f"never: {what}; the screen is {self.screen()}") from error

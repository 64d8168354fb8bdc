"""The terminal's screen by itself, in a browser: what is printed reaches the emulator in small pieces."""

from __future__ import annotations

import pytest
from browsing import Tab

pytestmark = pytest.mark.browser

PRINT = """async ([module, text]) => {
  const { Screen } = await import(module);
  const pieces = [];
  const write = (data, then) => { pieces.push(data); then?.(); };
  const xterm = { cols: 80, buffer: { active: { cursorX: 0 } }, write };
  const screen = new Screen(xterm, () => null);
  let done = 0;
  screen.print(text, () => { done += 1; });
  return [pieces.filter((piece) => piece !== ''), done];
}"""


def test_much_output_is_written_in_small_pieces_and_in_order(tab: Tab) -> None:
    text = "".join(f"{number}\r\n" for number in range(10_000))
    pieces, done = tab.page.evaluate(PRINT, ["/static/x/js/screen.js", text])
    assert "".join(pieces) == text
    assert max(map(len, pieces)) == 1024  # of one piece the emulator lets go of nothing
    assert done == 1
    at_once = tab.page.evaluate(PRINT, ["/static/x/js/screen.js", "short"])
    assert at_once == [["short"], 1]

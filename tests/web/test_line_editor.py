"""The line editor by itself, in a browser: Readline's commands on a line and a history."""

from __future__ import annotations

import pytest
from browsing import Tab

pytestmark = pytest.mark.browser

EDITS = [
    ("abc", ["Home", "X"], "X|abc"),
    ("abc", ["C-a", "C-f", "C-d"], "a|c"),
    ("abc def", ["C-w"], "abc |"),
    ("abc def", ["C-w", "C-w", "C-y"], "abc def|"),
    ("abc def", ["M-b", "C-k", "C-a", "C-y"], "def|abc "),
    ("abc def", ["C-u", "C-y", "C-y"], "abc defabc def|"),
    ("a/b.c", ["M-Backspace", "M-Backspace"], "a/|"),
    ("one two", ["C-a", "M-d"], "| two"),
    ("one two", ["C-a", "M-f", "M-u"], "one TWO|"),
    ("one two", ["C-a", "M-c", "M-c"], "One Two|"),
    ("abc", ["C-t"], "acb|"),
    ("abc", ["C-a", "C-f", "C-t"], "ba|c"),
    ("abc", ["C-b", "Backspace", "C-e"], "ac|"),
    ("漢字かな", ["Left", "Left", "Backspace"], "漢|かな"),
    ("👩‍💻a", ["Home", "Right"], "👩|\u200d💻a"),
    ("abc", ["C-w", "C-_"], "abc|"),
    ("", ["Up", "Up"], "first line|"),
    ("", ["Up", "Up", "Down", "Down"], "|"),
    ("mine", ["Up", "Down"], "mine|"),
    ("", ["M-<"], "first line|"),
    ("", ["M-.", "M-."], "line|"),
    ("", ["C-r", "f", "i", "Right"], "f|irst line"),
    ("", ["C-r", "l", "C-g"], "|"),
    ("kept", ["C-r", "zzz", "Escape"], "kept|"),
    ("", ["C-r", "l", "C-r", "Right"], "first l|ine"),
    ("", ["C-r", "s", "Backspace", "f", "End"], "first line|"),
    ("", ["C-r", "t", "C-r", "C-r", "Right"], "first| line"),
    ("mine", ["C-r", "f", "End", "Down", "Down"], "mine|"),
    ("a", ["Up", "x", "Up", "Down"], "second lastx|"),
    ("a b", ["C-w", "Left", "C-k", "C-y", "M-y"], "ab|"),
    ("one two", ["M-t"], "two one|"),
    ("a  b", ["Left", "M-\\"], "a|b"),
    ("abc", ["C-w", "C-x", "C-u"], "abc|"),
    ("a", ["x", "y", "M-r"], "|"),
]
EDIT = """async ([module, history, text, keys]) => {
  const { LineEditor } = await import(module);
  const editor = new LineEditor();
  editor.history = history;
  editor.insert(text);
  for (const key of keys) (/^(.|zzz)$/u.test(key) ? editor.insert(key) : editor.press(key));
  return editor.chars.slice(0, editor.cursor).join('') + '|' + editor.chars.slice(editor.cursor).join('');
}"""


def test_the_line_editor_knows_readlines_keys(tab: Tab) -> None:
    history = ["first line", "second last"]
    results = {
        (text, *keys): tab.page.evaluate(EDIT, ["/static/x/js/line-editor.js", history, text, keys])
        for text, keys, _ in EDITS
    }
    assert results == {(text, *keys): expected for text, keys, expected in EDITS}

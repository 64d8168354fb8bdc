"""The terminal's window in a real Chromium: full-screen programs, sizes, scrollback, copying."""

from __future__ import annotations

import pytest
from typist import PROMPT, Typist

pytestmark = pytest.mark.browser


def size(typist: Typist) -> tuple[int, int]:
    typist.type("clear; stty size", "Enter")
    typist.becomes(lambda: typist.screen()[1:], [PROMPT])
    rows, columns = typist.screen()[0].split()
    return int(rows), int(columns)


def test_vim_with_the_keys_of_a_keyboard(typist: Typist) -> None:
    typist.type("vim pod.yaml", "Enter")
    typist.ends_with_row('"pod.yaml" [New]')
    typist.type("ispec:", "Enter")
    typist.type("  containers:", "Enter")
    typist.type("\t- name: web", "Enter")
    typist.type("    image: nginx", "Escape")
    typist.rows("spec:", "  containers:", "  - name: web", "    image: nginx")
    typist.press("ArrowUp", "Home")
    typist.type("Vj")
    typist.ends_with_row("-- VISUAL LINE --")
    typist.type(">")
    typist.rows("spec:", "  containers:", "    - name: web", "      image: nginx")
    typist.type("u")
    typist.rows("spec:", "  containers:", "  - name: web", "    image: nginx")
    typist.press("Home", "ArrowRight", "ArrowRight", "Control+v", "ArrowDown")
    typist.ends_with_row("-- VISUAL BLOCK --")
    typist.type("I# ", "Escape")
    typist.rows("spec:", "  containers:", "  # - name: web", "  #   image: nginx")
    typist.type("u:%s/nginx/busybox/g", "Enter")
    typist.rows("spec:", "  containers:", "  - name: web", "    image: busybox")
    typist.paste("dd")
    typist.type(":wq", "Enter")
    typist.busy(busy=False)
    typist.ends(f"{PROMPT} vim pod.yaml", PROMPT)
    typist.run("cat pod.yaml", "spec:", "  containers:", "  - name: web", "    image: busybox")


def test_the_window_changes_its_size(typist: Typist) -> None:
    rows, columns = size(typist)
    typist.run("echo $LINES $COLUMNS", f"{rows} {columns}")
    typist.type("seq 200 | less", "Enter")
    typist.ends_with_row(":")
    typist.type("G")
    typist.ends_with_row("(END)")
    typist.becomes(lambda: (typist.screen()[-2:-1], len(typist.screen())), (["200"], rows))
    typist.page.set_viewport_size({"width": 1000, "height": 500})
    typist.wait("name => document.querySelectorAll(`#terminal-${name} .xterm-rows > div`).length < " + str(rows))
    typist.ends_with_row(":")
    typist.becomes(lambda: len(typist.screen()) < rows, True)
    typist.type("G")
    typist.ends("200", "(END)")
    typist.type("q")
    typist.busy(busy=False)
    typist.ends(PROMPT)
    smaller = size(typist)
    assert smaller[0] < rows and smaller[1] < columns


@pytest.mark.exhaustive
def test_copying_and_pasting(typist: Typist) -> None:
    typist.run("echo copy-me", "copy-me")
    row = typist.page.locator("#terminal-1 .xterm-rows > div", has_text="copy-me").last
    box = row.bounding_box()
    typist.page.mouse.dblclick(box["x"] + 10, box["y"] + box["height"] / 2)
    typist.press("Control+c")
    typist.wait("() => navigator.clipboard.readText().then((text) => text.includes('copy-me'))")
    typist.ends(PROMPT)  # nothing was interrupted
    typist.page.locator("#terminal-1 textarea").focus()
    typist.type("echo ", "Control+v")
    typist.has("echo copy")
    typist.press("Enter")
    typist.ends("copy-me", PROMPT)

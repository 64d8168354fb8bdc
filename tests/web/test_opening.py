"""A page brings its lab along: for people on their way there, and only for them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.labs.views import ClockView, TerminalView
from app.web.first_screen import FirstScreen, first_screen
from app.web.replies import Joined, LabState, Output
from tests.web.conftest import LESSON, Web

ON_THE_WAY = {"Upgrade-Insecure-Requests": "1"}


def _lab(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="lab">(.*?)</script>', page)
    return found and json.loads(found[1])


def test_a_page_has_the_lab_and_its_first_screen(web: Web) -> None:
    client = web.client()
    page = client.get(f"/lessons/{LESSON}", headers=ON_THE_WAY).text
    lab = _lab(page)
    assert [*web.runtime.labs] == [lab["lab"]]
    assert lab["kept"] is False
    assert [output["terminal"] for output in lab["joined"]["output"]] == ["1", "2"]
    assert '<div class="first-line"><span>controlplane:~$ </span>' in page
    again = _lab(client.get(f"/lessons/{LESSON}", headers=ON_THE_WAY).text)
    assert (again["lab"], again["kept"]) == (lab["lab"], True)


@pytest.mark.parametrize("headers", [{}, {**ON_THE_WAY, "Sec-Purpose": "prefetch;prerender"}])
def test_who_only_fetches_a_page_opens_no_lab(web: Web, headers: dict[str, str]) -> None:
    page = web.client().get(f"/lessons/{LESSON}", headers=headers).text
    assert (_lab(page), "first-screen" in page, web.runtime.labs) == (None, False, {})


def test_a_page_comes_in_pieces_that_are_compressed(web: Web) -> None:
    answer = web.client().get(f"/lessons/{LESSON}", headers={**ON_THE_WAY, "Accept-Encoding": "gzip"}, buffered=False)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(list(answer.iter_encoded())) == 4  # before the lab, the lab, behind it, and the end of the compression


def test_much_output_does_not_come_with_the_page(web: Web) -> None:
    client = web.client()
    lab = _lab(client.get(f"/lessons/{LESSON}", headers=ON_THE_WAY).text)["lab"]
    web.runtime.line(lab, "1", "seq 9999")
    page = client.get(f"/lessons/{LESSON}", headers=ON_THE_WAY).text
    assert (_lab(page)["lab"], _lab(page)["joined"], "first-screen" in page) == (lab, None, False)


def _joined(data: str, **view: Any) -> Joined:
    terminal = TerminalView("1", **{"prompt": "$ ", **view})
    state = LabState("x", "1.36", "a", (), False, (terminal,), (), ClockView(0, 1, False), {}, None)
    return Joined(state, (Output("1", False, 1, data),))


@pytest.mark.parametrize(
    ("data", "above"),
    [
        ("$ ", ""),
        ("$ ls\r\n\x1b[34ma\x1b[0m  <b>\r\n$ ", "$ ls\na  <b>"),
        ("a\tb\r\n$ ", "a\tb"),
        ("0\r\n" * 500 + "$ ", "\n".join(["0"] * 99)),
    ],
)
def test_text_is_shown_as_text(data: str, above: str) -> None:
    assert first_screen(_joined(data)) == FirstScreen(above, "$ ")


@pytest.mark.parametrize(
    ("data", "view"),
    [
        ("$ sleep 9\r\n", {"busy": True, "prompt": ""}),
        ("\x1b[?1049h\x1b[H", {"mode": "raw", "busy": True, "prompt": ""}),
        ("50%\r100%\r\n$ ", {}),
        ("gone\x1b[2J\x1b[H$ ", {}),
        ("no newline$ ", {}),
        ("", {}),
    ],
)
def test_what_is_more_than_text_waits_for_the_emulator(data: str, view: dict[str, Any]) -> None:
    assert first_screen(_joined(data, **view)) is None

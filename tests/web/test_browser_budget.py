"""What the first load of a lesson costs over the wire, in a real Chromium: every byte until the prompt stands there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import LESSON, PROMPT, Tab

pytestmark = pytest.mark.browser
MOST = 400_000  # bytes, compressed, headers included
PATHS = "() => performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)"


class Wire:
    """The bytes that came for a tab."""

    def __init__(self, tab: Tab) -> None:
        self.sizes: dict[str, float] = {}
        session = tab.page.context.new_cdp_session(tab.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._finished)

    def _finished(self, event: dict[str, object]) -> None:
        self.sizes[str(event["requestId"])] = float(str(event["encodedDataLength"]))


def test_a_lesson_is_there_within_its_budget_and_later_from_the_cache(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    wire = Wire(tab)
    tab.open_lesson()
    first = sum(wire.sizes.values())
    assert 50_000 < first < MOST
    assert len(wire.sizes) <= 8  # page, two styles, two scripts, picture, one question
    wire.sizes.clear()
    tab.page.goto("about:blank")
    tab.page.goto(f"{tab.url}/lessons/{LESSON}")
    tab.until(lambda: tab.screen() == [PROMPT])
    assert sum(wire.sizes.values()) < 40_000  # the page itself, the lab; files come from the cache


def test_nothing_is_loaded_before_it_is_wanted(tab: Tab) -> None:
    loaded = "\n".join(tab.page.evaluate(PATHS))
    for later in ("ace", "drawing-view", "file-pane", "certificate"):
        assert later not in loaded

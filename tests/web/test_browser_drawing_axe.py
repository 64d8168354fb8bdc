"""The drawing of the cluster by axe-core, with all that it can show, in both themes, on a desktop and a phone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_browser_axe import Checked, checked
from test_browser_drawing import CLAIM, INGRESS, NODE, SERVICE, WATCH, cells, drawn, pod

from app.labs.details import Detail, EventLine, Fact
from app.labs.shapes import Flow, State
from tests.web.conftest import Server

pytestmark = pytest.mark.browser
__all__ = ["checked"]

STATES: tuple[State, ...] = ("pending", "creating", "running", "ready", "terminating", "failing", "completed")
DETAIL = Detail(
    SERVICE.id,
    (Fact("Type", "ClusterIP"),),
    (Fact("Ready", "True"),),
    (EventLine("5s", "Warning", "BackOff", "no", 3), EventLine("9s", "Normal", "Started", "yes", 1)),
    "kind: Service\n",
)


def test_the_drawing_has_no_violation(checked: Checked, server: Server) -> None:
    page, tab = checked.page, checked.tab
    tab.open_lesson()
    draw = drawn(server)
    next(iter(server.runtime.labs.values())).details[SERVICE.id] = DETAIL
    if checked.phone:
        checked.pane("drawing")
    else:
        page.locator("#drawing-button").click()
    draw(
        INGRESS,
        CLAIM,
        replace(NODE, ready=False, status="NotReady"),
        *(pod(f"web-1a-{state}", state) for state in STATES),
    )
    tab.until(lambda: len(cells(tab)) == 3 + len(STATES))
    page.evaluate(WATCH)
    draw(flows=(Flow(1, "", (SERVICE.id,), "Pod/default/web-1a-x", "answered", 200, "GET web/", 1, 0),
                Flow(2, "", (), "", "refused", 0, "GET localhost:9/", 1, 0)))  # fmt: skip
    tab.until(lambda: len(page.evaluate("window.outcomes")) == 2)
    checked.look("a picture with requests")
    page.locator(".thing", has_text="Service").click()
    tab.until(lambda: page.locator(".panel-facts").count() == 2)
    for part in ("Details", "Events", "YAML"):
        page.get_by_role("tab", name=part).click()
        checked.look(part)
    page.keyboard.press("Escape")
    page.locator(".drawing-tools summary").first.click()
    checked.look("what colours mean")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="As a list").click()
    checked.look("a list")
    page.get_by_role("button", name="As a list").click()
    draw(*(pod(f"web-1a-{number}") for number in range(330)))
    tab.until(lambda: page.locator("#drawing").get_attribute("data-density") == "tiny")
    checked.look("hundreds of pods")
    assert checked.found == []

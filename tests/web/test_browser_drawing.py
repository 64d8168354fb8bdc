"""The drawing of the cluster, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from browsing import PROMPT, Tab

from app.labs.shapes import NodeShape, PodShape, ServiceShape, State, WorkloadShape
from tests.web.conftest import Server

pytestmark = pytest.mark.browser

NODE = NodeShape("Node//node01", "node01", "Ready", True, ())
FIRST = NodeShape("Node//controlplane", "controlplane", "Ready", True, ("control-plane",))
DEPLOYMENT = WorkloadShape("Deployment/default/web", "Deployment", "default", "web", 2, 2, "", 1)
SET = WorkloadShape("ReplicaSet/default/web-1a", "ReplicaSet", "default", "web-1a", 2, 2, DEPLOYMENT.id, 1)
SERVICE = ServiceShape("Service/default/web", "default", "web", "ClusterIP", "80/TCP", {"app": "web"})


def pod(name: str, state: State = "ready", status: str = "Running", node: str = "node01") -> PodShape:
    ready = "1/1" if state == "ready" else "0/1"
    return PodShape(
        f"Pod/default/{name}", "default", name, node, ready, status, 0, state, SET.id, {"app": name.partition("-")[0]}
    )


SYSTEM = replace(pod("proxy"), id="Pod/kube-system/proxy", namespace="kube-system", owner="")


def drawn(tab: Tab, server: Server) -> Callable[..., None]:
    """What draws shapes in the cluster of the tab's lab."""
    lab = next(iter(server.runtime.labs.values()))

    def draw(*shapes: object, gone: tuple[str, ...] = ()) -> None:
        server.runtime.draw(lab.id, *shapes, gone=gone)  # type: ignore[arg-type]

    draw(FIRST, NODE, DEPLOYMENT, SET, SERVICE, pod("web-1a-x"), pod("web-1a-y"), pod("other"), SYSTEM)
    return draw


def cells(tab: Tab) -> dict[str, str]:
    """Each pod's name and state, as they are drawn."""
    found: dict[str, str] = tab.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.pod:not(.leaving)')].map(
          (cell) => [cell.dataset.id.split('/')[2], cell.dataset.state]))"""
    )
    return found


def test_the_cluster_is_drawn_and_follows_what_happens(tab: Tab, server: Server) -> None:
    page, draw = tab.page, drawn(tab, server)
    assert not page.locator("#drawing").is_visible()
    page.locator("#drawing-button").click()
    tab.until(lambda: cells(tab) == {"web-1a-x": "ready", "web-1a-y": "ready", "other": "ready"})
    assert page.locator(".node-head").all_inner_texts()[1].split("\n") == ["node01", "Ready", "+ 1 in kube-system"]
    assert [row.split("\n") for row in page.locator(".thing").all_inner_texts()] == [
        ["Deployment", "web", "2/2"],
        ["ReplicaSet", "web-1a", "2/2"],
        ["Service", "web", "ClusterIP 80/TCP", "→ 2"],
    ]
    draw(pod("web-1a-x", "terminating", "Terminating"), pod("web-1a-z", "pending", "Pending", node=""))
    tab.until(lambda: cells(tab)["web-1a-x"] == "terminating")
    assert page.locator(".node-box").first.inner_text().split("\n")[0] == "On no node yet"
    draw(pod("web-1a-z", "creating", "ContainerCreating"), replace(NODE, ready=False, status="NotReady"), gone=(
        "Pod/default/web-1a-x",
    ))  # fmt: skip
    tab.until(lambda: cells(tab) == {"web-1a-y": "ready", "web-1a-z": "creating", "other": "ready"})
    assert page.locator(".node-box").count() == 2
    assert page.locator(".node-box[data-ready=false] .node-status").text_content() == "NotReady"
    page.locator("#drawing-system").check()
    tab.until(lambda: "proxy" in cells(tab))


def test_what_belongs_together_is_shown_and_a_click_types_the_command(tab: Tab, server: Server) -> None:
    page = tab.page
    drawn(tab, server)
    page.locator("#drawing-button").click()
    tab.until(lambda: len(cells(tab)) == 3)
    page.locator(".thing", has_text="Service").hover()
    tied = "[...document.querySelectorAll('.tied')].map((one) => one.dataset.id)"
    tab.until(lambda: page.evaluate(tied) == ["Pod/default/web-1a-x", "Pod/default/web-1a-y", SERVICE.id])
    page.get_by_role("button", name="web-1a-y: Running").click()
    tab.until(lambda: tab.last() == f"{PROMPT} kubectl describe pod web-1a-y")
    assert page.locator("#drawing-detail").text_content() == (
        "web-1a-y: Running, 1/1 ready, 0 restarts, on node01, of ReplicaSet web-1a"
    )
    page.locator(".thing").first.click()
    tab.until(lambda: tab.last() == f"{PROMPT} kubectl describe deployment web")
    page.locator("#drawing-system").check()
    page.get_by_role("button", name="proxy: Running").click()
    tab.until(lambda: tab.last() == f"{PROMPT} kubectl describe pod proxy -n kube-system")


def test_the_drawing_is_walked_with_keys(tab: Tab, server: Server) -> None:
    page, draw = tab.page, drawn(tab, server)
    page.locator("#drawing-button").click()
    tab.until(lambda: len(cells(tab)) == 3)
    on = "document.activeElement.dataset.id"
    page.locator("#drawing-system").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(on) == FIRST.id
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate(on) == "Pod/default/web-1a-x"
    assert str(page.locator("#drawing-detail").text_content()).startswith("web-1a-x: Running")
    draw(gone=("Pod/default/web-1a-x",))
    tab.until(lambda: page.evaluate(on) == "Pod/default/web-1a-y")
    page.keyboard.press("Tab")
    assert page.evaluate(on) == DEPLOYMENT.id
    page.keyboard.press("Enter")
    tab.until(lambda: tab.last() == f"{PROMPT} kubectl describe deployment web")


@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
def test_on_a_phone_the_drawing_is_a_pane(open_tab: Callable[..., Tab], server: Server, locale: str) -> None:
    tab = open_tab(viewport={"width": 390, "height": 844}, locale=locale, has_touch=True)
    page = tab.page
    tab.open_lesson()
    drawn(tab, server)
    page.locator(".pane-switch [data-pane=drawing]").click()
    tab.until(lambda: len(cells(tab)) == 3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".pod").first.click()
    tab.until(lambda: "kubectl describe pod other" in str(page.locator("#toast").text_content()))
    assert page.locator("#drawing").is_visible()


def test_hundreds_of_pods_are_drawn_once_each(open_tab: Callable[..., Tab], server: Server) -> None:
    tab = open_tab(reduced_motion="reduce").open_lesson()
    draw = drawn(tab, server)
    tab.page.locator("#drawing-button").click()
    draw(*(pod(f"web-1a-{number}") for number in range(300)))
    tab.until(lambda: len(cells(tab)) == 303)
    assert tab.page.locator("#drawing").get_attribute("data-density") == "small"
    draw(gone=tuple(f"Pod/default/web-1a-{number}" for number in range(290)))
    tab.until(lambda: tab.page.locator(".pod").count() == 13)

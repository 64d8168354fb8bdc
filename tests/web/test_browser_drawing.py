"""The drawing of the cluster, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from browsing import PROMPT, WIDTH, Tab

from app.labs.details import Detail, EventLine, Fact
from app.labs.shapes import (
    Flow,
    NodeShape,
    PodShape,
    PolicyShape,
    Requirement,
    RouteShape,
    Rule,
    ScalerShape,
    ServiceShape,
    State,
    StorageShape,
    WorkloadShape,
)
from tests.waiting import expect
from tests.web.conftest import Server

pytestmark = pytest.mark.browser

NODE = NodeShape("Node//node01", "node01", "Ready", True, ())
FIRST = NodeShape("Node//controlplane", "controlplane", "Ready", True, ("control-plane",))
DEPLOYMENT = WorkloadShape("Deployment/default/web", "Deployment", "default", "web", 2, 2, "", 1, "nginx:1.27")
SET = replace(DEPLOYMENT, id="ReplicaSet/default/web-1a", kind="ReplicaSet", name="web-1a", owner=DEPLOYMENT.id)
SERVICE = ServiceShape("Service/default/web", "default", "web", "ClusterIP", "80/TCP", {"app": "web"})
INGRESS = RouteShape("Ingress/default/shop", "Ingress", "default", "shop", "", (Rule("a.example", "/", SERVICE.id),))
CLAIM = StorageShape("PersistentVolumeClaim/default/d", "PersistentVolumeClaim", "default", "d", "Bound", "1Gi", "")
HOSTILE = "<img src=x onerror=alert(1)>"


def pod(name: str, state: State = "ready", status: str = "Running", node: str = "node01", **more: Any) -> PodShape:
    ready = "1/1" if state == "ready" else "0/1"
    labels = {"app": name.partition("-")[0]}
    return PodShape(f"Pod/default/{name}", "default", name, node, ready, status, 0, state, SET.id, labels, **more)


SYSTEM = replace(pod("proxy"), id="Pod/kube-system/proxy", namespace="kube-system", owner="")


def drawn(server: Server) -> Callable[..., None]:
    """What draws shapes in the cluster of the tab's lab."""
    lab = next(iter(server.runtime.labs.values()))

    def draw(*shapes: Any, gone: tuple[str, ...] = (), flows: tuple[Flow, ...] = ()) -> None:
        server.runtime.draw(lab.id, *shapes, gone=gone, flows=flows)

    draw(FIRST, NODE, DEPLOYMENT, SET, SERVICE, pod("web-1a-x"), pod("web-1a-y"), pod("other"), SYSTEM)
    return draw


def opened(tab: Tab, server: Server) -> Callable[..., None]:
    draw = drawn(server)
    tab.page.locator("#drawing-button").click()
    tab.until(lambda: len(cells(tab)) == 3)
    return draw


def cells(tab: Tab) -> dict[str, str]:
    """Each pod's name and state, as they are drawn."""
    found: dict[str, str] = tab.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.pod:not(.leaving)')].map(
          (cell) => [cell.dataset.id.split('/')[2], cell.dataset.state]))"""
    )
    return found


def words(tab: Tab, what: str) -> list[list[str]]:
    """The words of each element."""
    seen = """(found) => found.map((one) => {
      const unseen = [...one.querySelectorAll('.unseen')].map(({ textContent }) => textContent);
      return one.innerText.split('\\n').filter((line) => line && !unseen.includes(line));
    })"""
    found: list[list[str]] = tab.page.locator(what).evaluate_all(seen)
    return found


def reads(tab: Tab, what: str, wanted: list[list[str]]) -> None:
    """Wait until the words of each element are these."""
    tab.becomes(lambda: words(tab, what), wanted)


def lines(tab: Tab) -> list[tuple[str, str, str]]:
    """Each line with its ends, by name."""
    found = tab.page.evaluate(
        """() => [...document.querySelectorAll('#drawing-lines path')].map(
          (line) => [line.dataset.kind, ...line.ends.map((id) => id.split('/').at(-1))])"""
    )
    return sorted(tuple(one) for one in found)


def test_the_cluster_is_drawn_and_follows_what_happens(tab: Tab, server: Server) -> None:
    page, draw = tab.page, drawn(server)
    expect(page.locator("#drawing")).to_be_hidden()
    page.locator("#drawing-button").click()
    tab.until(lambda: cells(tab) == {"web-1a-x": "ready", "web-1a-y": "ready", "other": "ready"})
    reads(tab, ".node-head", [["controlplane", "Ready"], ["node01", "Ready"]])
    reads(
        tab,
        ".thing",
        [
            ["Service", "web", "ClusterIP 80/TCP", "→ 2/2"],
            ["Deployment", "web", "nginx:1.27", "2/2"],
            ["ReplicaSet", "web-1a", "rev 1 · nginx:1.27", "2/2"],
        ],
    )
    draw(pod("web-1a-x", "terminating", "Terminating"), pod("web-1a-z", "pending", "Pending", node=""))
    tab.until(lambda: cells(tab)["web-1a-x"] == "terminating")
    tab.becomes(lambda: words(tab, ".node-head")[0], ["On no node yet"])
    draw(pod("web-1a-z", "creating", "ContainerCreating"), replace(NODE, ready=False, status="NotReady"), gone=(
        "Pod/default/web-1a-x",
    ))  # fmt: skip
    tab.until(lambda: cells(tab) == {"web-1a-y": "ready", "web-1a-z": "creating", "other": "ready"})
    expect(page.locator(".node-box")).to_have_count(2)
    expect(page.locator(".node-box[data-ready=false] .node-status")).to_have_text("NotReady")
    tab.becomes(lambda: words(tab, ".thing")[0][-1], "→ 1/2")


def test_namespaces_are_folded(tab: Tab, server: Server) -> None:
    opened(tab, server)
    page = tab.page
    reads(tab, ".namespace", [["default 3"], ["kube-system 1"]])
    reads(tab, ".fold", [["1", "kube-system"]])
    page.locator(".fold").click()
    tab.until(lambda: "proxy" in cells(tab))
    page.locator(".namespace").first.click()
    tab.until(lambda: list(cells(tab)) == ["proxy"])
    reads(tab, ".fold", [["3", "default"]])
    page.reload()
    tab.until(lambda: list(cells(tab)) == ["proxy"])  # it is remembered


def test_lines_tie_what_belongs_together(tab: Tab, server: Server) -> None:
    draw = opened(tab, server)
    page = tab.page
    draw(INGRESS, CLAIM, pod("web-1a-y", "running", claims=(CLAIM.id,)))
    owned = [("owns", "web-1a", name) for name in ("other", "web-1a-x", "web-1a-y")]
    tab.until(
        lambda: (
            lines(tab)
            == [
                ("leads", "shop", "web"),
                ("mounts", "d", "web-1a-y"),
                *owned,
                ("selects", "web", "web-1a-x"),
                ("unready", "web", "web-1a-y"),
            ]
        )
    )
    page.locator(".thing", has_text="Ingress").hover()
    tied = "[...document.querySelectorAll('button.tied')].map((one) => one.dataset.id)"
    tab.until(
        lambda: (
            page.evaluate(tied)
            == [
                INGRESS.id,
                SERVICE.id,
                "Pod/default/web-1a-x",
                "Pod/default/web-1a-y",
            ]
        )
    )
    expect(page.locator("#drawing-story")).to_have_text("Ingress shop: a.example/ → web")


def test_a_network_policy_fences_its_pods_and_an_autoscaler_points_at_what_it_scales(tab: Tab, server: Server) -> None:
    draw = opened(tab, server)
    apart = Requirement("app", "NotIn", ("web",))
    policy = PolicyShape("NetworkPolicy/default/shut", "NetworkPolicy", "default", "shut", {}, (apart,),
                         ("Ingress ← ✕",))  # fmt: skip
    scaler = ScalerShape("HorizontalPodAutoscaler/default/web", "HorizontalPodAutoscaler", "default", "web",
                         DEPLOYMENT.id, "cpu: 80%/50%", 2, 6)  # fmt: skip
    draw(policy, scaler)
    tab.until(lambda: _fenced(tab) == ["other"])
    tab.until(
        lambda: (
            words(tab, ".thing:is([data-kind='NetworkPolicy'], [data-kind='HorizontalPodAutoscaler'])")
            == [["NetworkPolicy", "shut", "Ingress ← ✕"], ["HPA", "web", "cpu: 80%/50%", "2–6"]]
        )
    )
    kinds = "() => [...document.querySelectorAll('#drawing-lines path')].map(({ dataset }) => dataset.kind)"
    tab.until(lambda: {"fences", "scales"} <= set(tab.page.evaluate(kinds)))
    draw(replace(policy, requirements=(), selector={"app": "web"}))
    tab.until(lambda: _fenced(tab) == ["web-1a-x", "web-1a-y"])
    tab.page.locator("[data-id='Pod/default/web-1a-x']").hover()
    tab.page.locator("#drawing-story", has_text="shut off by shut").wait_for()
    draw(gone=(policy.id, scaler.id))
    tab.until(lambda: _fenced(tab) == [] and not {"fences", "scales"} & set(tab.page.evaluate(kinds)))


def _fenced(tab: Tab) -> list[str]:
    """The names of the pods with a fence around them."""
    pods = tab.page.locator(".pod[data-fenced='true']")
    return sorted(name.split("/")[2] for name in pods.evaluate_all("(found) => found.map(({ dataset }) => dataset.id)"))


def test_details_events_and_yaml_of_what_is_clicked(tab: Tab, server: Server) -> None:
    page = tab.page
    draw = opened(tab, server)
    lab = next(iter(server.runtime.labs.values()))
    lab.details["Pod/default/web-1a-y"] = Detail(
        "Pod/default/web-1a-y",
        (Fact("IP", "10.1.1.1"), Fact("Labels", HOSTILE)),
        (Fact("Ready", "True"),),
        (EventLine("5s", "Warning", "BackOff", HOSTILE, 3),),
        f"kind: Pod\nname: {HOSTILE}\n",
    )
    page.get_by_role("button", name="web-1a-y: Running").click()
    panel = page.locator("#drawing-panel")
    tab.until(lambda: "10.1.1.1" in panel.inner_text())
    reads(tab, ".panel-title", [["Pod · default", "web-1a-y"]])
    expect(panel).to_contain_text(HOSTILE)
    page.get_by_role("tab", name="Events").click()
    reads(tab, ".panel-events li", [["! BackOff", "5s ago ×3", HOSTILE]])
    page.keyboard.press("ArrowRight")
    tab.becomes(page.locator(".panel-yaml").text_content, f"kind: Pod\nname: {HOSTILE}\n")
    page.locator(".panel-command").click()
    tab.until(lambda: tab.last() == f"{PROMPT} kubectl describe pod web-1a-y")
    lab.details["Pod/default/web-1a-y"] = replace(lab.details["Pod/default/web-1a-y"], yaml="kind: Pod\nnow: other\n")
    draw(pod("web-1a-y", "failing", "CrashLoopBackOff", why="back-off 10s"))
    tab.until(lambda: page.locator(".panel-yaml").text_content() == "kind: Pod\nnow: other\n")
    expect(page.locator(".panel-lead")).to_have_text("! CrashLoopBackOff — back-off 10s")
    draw(gone=("Pod/default/web-1a-y",))
    tab.until(lambda: page.locator(".panel-lead").text_content() == "It is gone.")
    page.locator(".panel-head button").click()
    expect(panel).to_be_hidden()


def test_the_drawing_is_walked_with_keys(tab: Tab, server: Server) -> None:
    page = tab.page
    draw = opened(tab, server)

    def focused() -> object:
        return page.evaluate("document.activeElement.dataset.id")

    page.locator("#drawing-wide").focus()
    page.keyboard.press("Tab")
    tab.becomes(focused, SERVICE.id)
    page.keyboard.press("Tab")
    tab.becomes(focused, FIRST.id)
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    tab.becomes(focused, "Pod/default/web-1a-x")
    expect(page.locator("#drawing-story")).to_contain_text(re.compile("^web-1a-x: Running"))
    draw(gone=("Pod/default/web-1a-x",))
    tab.becomes(focused, "Pod/default/web-1a-y")
    page.keyboard.press("Enter")
    expect(page.locator("#drawing-panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    tab.becomes(focused, "Pod/default/web-1a-y")
    page.keyboard.press("Tab")
    tab.becomes(focused, DEPLOYMENT.id)


WATCH = """() => {
  window.outcomes = []; window.dots = 0;
  new MutationObserver((all) => {
    for (const { addedNodes } of all) for (const one of addedNodes) {
      if (one.classList.contains('outcome')) window.outcomes.push(one.textContent);
      if (one.classList.contains('dot')) window.dots += 1;
    }
  }).observe(document.getElementById('drawing-traffic'), { childList: true });
}"""


@pytest.mark.parametrize("motion", ["no-preference", pytest.param("reduce", marks=pytest.mark.exhaustive)])
def test_requests_are_seen_on_their_way(open_tab: Callable[..., Tab], server: Server, motion: str) -> None:
    tab = open_tab(reduced_motion=motion).open_lesson()
    page, draw = tab.page, opened(tab, server)
    page.evaluate(WATCH)
    target = "Pod/default/web-1a-x"
    draw(
        flows=(
            Flow(1, "", (SERVICE.id,), target, "answered", 200, "GET web/", 3, 0),
            Flow(2, target, (), "", "unknown host", 0, f"GET {HOSTILE}", 1, 1),
            Flow(3, "", (), "", "refused", 0, "GET localhost:9/", 1, 0),
        )
    )
    tab.becomes(lambda: sorted(page.evaluate("window.outcomes")), ["200 ×3", "? unknown host", "✕ refused"])
    tab.becomes(lambda: page.evaluate("window.dots") > 0, motion != "reduce")
    expect(page.locator("#drawing-story")).to_have_text(f"GET {HOSTILE}: unknown host")  # it came after the first
    tab.until(lambda: page.locator("#drawing-traffic > *").count() == 0)


def test_the_drawing_as_a_list(tab: Tab, server: Server) -> None:
    page, draw = tab.page, opened(tab, server)
    page.get_by_role("button", name="As a list").click()
    items = page.locator("#drawing-list li")
    tab.until(lambda: items.count() == 8)
    expect(items.nth(2)).to_have_text("Service web: ClusterIP 80/TCP, selects 2 pods, 2 of them ready")
    draw(pod("web-1a-y", "failing", "CrashLoopBackOff", why=f"because {HOSTILE}"))
    tab.until(lambda: "because <img" in str(items.last.text_content()))
    draw(flows=(Flow(1, "", (SERVICE.id,), "Pod/default/web-1a-x", "answered", 200, "GET web/", 1, 0),))
    story = page.locator("#drawing-story")
    tab.until(lambda: story.text_content() == "GET web/ → Service web → web-1a-x: 200")
    expect(story).to_have_attribute("aria-live", "polite")
    page.get_by_role("button", name="As a list").click()
    tab.until(lambda: cells(tab)["web-1a-y"] == "failing")
    expect(story).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize("kind", ["SVG", pytest.param("PNG", marks=pytest.mark.exhaustive)])
def test_the_drawing_is_saved_as_a_picture(tab: Tab, server: Server, kind: str) -> None:
    page, draw = tab.page, opened(tab, server)
    draw(replace(pod("web-1a-y"), status=HOSTILE))
    page.locator(".drawing-tools summary").nth(1).click()
    with page.expect_download() as found:
        page.get_by_role("button", name=f"As {kind}").click()
    data = found.value.path().read_bytes()
    assert found.value.suggested_filename == f"cluster.{kind.lower()}"
    if kind == "PNG":
        assert data.startswith(b"\x89PNG")
        return
    text = data.decode()
    parsed = page.evaluate(
        """(text) => {
          const found = new DOMParser().parseFromString(text, 'image/svg+xml');
          return [found.documentElement.nodeName, found.querySelectorAll('img').length,
            [...found.querySelectorAll('text')].map((one) => one.textContent)];
        }""",
        text,
    )
    assert parsed[:2] == ["svg", 0]
    assert {"Your terminal", "controlplane", "Deployment", "nginx:1.27"} <= set(parsed[2])


@pytest.mark.parametrize("locale", ["en-US", pytest.param("ja-JP", marks=pytest.mark.exhaustive)])
def test_on_a_phone_the_drawing_is_a_pane(open_tab: Callable[..., Tab], server: Server, locale: str) -> None:
    tab = open_tab(viewport={"width": 360, "height": 740}, locale=locale, has_touch=True)
    page = tab.page
    tab.open_lesson()
    drawn(server)
    page.locator(".pane-switch [data-pane=drawing]").click()
    tab.until(lambda: len(cells(tab)) == 3)
    tab.until(lambda: page.evaluate(WIDTH) <= 360)
    page.locator(".pod").first.click()
    page.locator(".panel-command").click()
    tab.until(lambda: "kubectl describe pod other" in str(page.locator("#toast").text_content()))
    expect(page.locator("#drawing")).to_be_visible()


@pytest.mark.exhaustive
def test_hundreds_of_pods_are_drawn_once_each(open_tab: Callable[..., Tab], server: Server) -> None:
    tab = open_tab(reduced_motion="reduce").open_lesson()
    draw = opened(tab, server)
    pane = tab.page.locator("#drawing")
    draw(*(pod(f"web-1a-{number}") for number in range(300)))
    tab.until(lambda: len(cells(tab)) == 303)
    expect(pane).to_have_attribute("data-density", "small")
    tab.until(lambda: ("owns", "web-1a", "node01") in lines(tab))  # one for all of a node
    draw(*(pod(f"web-1a-{number}", node="") for number in range(300, 700)))
    tab.until(lambda: len(cells(tab)) == 703)
    expect(pane).to_have_attribute("data-density", "tiny")
    draw(gone=tuple(f"Pod/default/web-1a-{number}" for number in range(690)))
    tab.until(lambda: tab.page.locator(".pod").count() == 13)
    expect(pane).to_have_attribute("data-density", "large")
    expect(tab.page.locator(".pod .pod-tail").first).to_be_visible()

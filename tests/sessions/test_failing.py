"""Steps that fail where something wrong is done, the ways back, and a clock that goes faster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from learner import Server, Tab

LESSON = """\
title: x
description: x
release: "1.36"
minutes: 5
clock: 20
nodes: [controlplane]
steps:
  - id: look
    checks:
      - says: web has a Service
        resource: service/web
        when:
          - {says: It is called `wbe`., resource: service/wbe}
    solution: [kubectl create service clusterip web --tcp=80]
    unless:
      - {says: "The pod is gone, and its logs with it.", ran: kubectl delete pod}
  - id: end
"""


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    folder = tmp_path / "mine" / "01-x"
    folder.mkdir(parents=True)
    (folder.parent / "course.yaml").write_text("title: x\ndescription: x\nlanguages: [en]\n")
    (folder / "lesson.yaml").write_text(LESSON)
    for step in ("look", "end"):
        (folder / f"{step}.en.md").write_text("# Look\n\nLook.\n")
    running = Server(tmp_path / "kubekata.sqlite3", previewed=[folder.parent])
    yield running.tab(lesson="mine/01-x")
    running.stop()


def first(tab: Tab) -> Any:
    return tab.state["steps"][0]


def again(tab: Tab, event: str, **payload: object) -> None:
    seen = sum(name == "lab.begun" for name, _ in tab.told)
    tab.ask(event, **payload)
    tab.wait(lambda: sum(name == "lab.begun" for name, _ in tab.told) > seen)
    tab.hang_up()
    tab.terminals.clear()
    tab.join()


def test_a_step_fails_and_is_begun_anew(tab: Tab) -> None:
    tab.run("kubectl create service clusterip web --tcp=80")
    tab.wait(lambda: first(tab)["checks"][0]["passed"])
    tab.run("kubectl run web --image=nginx")
    tab.run("kubectl delete pod web --now")
    tab.wait(lambda: first(tab)["failed"].get("en") == "The pod is gone, and its logs with it.")
    assert tab.refused("step.next", step="look") == "locked"
    again(tab, "step.restart", step="look")
    assert first(tab)["failed"] == {}
    assert first(tab)["checks"][0]["passed"] is False
    tab.run("kubectl create service clusterip web --tcp=80")
    tab.wait(lambda: first(tab)["checks"][0]["passed"])
    tab.ask("step.next", step="look")
    tab.wait(lambda: tab.state["step"] == "end")


def test_a_command_too_many_is_taken_back(tab: Tab) -> None:
    tab.run("kubectl run web --image=nginx")
    tab.run("kubectl delete pod web --now")
    tab.wait(lambda: first(tab)["failed"] != {} and tab.state["undo"] == "kubectl delete pod web --now")
    again(tab, "lab.undo")
    assert first(tab)["failed"] == {}


def test_an_author_tells_of_a_wrong_state_unasked(tab: Tab) -> None:
    assert first(tab)["checks"][0]["unasked"] is False
    tab.run("kubectl create service clusterip wbe --tcp=80")
    tab.wait(lambda: first(tab)["checks"][0]["unasked"])
    assert first(tab)["checks"][0]["why"]["en"] == "It is called wbe."


def test_the_clock_goes_faster(tab: Tab) -> None:
    assert tab.state["clock"]["speed"] == 20.0

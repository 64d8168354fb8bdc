"""Both eras of the lesson, typed into two terminals as their solutions have it."""

from __future__ import annotations

from typing import Any

from learner import CLASSIC, MODERN, PROMPT, Server, Tab


def test_the_modern_lesson(server: Server) -> None:
    tab = server.tab(lesson=MODERN)
    assert tab.text("1") == tab.text("2") == PROMPT
    play(tab)
    hello = "Hello Kubernetes bootcamp! | Running on: kubernetes-bootcamp-"
    assert hello in tab.text("1")
    assert tab.text("2") == f"{PROMPT}kubectl proxy\nStarting to serve on 127.0.0.1:8001\n"
    finished = tab.learner.session.get(f"{server.url}/lessons/{MODERN}/finished", timeout=10)
    assert finished.status_code == 200


def test_the_lesson_of_2018(server: Server) -> None:
    tab = server.tab(lesson=CLASSIC)
    assert tab.text("1") == tab.text("2") == "$ "
    play(tab)
    shown = tab.text("1")
    assert 'deployment "kubernetes-bootcamp" created\n' in shown
    assert "Hello Kubernetes bootcamp! | Running on: kubernetes-bootcamp-" in shown


def play(tab: Tab) -> None:
    """Every step: locked before, its solution, its checks tick by themselves, Next."""
    steps = tab.state["steps"]
    assert [step["phase"] for step in steps] == ["open"] + ["locked"] * (len(steps) - 1)
    for step in steps:
        assert tab.step == step["id"]
        if step["checks"]:
            assert tab.refused("step.next", step=step["id"]) == "locked"
            assert not all(tab.checks(step["id"]))
        for action in tab.ask("step.solution", step=step["id"])["actions"]:
            act(tab, action)
        tab.ticked(step["id"])
        tab.next()
    assert tab.state["finished"]
    assert [step["phase"] for step in tab.state["steps"]] == ["done"] * len(steps)


def act(tab: Tab, action: dict[str, Any]) -> None:
    text = action["text"]
    if text == "kubectl proxy":
        tab.type(text, action["terminal"])
        tab.shows("Starting to serve on 127.0.0.1:8001\n", action["terminal"])
    elif text is not None:
        tab.run(text, action["terminal"], skipping=text.startswith(("kubectl rollout status", "kubectl delete")))
        if text.startswith(("kubectl create", "kubectl delete", "kubectl run")):
            tab.settle()
    elif action["press"] is not None:
        tab.press(action["press"], action["terminal"])
    elif action["wait"] is not None:
        tab.skip(action["wait"])
    else:
        node = tab.run("kubectl get pods -o jsonpath='{.items[0].spec.nodeName}'")
        tab.ask("node.power", node=node, power="off")

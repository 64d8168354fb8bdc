"""Undo, restarted steps, finished steps to go back to, and solutions that are played."""

from __future__ import annotations

from typing import Any

from learner import MODERN, PROMPT, Server, Tab


def again(tab: Tab, event: str, **payload: object) -> None:
    """Ask for something after which the lab begins anew, and join it as the page does: with nothing seen."""
    seen = sum(name == "lab.begun" for name, _ in tab.told)
    tab.ask(event, **payload)
    tab.wait(lambda: sum(name == "lab.begun" for name, _ in tab.told) > seen, f"{event} is done")
    tab.hang_up()
    tab.terminals.clear()
    tab.join()


def shown(tab: Tab, line: str = "kubectl get deployments -o name") -> str:
    """What a line prints; the terminal may still be telling of the moment at which it came back."""
    tab.type(f"{line}; echo end of it")
    tab.ends(f"end of it\n{PROMPT}")
    return tab.text().rpartition("echo end of it\n")[2].removesuffix(f"end of it\n{PROMPT}")


def undo(tab: Tab) -> Any:
    return tab.state["undo"]


def test_the_last_command_that_changed_something_is_taken_back(server: Server) -> None:
    tab = server.tab(lesson=MODERN)
    assert undo(tab) is None
    assert tab.state["steps"][0]["returns"] is True
    tab.run("kubectl create deployment web --image=nginx")
    tab.wait(lambda: undo(tab) == "kubectl create deployment web --image=nginx")
    tab.run("kubectl get pods; kubectl auth can-i create pods; kubectl run x --image=nginx --dry-run=server")
    tab.run("echo hello > note")
    tab.wait(lambda: undo(tab) == "echo hello > note")
    tab.run("cat note; ls /")
    again(tab, "lab.undo")
    assert shown(tab, "ls") == ""
    assert shown(tab) == "deployment.apps/web\n"
    assert undo(tab) == "kubectl create deployment web --image=nginx"
    again(tab, "lab.undo")
    assert shown(tab) == ""
    assert undo(tab) is None
    tab.ask("lab.undo")
    assert tab.wait(lambda: [told for event, told in tab.told if event == "failed"])[0]["error"] == "not-found"


def test_a_step_begins_anew_and_that_can_be_taken_back(server: Server) -> None:
    tab = server.tab(lesson=MODERN)
    tab.next()
    tab.run("kubectl create deployment web --image=nginx")
    tab.run("kubectl version")
    tab.ticked("meet-kubectl", 0)
    again(tab, "step.restart", step="meet-kubectl")
    assert (shown(tab), tab.step, tab.checks("meet-kubectl")) == ("", "meet-kubectl", [False, False])
    assert undo(tab) == ""
    again(tab, "lab.undo")
    assert (shown(tab), tab.checks("meet-kubectl")) == ("deployment.apps/web\n", [True, False])


def test_a_finished_step_can_be_gone_back_to_after_the_server_came_back(own_server: Server) -> None:
    tab = own_server.tab(lesson=MODERN)
    tab.next()
    tab.run("kubectl version && kubectl --help > /dev/null && kubectl create deployment web --image=nginx")
    tab.ticked("meet-kubectl")
    tab.next()
    assert [step["returns"] for step in tab.state["steps"]][:4] == [True, True, True, False]
    assert undo(tab) is None  # what was done before the step stays
    tab.run("touch file")
    tab.wait(lambda: undo(tab) == "touch file")
    own_server.restart()
    tab = own_server.tab(tab.learner, MODERN)
    assert undo(tab) == "touch file"
    again(tab, "step.restart", step="meet-kubectl")
    assert [step["phase"] for step in tab.state["steps"]][:3] == ["done", "open", "locked"]
    assert shown(tab) == ""
    again(tab, "lab.undo")
    assert [step["phase"] for step in tab.state["steps"]][:3] == ["done", "done", "open"]
    assert shown(tab, "ls; kubectl get deployments -o name") == "file\ndeployment.apps/web\n"


def test_solutions_are_played(server: Server) -> None:
    tab = server.tab(lesson=MODERN)
    tab.next()
    tab.ask("step.play")
    tab.wait(lambda: ("work.done", {"work": "play", "done": 0, "all": 0}) in tab.told, "the solution was played")
    assert all(tab.checks("meet-kubectl"))
    assert "kubectl version\n" in tab.text("1")
    work = [told["done"] for event, told in tab.told if event == "work.done" and told["all"]]
    assert work == sorted(work)
    assert len(work) > 1
    tab.next()
    tab.ask("step.jump", step="lose-a-pod")  # only where lessons are looked at before they are served
    assert tab.wait(lambda: [told for event, told in tab.told if event == "failed"])[0]["error"] == "locked"


def test_authors_jump_to_any_step(server: Server) -> None:
    tab = server.tab(lesson=MODERN)
    server.app.runtime.play(tab.lab, "lose-a-pod")
    tab.wait(lambda: tab.step == "lose-a-pod")
    assert {step["phase"] for step in tab.state["steps"][:-2]} <= {"done", "open"}
    assert "deployment.apps/kubernetes-bootcamp" in shown(tab)

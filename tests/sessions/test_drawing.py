"""The drawing of the cluster over the socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from learner import Server, Tab


def _pictures(tab: Tab) -> Iterator[Any]:
    return (payload["picture"] for event, payload in tab.told if event == "cluster.changed")


def _following(tab: Tab, whole: Any) -> list[list[dict[str, Any]]]:
    """The pods of the Deployment `web` after every picture that the tab was told of, from the whole one on."""
    found = {pod["id"]: pod for pod in whole["pods"]}
    seen = []
    for picture in list(_pictures(tab)):
        for name in picture["gone"]:
            found.pop(name, None)
        found.update({pod["id"]: pod for pod in picture["pods"]})
        seen.append([pod for pod in found.values() if pod["labels"].get("app") == "web"])
    return seen


def test_a_rolling_update_is_seen(server: Server) -> None:
    tab, other = server.tab(), server.tab()
    whole = tab.ask("cluster.look")
    assert {node["name"]: (node["status"], node["roles"]) for node in whole["nodes"]} == {
        "controlplane": ("Ready", ["control-plane"]),
        "node01": ("Ready", []),
        "node02": ("Ready", []),
    }
    assert {pod["namespace"] for pod in whole["pods"]} == {"kube-system"}

    def ready(image: str) -> bool:
        """Whether three pods are there, all ready and made by the ReplicaSet of this revision."""
        sets = {one["id"]: one["revision"] for picture in _pictures(tab) for one in picture["workloads"]}
        states = [(pod["state"], str(sets.get(pod["owner"]))) for pod in (_following(tab, whole) or [[]])[-1]]
        return states == [("ready", image)] * 3

    tab.run("kubectl create deployment web --image=nginx:1.27 --replicas=3")
    tab.wait(lambda: ready("1"), "three pods of the first revision")
    tab.run("kubectl set image deployment web nginx=nginx:1.28")
    tab.wait(lambda: ready("2"), "three pods of the second")
    told = [pod for pods in _following(tab, whole) for pod in pods]
    assert {pod["state"] for pod in told} >= {"creating", "ready", "terminating"}
    assert {"ContainerCreating", "Running", "Terminating"} <= {pod["status"] for pod in told}
    versions = [picture["version"] for picture in _pictures(tab)]
    assert versions == list(range(whole["version"] + 1, whole["version"] + 1 + len(versions)))
    assert list(_pictures(other)) == []  # a lab of its own, and it never looked


def test_who_does_not_look_is_told_nothing(server: Server) -> None:
    first = server.tab()
    second = server.tab(first.learner)  # the same lab
    second.ask("cluster.look")
    first.ask("cluster.look")
    first.ask("cluster.leave")
    first.run("kubectl create service clusterip web --tcp=80")
    found = second.wait(lambda: [one for picture in _pictures(second) for one in picture["services"]], "the Service")
    assert [(one["name"], one["type"], one["ports"], one["selector"]) for one in found] == [
        ("web", "ClusterIP", "80/TCP", {"app": "web"})
    ]
    first.run("true")  # what was told before this has arrived
    assert list(_pictures(first)) == []


def test_a_lab_that_begins_anew_is_looked_at_again(server: Server) -> None:
    tab = server.tab()
    tab.ask("cluster.look")
    tab.run("kubectl create service clusterip web --tcp=80")
    tab.wait(lambda: list(_pictures(tab)), "a picture")
    tab.ask("lab.reset")
    tab.wait(lambda: any(event == "lab.begun" for event, _ in tab.told), "a new lab")
    assert [one["name"] for one in tab.ask("cluster.look")["services"]] == ["kubernetes", "kube-dns"]


def test_a_request_is_seen_and_an_object_told_of(server: Server) -> None:
    tab = server.tab()
    tab.ask("cluster.look")
    tab.run("kubectl create service clusterip web --tcp=80")
    tab.run("curl -s web.default.svc.cluster.local; curl -s localhost:9; true")

    def sent() -> list[dict[str, Any]]:
        return [one for picture in _pictures(tab) for one in picture["flows"]]

    tab.wait(lambda: len(sent()) == 2, "two requests")
    assert [(one["source"], one["via"], one["target"], one["outcome"]) for one in sent()] == [
        ("", [], "", "unknown host"),
        ("", [], "", "refused"),
    ]
    found = tab.ask("cluster.detail", id="Service/default/web")
    assert [fact["value"] for fact in found["facts"] if fact["name"] == "Port(s)"] == ["80/TCP"]
    assert found["yaml"].startswith("apiVersion: v1\nkind: Service\n")

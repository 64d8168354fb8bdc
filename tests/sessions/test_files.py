"""The learner's files over the socket: two windows and a shell on the same ones."""

from __future__ import annotations

from typing import Any

from learner import Server, Tab


def _changes(tab: Tab) -> list[Any]:
    return [payload for event, payload in tab.told if event == "files.changed"]


def test_a_file_is_saved_applied_and_changed_by_the_shell(server: Server) -> None:
    tab = server.tab()
    other = server.tab(tab.learner)
    home = tab.ask("files.list", path="~")
    assert (home["path"], home["user"], home["machine"]) == ("/root", "root", "controlplane")
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: saved\n"
    saved = tab.ask("files.write", path="cm.yaml", text=text, before="")
    assert saved["path"] == "/root/cm.yaml"
    tab.wait(lambda: any("/root" in one["folders"] for one in _changes(tab)), "the folder's change")
    assert "configmap/saved created" in tab.run("kubectl apply -f cm.yaml")
    assert other.ask("files.read", path="/root/cm.yaml")["version"] == saved["version"]
    tab.run("echo '# more' >> cm.yaml")

    def news() -> list[Any]:
        return [one for change in _changes(other) for one in change["files"] if one["path"] == "/root/cm.yaml"]

    other.wait(news, "the file's change")
    now = other.ask("files.read", path="/root/cm.yaml")
    assert (now["text"], now["version"]) == (f"{text}# more\n", news()[-1]["version"])
    refusal = tab.request("files.write", {"path": "/root/cm.yaml", "text": "x", "before": saved["version"]})
    assert refusal == {"ok": False, "error": "file", "detail": "changed"}


def test_what_was_saved_can_be_taken_back(server: Server) -> None:
    tab = server.tab()
    tab.ask("files.write", path="a", text="1\n", before="")
    tab.wait(
        lambda: any(payload["undo"] == "/root/a" for event, payload in tab.told if event == "steps.changed"),
        "that it can be undone",
    )
    tab.ask("lab.undo")
    tab.wait(lambda: any(event == "lab.begun" for event, _ in tab.told), "the world before")
    assert tab.request("files.read", {"path": "/root/a"}) == {"ok": False, "error": "file", "detail": "not-found"}


def test_manifests_are_judged_and_completed(server: Server) -> None:
    tab = server.tab()
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: []\n"
    found = tab.ask("manifest.check", text=text)["findings"]
    assert [(one["line"], one["message"]) for one in found] == [(4, "spec.containers: Required value")]
    offered = tab.ask("manifest.complete", text=text + "  host", line=5, column=6)
    assert "hostNetwork" in [one["word"] for one in offered["words"]]

"""Modules that begin with a setup, in a browser's hands."""

from __future__ import annotations

import pytest
from learner import Server
from test_lesson_sessions import play


@pytest.mark.parametrize("lesson", ["kubernetes-basics/04-expose-the-app", "kubernetes-basics-2018/06-update-the-app"])
def test_a_module_is_played_to_its_end(server: Server, lesson: str) -> None:
    tab = server.tab(lesson=lesson)
    play(tab)
    assert "kubectl run" not in tab.text("1")
    assert "kubectl create" not in tab.text("1")


def test_a_shell_in_a_container_is_a_terminal(server: Server) -> None:
    tab = server.tab(lesson="kubernetes-basics/03-explore-the-app")
    tab.type("kubectl exec -it deploy/kubernetes-bootcamp -- bash", "1")
    tab.shows(":/# ", "1")
    tab.type("curl localhost:8080", "1")
    tab.shows("v=1\n", "1")
    assert "% Total" not in tab.text("1")
    tab.type("exit", "1")
    tab.shows("root@controlplane:~# ", "1")

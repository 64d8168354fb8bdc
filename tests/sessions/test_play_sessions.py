"""A lab without a lesson: opened from its page, kept, and gone on with."""

from __future__ import annotations

from learner import Server

LESSON = "play/1.36-2-web"


def test_a_lab_of_free_play_is_kept(own_server: Server) -> None:
    tab = own_server.tab(lesson=LESSON)
    assert [step["id"] for step in tab.state["steps"]] == ["play"]
    assert [node["name"] for node in tab.state["nodes"]] == ["node01"]
    tab.run("kubectl scale deployment web --replicas=1")
    own_server.restart()
    tab = own_server.tab(tab.learner, LESSON)
    assert "1\n" in tab.run("kubectl get deployment web -o jsonpath='{.spec.replicas}{\"\\n\"}'")
    page = tab.learner.session.get(f"{own_server.url}/play", timeout=30).text
    assert f'<a href="/lessons/{LESSON}">Kubernetes 1.36, 2 nodes, a web server</a>' in page
    tab.next()
    finished = tab.learner.session.get(f"{own_server.url}/lessons/{LESSON}/finished", timeout=30)
    assert finished.status_code == 200 and "Kubernetes 1.36, 2 nodes, a web server" in finished.text

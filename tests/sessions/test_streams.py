"""What tabs are told: after a lost connection, side by side, and when somebody else asks or talks nonsense."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
import requests
import socketio
from learner import PATIENCE, PROMPT, Learner, Server

from app.sim.limits import LIMITS
from tests.in_order import InOrder


def test_a_connection_lost_in_the_middle_of_output(server: Server) -> None:
    tab = server.tab()
    watcher = server.tab(tab.learner)
    tab.type("for i in $(seq 3000); do echo line $i; done")
    tab.shows("line 40\n")
    tab.drop()
    watcher.shows(f"line 3000\n{PROMPT}")
    before = tab.text()
    assert "line 3000\n" not in before
    tab.join()
    assert tab.text() == watcher.text()
    assert tab.terminals["1"].resets == 0
    shown = tab.text().removeprefix(f"{PROMPT}for i in $(seq 3000); do echo line $i; done\n").removesuffix(PROMPT)
    assert shown == "".join(f"line {number}\n" for number in range(1, 3001))
    assert tab.run("echo back") == "back\n"


def test_what_is_too_old_comes_as_a_whole_screen(server: Server) -> None:
    tab = server.tab()
    tab.drop()
    other = server.tab(tab.learner)
    other.run("for i in 1 2 3 4; do seq 100000 160000; done")  # more than the scrollback keeps
    other.run("echo the end")
    tab.join()
    assert tab.terminals["1"].resets == 1
    assert tab.text().endswith(f"{PROMPT}echo the end\nthe end\n{PROMPT}")
    assert LIMITS.scrollback_bytes // 2 < len(tab.terminals["1"].text) <= LIMITS.scrollback_bytes
    assert tab.run("echo on") == "on\n"


def test_numbers_that_never_were_come_as_a_whole_screen(server: Server) -> None:
    tab = server.tab()
    answer = tab.ask("terminal.since", terminal="1", seq=77)
    assert (answer["reset"], answer["data"]) == (True, PROMPT)


def test_two_tabs_on_one_lab_see_the_same(server: Server) -> None:
    one = server.tab()
    two = server.tab(one.learner)
    assert one.lab == two.lab
    one.run("echo from one")
    two.wait(lambda: two.text().endswith(f"from one\n{PROMPT}"))
    two.run("echo from two")
    expected = f"{PROMPT}echo from one\nfrom one\n{PROMPT}echo from two\nfrom two\n{PROMPT}"
    for tab in (one, two):
        tab.ends(expected)
        assert tab.text() == expected
    assert [told for name, told in one.told if name == "history.added"] == [
        {"terminal": "1", "line": "echo from one"},
        {"terminal": "1", "line": "echo from two"},
    ]


def test_two_tabs_tick_and_turn_together(server: Server) -> None:
    one = server.tab()
    two = server.tab(one.learner)
    one.next()
    two.wait(lambda: two.step == "meet-kubectl")
    two.run("kubectl version")
    for tab in (one, two):
        tab.ticked("meet-kubectl", 0)
    assert one.refused("step.next", step="meet-kubectl") == "locked"


def test_tabs_that_open_a_lesson_at_once_get_one_lab(server: Server) -> None:
    learner = Learner()
    learner.session.get(f"{server.url}/", timeout=PATIENCE)
    server.opened(learner, "kubernetes-basics-2018/02-deploy-an-app")  # now the learner has a name
    tabs = []
    threads = [threading.Thread(target=lambda: tabs.append(server.opened(learner))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({tab.lab for tab in tabs}) == 1
    tabs[0].join()
    assert tabs[0].text("1") == tabs[0].text("2") == PROMPT


def test_a_lab_of_somebody_else_is_not_found(server: Server) -> None:
    mine, theirs = server.tab(), server.tab()
    for path in ("", "/steps/what-is-a-deployment"):
        answer = theirs.learner.session.get(f"{server.url}/api/labs/{mine.lab}{path}", timeout=PATIENCE)
        assert (answer.status_code, answer.json()["error"]) == (404, "not-found")
    unknown = requests.get(f"{server.url}/api/labs/{mine.lab}", timeout=PATIENCE)
    assert unknown.status_code == 404
    mine.run("echo secret")
    theirs.run("echo other")
    assert "secret" not in theirs.text()


@pytest.mark.parametrize("token", ["", "nonsense", None, 7, "a" * 5000])
def test_a_wrong_token_is_refused(server: Server, token: object) -> None:
    assert refusal(server, {"token": token}) == "token"


def test_a_changed_token_is_refused(server: Server) -> None:
    token = server.opened().token
    assert refusal(server, {"token": token[:-4] + token[:-5:-1]}) == "token"


def refusal(server: Server, auth: object) -> str:
    client = InOrder()
    told: list[dict[str, Any]] = []
    client.on("connect_error", told.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(server.url, auth=auth, transports=["websocket"], wait_timeout=PATIENCE)
    client.disconnect()
    answer: dict[str, str] = told[0].get("data", told[0])
    return answer["error"]


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("terminal.line", {"terminal": "1", "text": "two\r\nlines"}),
        ("terminal.line", {"terminal": "1", "text": "x" * (LIMITS.line_bytes + 1)}),
        ("terminal.line", ["1", "ls"]),
        ("clock.advance", {"seconds": -1}),
        ("lab.destroy", {}),
    ],
)
def test_malformed_messages_are_refused_and_logged(
    server: Server, caplog: pytest.LogCaptureFixture, event: str, payload: object
) -> None:
    tab = server.tab()
    with caplog.at_level(logging.WARNING):
        answer = tab.request(event, payload)
    assert (answer["ok"], answer["error"]) == (False, "malformed")
    assert "refused" in caplog.text
    assert tab.run("echo still here") == "still here\n"


def test_what_a_lab_has_not_is_not_found(server: Server) -> None:
    tab = server.tab()
    assert tab.refused("terminal.line", terminal="9", text="ls") == "not-found"
    assert tab.refused("step.next", step="nope") == "not-found"
    assert tab.refused("step.go", step="lose-a-node") == "locked"
    assert tab.refused("node.power", node="controlplane", power="off") == "not-found"
    assert tab.refused("node.power", node="nope", power="off") == "not-found"


def test_an_oversized_message_ends_its_connection_only(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    tab, big = server.tab(), server.tab()
    with caplog.at_level(logging.WARNING):
        big.socket.emit("terminal.line", {"terminal": "1", "text": "x" * LIMITS.message_bytes})
        big.socket.wait()
        tab.repeat("echo", lambda _: "oversized message refused" in caplog.text)
    assert tab.run("echo still here") == "still here\n"
    big.join()
    assert big.text() == PROMPT

from __future__ import annotations

import logging
import time

import pytest
import requests
import socketio as client_library
from fake_lessons import CREATE, CURL
from fake_terminals import GREEN
from websocket import create_connection

from app.sim.limits import LIMITS
from tests.in_order import InOrder
from tests.waiting import PATIENCE
from tests.web.conftest import Browser, Server


def test_a_browser_joins_and_sees_prompts_and_steps(server: Server) -> None:
    joined = server.browser().join()
    assert joined["lab"]["step"] == "look-around"
    assert [step["phase"] for step in joined["lab"]["steps"]] == ["open", "locked", "locked"]
    assert [(one["terminal"], one["reset"], one["seq"], one["data"]) for one in joined["output"]] == [
        ("1", False, 1, GREEN),
        ("2", False, 1, GREEN),
    ]


def test_a_typed_line_is_echoed_run_and_remembered(server: Server) -> None:
    browser = server.browser()
    browser.join()
    assert browser.ask("terminal.line", terminal="1", text="echo こんにちは") == {"ok": True, "reply": None}
    browser.wait_for_text("1", f"echo こんにちは\r\nこんにちは\r\n{GREEN}")
    assert browser.until("history.added") == {"terminal": "1", "line": "echo こんにちは"}
    assert browser.ask("terminal.history", terminal="1")["reply"] == {"lines": ["echo こんにちは"]}


def test_the_echo_comes_before_the_acknowledgement(server: Server) -> None:
    browser = server.browser()
    browser.join()
    for number in range(20):
        browser.ask("terminal.line", terminal="1", text=f"echo {number}")
        assert f"echo {number}\r\n" in browser.screen("1")


def test_lines_typed_ahead_keep_their_order(server: Server) -> None:
    browser = server.browser()
    browser.join()
    for number in range(200):
        browser.socket.emit("terminal.line", {"terminal": "1", "text": f"echo <{number}>"})
    browser.wait_for_text("1", "\r\n<199>\r\n")
    shown = browser.screen("1")
    places = [shown.index(f"\r\n<{number}>\r\n") for number in range(200)]
    assert places == sorted(places)


def test_lines_go_to_the_program_that_reads_them(server: Server) -> None:
    browser = server.browser()
    browser.join()
    browser.ask("terminal.line", terminal="2", text="cat")
    browser.until("terminal.changed", lambda told: told["terminal"]["id"] == "2" and told["terminal"]["busy"])
    browser.ask("terminal.line", terminal="2", text="hello")
    browser.ask("terminal.key", terminal="2", key="ctrl-d", text="")
    browser.wait_for_text("2", f"cat\r\nhello\r\nhello\r\n{GREEN}")


def test_ctrl_c_shows_what_stood_in_the_editor(server: Server) -> None:
    browser = server.browser()
    browser.join()
    browser.ask("terminal.key", terminal="1", key="ctrl-c", text="kubectl delete")
    browser.wait_for_text("1", f"kubectl delete^C\r\n{GREEN}")


def test_raw_mode_passes_keys_and_a_line_mode_drops_them(server: Server) -> None:
    browser = server.browser()
    browser.join()
    browser.ask("terminal.raw", terminal="1", data="x")
    browser.ask("terminal.line", terminal="1", text="vi pod.yaml")
    browser.until("terminal.changed", lambda told: told["terminal"]["mode"] == "raw")
    browser.ask("terminal.raw", terminal="1", data="\x1b[A漢")
    assert server.runtime.labs[browser.lab].terminals["1"].got == ["\x1b[A漢".encode()]


def test_resize_and_completion(server: Server) -> None:
    browser = server.browser()
    browser.join()
    browser.ask("terminal.resize", terminal="1", rows=40, columns=120)
    assert server.runtime.labs[browser.lab].terminals["1"].size == (40, 120)
    answer = browser.ask("terminal.complete", terminal="1", line="kubectl get n", cursor=13)
    assert answer["reply"] == {"start": 12, "words": ["nodes "], "shown": ["nodes"], "busy": False}


def test_a_returning_browser_gets_exactly_what_it_missed(server: Server) -> None:
    session = requests.Session()
    first = server.browser(session)
    first.join()
    first.ask("terminal.line", terminal="1", text="echo before")
    first.wait_for_text("1", f"before\r\n{GREEN}")
    last = max(payload["seq"] for name, payload in first.told if name == "output.added")
    first.socket.disconnect()
    server.runtime.line(first.lab, "1", "echo while away")
    back = server.browser(session).join(t1=last, t2=1)
    assert back["output"][0] == {
        "terminal": "1",
        "reset": False,
        "seq": last + 3,
        "data": f"echo while away\r\nwhile away\r\n{GREEN}",
    }
    assert back["output"][1] == {"terminal": "2", "reset": False, "seq": 1, "data": ""}


def test_what_is_too_old_comes_as_a_new_screen(server: Server) -> None:
    session = requests.Session()
    browser = server.browser(session)
    server.runtime.kept_chunks = 3
    for number in range(5):
        server.runtime.line(browser.lab, "1", f"echo {number}")
    back = browser.join(t1=1)
    assert (back["output"][0]["reset"], back["output"][0]["data"]) == (True, f"echo 4\r\n4\r\n{GREEN}")
    ahead = browser.ask("terminal.since", terminal="1", seq=10_000)["reply"]
    assert ahead["reset"]


def test_two_tabs_see_the_same_terminal(server: Server) -> None:
    session = requests.Session()
    one, two = server.browser(session), server.browser(session)
    one.join()
    two.join()
    assert one.lab == two.lab
    one.ask("terminal.line", terminal="1", text="echo from one")
    two.ask("terminal.line", terminal="1", text="echo from two")
    for tab in (one, two):
        tab.wait_for_text("1", f"echo from two\r\nfrom two\r\n{GREEN}")
    assert one.screen("1") == two.screen("1")


def test_labs_do_not_hear_each_other(server: Server) -> None:
    one, two = server.browser(), server.browser()
    one.join()
    two.join()
    one.ask("terminal.line", terminal="1", text="echo secret")
    two.ask("terminal.line", terminal="1", text="echo mine")
    two.wait_for_text("1", "mine\r\n")
    assert "secret" not in two.screen("1")


def test_steps_unlock_as_their_checks_tick(server: Server) -> None:
    browser = server.browser()
    browser.join()
    early = browser.ask("step.next", step="look-around")
    assert (early["ok"], early["error"]) == (False, "locked")
    for line in ("kubectl version", "kubectl get nodes"):
        browser.ask("terminal.line", terminal="1", text=line)
    browser.until("steps.changed", lambda told: all(check["passed"] for check in told["steps"][0]["checks"]))
    assert browser.ask("step.next", step="look-around")["ok"]
    assert browser.until("steps.changed", lambda told: told["step"] == "deploy")["steps"][1]["phase"] == "open"
    assert browser.ask("step.go", step="proxy")["error"] == "locked"
    assert browser.ask("step.go", step="look-around")["ok"]


def test_the_whole_lesson_in_two_terminals(server: Server) -> None:
    browser = server.browser()
    browser.join()
    for step, lines in {
        "look-around": [("1", "kubectl version"), ("1", "kubectl get nodes")],
        "deploy": [("1", CREATE)],
        "proxy": [("2", "kubectl proxy"), ("1", CURL)],
    }.items():
        for terminal, line in lines:
            assert browser.ask("terminal.line", terminal=terminal, text=line)["ok"]
        assert browser.ask("step.next", step=step)["ok"]
    assert browser.until("steps.changed", lambda told: told["finished"])


def test_a_solution_is_shown_for_reached_steps_only(server: Server) -> None:
    browser = server.browser()
    browser.join()
    solution = browser.ask("step.solution", step="look-around")["reply"]
    assert solution["actions"][0] == {
        "terminal": "1",
        "text": "kubectl version",
        "press": None,
        "wait": None,
        "says": {},
    }
    assert sorted(solution["explanation"]) == ["en", "ja"]
    assert browser.ask("step.solution", step="deploy")["error"] == "locked"
    assert browser.ask("step.solution", step="nope")["error"] == "not-found"


def test_time_jumps_and_programs_that_wait_end(server: Server) -> None:
    browser = server.browser()
    before = browser.join()["lab"]["clock"]["now"]
    browser.ask("terminal.line", terminal="1", text="sleep 60")
    assert browser.ask("clock.advance", seconds=60)["ok"]
    after = browser.until("clock.changed", lambda told: not told["clock"]["jumping"])["clock"]["now"]
    assert after == before + 60
    browser.wait_for_text("1", f"sleep 60\r\n{GREEN}")
    assert browser.ask("clock.settle")["ok"]
    browser.until("clock.changed", lambda told: told["clock"]["now"] == before + 360)


def test_terminals_open_and_close(server: Server) -> None:
    browser = server.browser()
    browser.join()
    assert browser.ask("terminal.open")["reply"]["id"] == "3"
    assert browser.ask("terminal.close", terminal="2")["ok"]
    assert browser.until("terminal.closed") == {"terminal": "2"}
    assert browser.ask("terminal.line", terminal="2", text="echo")["error"] == "not-found"
    for _ in range(6):
        assert browser.ask("terminal.open")["ok"]
    assert browser.ask("terminal.open")["error"] == "limit"


def test_nodes_are_switched_and_a_reset_begins_anew(server: Server) -> None:
    browser = server.browser()
    browser.join()
    assert browser.ask("node.power", node="node01", power="off")["ok"]
    assert browser.until("nodes.changed") == {"nodes": [{"name": "node01", "running": False}]}
    assert browser.ask("node.power", node="controlplane", power="off")["error"] == "not-found"
    assert browser.ask("lab.reset")["ok"]
    assert browser.until("lab.begun") == {}
    again = browser.join(t1=1)
    assert (again["output"][0]["reset"], again["output"][0]["data"]) == (True, GREEN)


def test_what_fails_later_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = server.browser()
    browser.join()
    server.runtime.labs[browser.lab].now = "not a number"  # type: ignore[assignment]
    assert browser.ask("clock.advance", seconds=1)["ok"]
    assert browser.until("failed") == {"request": "clock.advance", "error": "unavailable", "detail": ""}


def test_a_lab_knows_whether_somebody_looks(server: Server) -> None:
    session = requests.Session()
    one, two = server.browser(session), server.browser(session)
    lab = server.runtime.labs[one.lab]
    assert lab.browsers == 2
    one.socket.disconnect()
    two.socket.disconnect()
    _until(lambda: lab.browsers == 0)


@pytest.mark.parametrize("token", ["", "nonsense", None, 7, ["x"], "a" * 5000])
def test_a_wrong_token_is_refused(server: Server, token: object) -> None:
    assert _refusal(server, {"token": token}) == "token"


def test_no_auth_is_refused(server: Server) -> None:
    assert _refusal(server, None) == "token"
    assert _refusal(server, {"lab": server.open().lab}) == "token"


def test_a_token_signed_with_another_secret_or_for_a_lab_that_is_gone_is_refused(server: Server) -> None:
    browser = server.open()
    head, middle, tail = browser.token.split(".")
    assert _refusal(server, {"token": f"{head}.{middle}.{tail[::-1]}"}) == "token"
    del server.runtime.labs[browser.lab]
    assert _refusal(server, {"token": browser.token}) == "not-found"


def test_a_lab_that_cannot_be_woken_is_refused_and_logged(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser = server.open()
    server.runtime.labs[browser.lab].browsers = "broken"  # type: ignore[assignment]
    assert _refusal(server, {"token": browser.token}) == "unavailable"
    assert "cannot be joined" in caplog.text


def test_a_page_of_another_site_gets_no_socket(server: Server) -> None:
    browser = server.open()
    with pytest.raises(client_library.exceptions.ConnectionError):
        browser.socket.connect(
            server.url,
            headers={"Origin": "https://evil.example"},
            auth={"token": browser.token},
            transports=["websocket"],
        )


def test_polling_is_not_offered(server: Server) -> None:
    assert requests.get(f"{server.url}/socket.io/?EIO=4&transport=polling", timeout=PATIENCE).status_code == 400


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("terminal.line", {"terminal": "1"}),
        ("terminal.line", {"terminal": "1", "text": "two\r\nlines"}),
        ("terminal.line", {"terminal": "1", "text": 7}),
        ("terminal.line", {"terminal": "../1", "text": "x"}),
        ("terminal.line", {"terminal": "1", "text": "x", "more": 1}),
        ("terminal.line", {"terminal": "1", "text": "x" * (LIMITS.line_bytes + 1)}),
        ("terminal.line", ["1", "ls"]),
        ("terminal.line", None),
        ("terminal.key", {"terminal": "1", "key": "ctrl-alt-delete"}),
        ("terminal.resize", {"terminal": "1", "rows": 0, "columns": 80}),
        ("terminal.resize", {"terminal": "1", "rows": True, "columns": 80}),
        ("clock.advance", {"seconds": -1}),
        ("clock.advance", {"seconds": 1e300}),
        ("lab.join", {"seen": {"1": "x"}}),
        ("lab.destroy", {}),
        ("connect", {}),
    ],
)
def test_malformed_events_are_refused_logged_and_harmless(
    server: Server, caplog: pytest.LogCaptureFixture, event: str, payload: object
) -> None:
    browser = server.browser()
    browser.join()
    with caplog.at_level(logging.WARNING):
        answer = browser.socket.call(event, payload, timeout=PATIENCE)
    assert (answer["ok"], answer["error"]) == (False, "malformed")
    assert "refused" in caplog.text
    assert browser.ask("terminal.line", terminal="1", text="echo still here")["ok"]


def test_an_event_that_says_disconnect_only_leaves(server: Server) -> None:
    browser = server.browser()
    browser.join()
    browser.socket.emit("disconnect", "transport close")
    assert browser.ask("terminal.line", terminal="1", text="echo")["error"] == "not-found"
    browser.socket.disconnect()
    _until(lambda: server.runtime.labs[browser.lab].browsers == 0)


def test_bytes_and_extra_arguments_are_refused(server: Server) -> None:
    browser = server.browser()
    browser.join()
    assert browser.socket.call("terminal.line", (b"\xff", b"\xfe"), timeout=PATIENCE)["error"] == "malformed"
    raw = browser.socket.call("terminal.raw", {"terminal": "1", "data": b"\xff"}, timeout=PATIENCE)
    assert raw["error"] == "malformed"


@pytest.mark.parametrize(
    "packet",
    ["42{not json", "4", "9", "42/nowhere,[]", "42[]", "42[7]", "42[null,{}]", "451-[", "43[1]", "4" + "9" * 50],
)
def test_broken_packets_end_nothing_but_their_own_connection(
    server: Server, caplog: pytest.LogCaptureFixture, packet: str
) -> None:
    browser = server.browser()
    browser.join()
    broken = _raw(server, browser)
    broken.send(packet)
    time.sleep(0.05)
    broken.close()
    assert browser.ask("terminal.line", terminal="1", text="echo still here")["ok"]


def test_an_oversized_message_ends_its_connection(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    browser = server.browser()
    browser.join()
    big = _raw(server, browser)
    with caplog.at_level(logging.INFO):
        big.send('42["terminal.line",{"terminal":"1","text":"' + "x" * LIMITS.message_bytes + '"}]')
        with pytest.raises(Exception):  # noqa: B017  (closed by the other side, in whichever way comes first)
            for _ in range(100):
                if big.recv() in ("", b""):
                    raise ConnectionError
    _until(lambda: "oversized message refused" in caplog.text)
    assert browser.ask("terminal.line", terminal="1", text="echo still here")["ok"]


def _raw(server: Server, browser: Browser):  # type: ignore[no-untyped-def]
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    connection = create_connection(address, timeout=PATIENCE)
    connection.recv()
    connection.send('40{"token":"' + browser.token + '"}')
    connection.recv()
    return connection


def _refusal(server: Server, auth: object) -> str:
    client = InOrder()
    refused: list[dict[str, str]] = []
    client.on("connect_error", refused.append)
    with pytest.raises(client_library.exceptions.ConnectionError):
        client.connect(server.url, auth=auth, transports=["websocket"], wait_timeout=PATIENCE)
    client.disconnect()
    return refused[0]["data"]["error"] if "data" in refused[0] else refused[0]["error"]


def _until(holds) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)

"""Terminals over the wire: programs in front, keys, history, completion, and one learner's storm beside another."""

from __future__ import annotations

import re

from learner import PROMPT, Server

REFUSED = "curl: (7) Failed to connect to localhost port 8001 after 0 ms: Couldn't connect to server\n"
STARTING = "Starting to serve on 127.0.0.1:8001\n"


def test_a_proxy_its_port_and_its_end(server: Server) -> None:
    tab = server.tab()
    assert tab.run("curl -sS http://localhost:8001/version") == REFUSED
    tab.type("kubectl proxy", "2")
    tab.ends(STARTING, "2")
    assert tab.terminals["2"].view["busy"]
    assert '"gitVersion": "v1.36.2"' in tab.run("curl -s http://localhost:8001/version")
    taken = "error: listen tcp 127.0.0.1:8001: bind: address already in use\n"
    assert tab.run("kubectl proxy") == taken
    tab.press("ctrl-c", "2")
    tab.ends(f"{STARTING}^C\n{PROMPT}", "2")
    assert tab.run("curl -sS http://localhost:8001/version") == REFUSED
    assert tab.run("echo $?") == "7\n"
    assert tab.run("echo $?", "2") == "130\n"


def test_ctrl_c_drops_what_is_half_typed(server: Server) -> None:
    tab = server.tab()
    tab.press("ctrl-c", text="kubectl delete no")
    tab.ends(f"{PROMPT}kubectl delete no^C\n{PROMPT}")
    assert tab.run("echo $?") == "130\n"


def test_a_loop_without_end_is_interrupted(server: Server) -> None:
    tab = server.tab()
    tab.type("while :; do :; done")
    tab.until("terminal.changed", lambda told: told["terminal"]["busy"])
    assert tab.run("echo beside it", "2") == "beside it\n"
    tab.press("ctrl-c")
    tab.ends(f"while :; do :; done\n^C\n{PROMPT}")
    assert tab.run("echo well") == "well\n"


def test_terminals_open_and_close(server: Server) -> None:
    tab = server.tab()
    assert tab.ask("terminal.open")["id"] == "3"
    tab.shows(PROMPT, "3")
    tab.run("x=three", "3")
    tab.type("kubectl proxy --port=9000", "3")
    tab.ends("Starting to serve on 127.0.0.1:9000\n", "3")
    last = tab.terminals["3"].seq
    tab.ask("terminal.close", terminal="3")
    tab.until("terminal.closed")
    assert tab.refused("terminal.line", terminal="3", text="ls") == "not-found"
    assert "Failed to connect" in tab.run("curl -sS http://localhost:9000/version")
    assert tab.ask("terminal.open")["id"] == "3"
    tab.shows(PROMPT, "3")
    assert tab.terminals["3"].seq > last  # no number of a chunk is used twice
    assert tab.run("echo [$x]", "3") == "[]\n"
    for _ in range(5):
        tab.ask("terminal.open")
    assert tab.refused("terminal.open") == "limit"
    for name in "2345678":
        tab.ask("terminal.close", terminal=name)
    assert tab.refused("terminal.close", terminal="1") == "limit"


def test_history_and_completion(server: Server) -> None:
    tab = server.tab()
    tab.run("echo one")
    tab.run("kubectl create deployment web --image=nginx")
    lines = ["echo one", "kubectl create deployment web --image=nginx"]
    assert tab.ask("terminal.history", terminal="1") == {"lines": lines}
    assert [told["line"] for name, told in tab.told if name == "history.added"] == lines

    def completed(line: str) -> list[str]:
        found = tab.ask("terminal.complete", terminal="1", line=line, cursor=len(line))
        return [line[: found["start"]] + word for word in found["words"]]

    assert completed("kubectl descr") == ["kubectl describe "]
    assert completed("kubectl get deploy w") == ["kubectl get deploy web "]
    assert completed("kubectl get nodes controlp") == ["kubectl get nodes controlplane "]
    assert completed("cat /etc/hostn") == ["cat /etc/hostname "]
    assert completed("histo") == ["history "]


def test_lines_typed_ahead_run_in_order(server: Server) -> None:
    tab = server.tab()
    tab.type("sleep 30")
    tab.type("echo one")
    tab.type("echo two")
    tab.skip(30)
    tab.shows(f"{PROMPT}echo one\none\n{PROMPT}echo two\ntwo\n{PROMPT}")


def test_here_documents_and_continued_lines(server: Server) -> None:
    tab = server.tab()
    for line in ("cat <<END", "first", "second", "END"):
        tab.type(line)
    tab.ends(f"{PROMPT}cat <<END\n> first\n> second\n> END\nfirst\nsecond\n{PROMPT}")


def test_an_editor_draws_a_screen(server: Server) -> None:
    tab = server.tab()
    tab.ask("terminal.resize", terminal="1", rows=10, columns=40)
    tab.run("printf 'one\\ntwo\\n' > list.txt")
    tab.type("vi list.txt")
    tab.until("terminal.changed", lambda told: told["terminal"]["mode"] == "raw")
    tab.wait(lambda: tab.screen(rows=10, columns=40)[:3] == ["one", "two", "~"], "vi's screen")
    tab.ask("terminal.raw", terminal="1", data="Gothree\x1b:wq\r")
    tab.wait(lambda: tab.terminals["1"].view["mode"] == "line" and not tab.terminals["1"].view["busy"])
    assert tab.run("cat list.txt") == "one\ntwo\nthree\n"


def test_heavy_output_does_not_hold_up_another_learner(server: Server) -> None:
    storm, calm = server.tab(), server.tab()
    calm.run("echo warm")
    storm.type("yes | head -100000")
    storm.shows("y\ny\n")
    beside = 0
    while storm.terminals["1"].view["busy"]:
        assert calm.run("echo hello") == "hello\n"
        beside += 1
    storm.ends(f"y\n{PROMPT}")
    assert len(re.findall("^y$", storm.text(), re.M)) == 100_000
    assert beside, "the storm was over before anybody could look"

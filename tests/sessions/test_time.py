"""The lab's clock as learners see it."""

from __future__ import annotations

from learner import PROMPT, Server


def test_time_goes_only_while_somebody_looks(server: Server) -> None:
    tab = server.tab()
    live = server.live(tab)
    assert tab.state["clock"]["speed"] == 1.0
    tab.type("sleep 0.4; echo awake")  # by the wall
    tab.ends(f"awake\n{PROMPT}")
    tab.hang_up()
    server.on_loop(lambda: None)
    tab.server.app.runtime.disconnected("nobody's lab")  # after the tab's own leaving
    assert live.visitors == 0
    before = server.on_loop(lambda: live.lab.clock.now)
    view = tab.learner.session.get(f"{server.url}/api/labs/{tab.lab}", timeout=10).json()
    assert (view["clock"]["speed"], view["clock"]["now"]) == (0.0, before)
    tab.join()
    assert 0 <= tab.state["clock"]["now"] - before < 5


def test_a_stopped_nodes_pods_are_replaced_after_five_minutes(server: Server) -> None:
    tab = server.tab()
    tab.run("kubectl create deployment web --image=nginx --replicas=2")
    tab.settle()
    tab.run("kubectl taint node node02 far=away:NoSchedule")
    tab.run("kubectl delete pod --all", skipping=True)
    tab.settle()
    pods = tab.run("kubectl get pods -o name").split()
    assert len(pods) == 2
    tab.run("kubectl taint node node02 far-")
    tab.ask("node.power", node="node01", power="off")
    tab.until("nodes.changed", lambda told: {"name": "node01", "running": False} in told["nodes"])
    tab.skip(60)
    assert "NotReady" in tab.run("kubectl get node node01")
    assert tab.run("kubectl get pods -o name").split() == pods
    tab.skip(300)
    tab.settle()
    states = tab.run("kubectl get pods -o wide --no-headers")
    assert [line.split()[2:3] + line.split()[-3:-2] for line in states.splitlines()].count(["Running", "node02"]) == 2
    tab.ask("node.power", node="node01", power="on")
    tab.settle()
    assert "NotReady" not in tab.run("kubectl get nodes")
    assert "Terminating" not in tab.run("kubectl get pods")


def test_skipping_stops_at_every_moment_that_a_program_waits_for(server: Server) -> None:
    tab = server.tab()
    tab.type("for i in 1 2 3; do date +%s; sleep 60; done")
    tab.shows("done\n")
    tab.skip(200)
    tab.ends(PROMPT)
    first, second, third = (int(line) for line in tab.text().splitlines()[1:4])
    assert {second - first, third - second} <= {60, 61}  # the wall goes on, too


def test_checks_tick_while_time_jumps(server: Server) -> None:
    tab = server.tab()
    tab.type("kubectl create deployment web --image=nginx && kubectl rollout status deployment/web")
    tab.settle()
    tab.ends(f'deployment "web" successfully rolled out\n{PROMPT}')


def test_a_lab_begins_anew(server: Server) -> None:
    tab = server.tab()
    tab.next()
    tab.run("echo kept > note; x=1")
    tab.run("kubectl create namespace mine")
    tab.type("kubectl proxy", "2")
    tab.shows("Starting to serve", "2")
    last = {name: shown.seq for name, shown in tab.terminals.items()}
    tab.ask("lab.reset")
    tab.until("lab.begun")
    tab.hang_up()
    tab.join()
    assert tab.text("1") == tab.text("2") == PROMPT
    assert all(shown.seq > last[name] for name, shown in tab.terminals.items())
    assert tab.step == "meet-kubectl"  # what was passed stays passed
    assert tab.run("cat note") == "cat: note: No such file or directory\n"
    assert "NotFound" in tab.run("kubectl get namespace mine")
    assert "Failed to connect" in tab.run("curl -sS http://localhost:8001/version")
    assert server.live(tab).visitors == 1
    tab.type("sleep 0.2; echo time goes")
    tab.ends(f"time goes\n{PROMPT}")


def test_time_stands_still_when_it_is_told_to(server: Server) -> None:
    tab = server.tab()
    tab.ask("clock.pace", speed=0)
    assert tab.until("clock.changed", lambda told: told["clock"]["speed"] == 0)
    view = f"{server.url}/api/labs/{tab.lab}"
    before = tab.learner.session.get(view, timeout=10).json()["clock"]
    tab.run("echo commands work")
    assert tab.learner.session.get(view, timeout=10).json()["clock"] == before
    tab.skip(60)
    after = tab.learner.session.get(view, timeout=10).json()["clock"]
    assert (after["speed"], round(after["now"] - before["now"])) == (0, 60)
    tab.ask("clock.pace", speed=1)
    tab.wait(lambda: tab.learner.session.get(view, timeout=10).json()["clock"]["now"] > after["now"], "time that goes")


def test_time_goes_faster(server: Server) -> None:
    tab = server.tab()
    tab.ask("clock.pace", speed=60)
    tab.type("sleep 30; echo awake")
    tab.ends(f"awake\n{PROMPT}")
    assert tab.refused("clock.pace", speed=61) == "malformed"
    assert tab.refused("clock.pace", speed=-1) == "malformed"

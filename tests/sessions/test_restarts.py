"""A server that stops and comes back, and labs that sleep and wake: everything goes on where it was."""

from __future__ import annotations

import json
from typing import Any

from learner import CLASSIC, PROMPT, Learner, Server, Tab

STARTING = "Starting to serve on 127.0.0.1:8001\n"


async def nowhere(*_: object) -> None:
    """Where a lab is kept that nobody finds again."""


def objects(tab: Tab, kind: str) -> dict[str, Any]:
    """Name -> the stored object, as the API shows it."""
    listed = json.loads(tab.run(f"kubectl get {kind} -A -o json"))
    return {item["metadata"]["namespace"] + "/" + item["metadata"]["name"]: item for item in listed["items"]}


def stored(server: Server, tab: Tab) -> list[dict[str, Any]]:
    """Every pod of a lab, as it is stored."""
    cluster = server.live(tab).lab.cluster
    pods: list[dict[str, Any]] = server.on_loop(lambda: list(cluster.api.objects.list(("", "pods"))))
    return pods


def come_back(server: Server, tab: Tab) -> Tab:
    """The server stops and starts; the learner opens the page anew."""
    server.restart()
    return server.tab(tab.learner, tab.lesson)


def test_everything_is_as_it_was(own_server: Server) -> None:
    tab = own_server.tab()
    tab.next()
    tab.run("kubectl version")
    tab.ticked("meet-kubectl", 0)
    tab.run("kubectl create deployment web --image=nginx --replicas=2")
    tab.settle()
    tab.run("mkdir -p work/deep && cd work/deep && echo text > file && ln -s file link && chmod 600 file")
    tab.run('export A="one two"; b=(x y); alias kg="kubectl get"; greet() { echo "hello $1"; }; false')
    tab.type("kubectl proxy", "2")
    tab.ends(STARTING, "2")
    pods, lab, seqs = stored(own_server, tab), tab.lab, {name: shown.seq for name, shown in tab.terminals.items()}
    listed, shown = tab.run("ls -l --time-style=full-iso"), tab.text("1")

    back = come_back(own_server, tab)
    assert (back.lab, back.step, back.state["finished"]) == (lab, "meet-kubectl", False)
    assert back.checks("meet-kubectl") == [True, False]
    assert back.text("1") == shown
    assert stored(own_server, back) == pods
    assert back.run("ls -l --time-style=full-iso") == listed
    assert back.run("echo $?; pwd; cat link; stat -c %a file; echo $A ${b[1]}; greet you") == (
        "0\n/root/work/deep\ntext\n600\none two y\nhello you\n"
    )
    assert back.run("kg deployment web -o jsonpath='{.status.readyReplicas}'") == "2"
    history = back.ask("terminal.history", terminal="1")["lines"]
    assert history[:2] == ["kubectl version", "kubectl create deployment web --image=nginx --replicas=2"]
    back.wait(lambda: back.text("2").count(STARTING) == 2, "the proxy's second start")
    assert '"gitVersion": "v1.36.2"' in back.run("curl -s localhost:8001/version")
    back.press("ctrl-c", "2")
    back.ends(f"^C\n{PROMPT}", "2")
    assert all(one.seq > seqs[name] for name, one in back.terminals.items())
    back.run("kubectl get nodes --help")
    back.ticked("meet-kubectl")
    back.next()


def test_a_tab_that_stays_open_gets_what_it_missed(own_server: Server) -> None:
    tab = own_server.tab()
    tab.run("seq 500")
    tab.type("kubectl proxy", "2")
    tab.ends(STARTING, "2")
    before = tab.text("1")
    own_server.restart()
    tab.move(own_server)
    assert tab.text("1") == before
    tab.wait(lambda: tab.text("2") == f"{PROMPT}kubectl proxy\n{STARTING}{STARTING}")
    assert [shown.resets for shown in tab.terminals.values()] == [0, 0]
    assert tab.run("echo on") == "on\n"


def test_numbers_of_chunks_that_a_breakdown_lost_are_not_used_again(own_server: Server) -> None:
    tab = own_server.tab()
    live = own_server.live(tab)
    live._save = nowhere  # from here on nothing reaches the storage
    tab.run("echo lost")
    own_server.restart()
    tab.move(own_server)
    assert tab.text() == PROMPT
    assert tab.terminals["1"].resets == 1
    assert tab.run("echo kept") == "kept\n"


def test_a_command_that_is_half_typed(own_server: Server) -> None:
    tab = own_server.tab()
    tab.type("for i in 1 2")
    tab.type("do echo $i")
    tab.ends("> ")
    back = come_back(own_server, tab)
    assert back.text().endswith("> do echo $i\n> ")
    assert back.terminals["1"].view["prompt"] == "> "
    back.type("done")
    back.ends(f"> done\n1\n2\n{PROMPT}")


def test_the_clock_does_not_jump(own_server: Server) -> None:
    tab = own_server.tab()
    tab.skip(3600)
    live = own_server.live(tab)
    tab.hang_up()
    own_server.stop()
    then = live.lab.clock.now
    own_server.start()
    back = own_server.tab(tab.learner)
    assert 0 <= back.state["clock"]["now"] - then < 5
    assert abs(int(back.run("date +%s")) - then) < 30


def test_pods_in_the_middle_of_starting(own_server: Server) -> None:
    tab = own_server.tab()
    tab.run("kubectl create deployment web --image=nginx --replicas=3")
    tab.repeat("kubectl get pods", lambda printed: "ContainerCreating" in printed)
    uids = {name: pod["metadata"]["uid"] for name, pod in objects(tab, "pods").items()}
    back = come_back(own_server, tab)
    back.run("kubectl rollout status deployment/web", skipping=True)
    pods = objects(back, "pods")
    assert {name: pod["metadata"]["uid"] for name, pod in pods.items()} == uids
    assert all(pod["status"]["phase"] == "Running" for pod in pods.values())
    assert [state["restartCount"] for pod in pods.values() for state in pod["status"]["containerStatuses"]] == [
        0 for pod in pods.values() for _ in pod["status"]["containerStatuses"]
    ]


def test_a_deployment_that_is_rolling(own_server: Server) -> None:
    tab = own_server.tab()
    tab.run("kubectl create deployment web --image=nginx:1.27 --replicas=4")
    tab.settle()
    tab.run("kubectl set image deployment/web nginx=nginx:1.28")
    tab.repeat("kubectl get replicasets --no-headers", lambda printed: printed.count("\n") == 2)
    assert "waiting" in tab.run("kubectl rollout status deployment/web --watch=false").lower()
    back = come_back(own_server, tab)
    out = back.run("kubectl rollout status deployment/web", skipping=True)
    assert out.endswith('deployment "web" successfully rolled out\n')
    assert back.run("kubectl get pods -o jsonpath='{.items[*].spec.containers[0].image}'").split() == ["nginx:1.28"] * 4


def test_a_node_that_is_stopped(own_server: Server) -> None:
    tab = own_server.tab()
    tab.ask("node.power", node="node01", power="off")
    tab.skip(60)
    back = come_back(own_server, tab)
    assert {"name": "node01", "running": False} in back.state["nodes"]
    back.skip(120)
    assert "NotReady" in back.run("kubectl get node node01")
    back.ask("node.power", node="node01", power="on")
    back.skip(30)
    assert "NotReady" not in back.run("kubectl get node node01")


def test_background_jobs_run_again(own_server: Server) -> None:
    tab = own_server.tab()
    tab.run("kubectl proxy --port=9001 > proxy.log &")
    tab.repeat("cat proxy.log", lambda printed: "9001" in printed)
    back = come_back(own_server, tab)
    back.repeat("curl -s localhost:9001/version", lambda printed: "gitVersion" in printed)
    assert back.run("jobs") == "[1]+  Running                 kubectl proxy --port=9001 > proxy.log &\n"


def test_terminals_that_were_opened_and_closed(own_server: Server) -> None:
    tab = own_server.tab()
    tab.ask("terminal.open")
    tab.ask("terminal.close", terminal="2")
    back = come_back(own_server, tab)
    assert sorted(back.terminals) == ["1", "3"]
    assert back.ask("terminal.open")["id"] == "2"


def test_labs_nobody_looks_at_sleep_and_wake(own_server: Server) -> None:
    tab = own_server.tab()
    tab.run("kubectl run web --image=nginx; x=kept")
    uid = objects(tab, "pods")["default/web"]["metadata"]["uid"]
    runtime = own_server.app.runtime
    runtime._call(runtime.residents.hibernate(0))
    assert tab.lab in runtime.residents.awake  # somebody is there
    tab.hang_up()
    runtime.disconnected("nobody's lab")
    runtime._call(runtime.residents.hibernate(0))
    assert runtime.residents.awake == {}
    back = own_server.tab(tab.learner)
    assert back.run("echo $x") == "kept\n"
    assert objects(back, "pods")["default/web"]["metadata"]["uid"] == uid
    back.settle()
    assert objects(back, "pods")["default/web"]["status"]["phase"] == "Running"


def test_the_lab_of_2018_comes_back(own_server: Server) -> None:
    tab = own_server.tab(lesson=CLASSIC)
    tab.run("cd /tmp; x=2018")
    back = come_back(own_server, tab)
    assert back.run("pwd; echo $x; date +%Y") == "/tmp\n2018\n2018\n"


def test_containers_keep_their_files_and_logs(own_server: Server) -> None:
    tab = own_server.tab()
    tab.run("kubectl run box --image=busybox -- sh -c 'echo begun; sleep 36000'")
    tab.settle()
    tab.run("kubectl exec box -- sh -c 'echo kept > /tmp/note'")
    assert tab.run("kubectl exec box -- cat /tmp/note; kubectl logs box") == "kept\nbegun\n"
    back = come_back(own_server, tab)
    assert back.run("kubectl exec box -- cat /tmp/note; kubectl logs box") == "kept\nbegun\n"
    back.skip(60)
    assert objects(back, "pods")["default/box"]["status"]["containerStatuses"][0]["restartCount"] == 0


def test_a_snapshot_that_cannot_be_read_costs_the_world_but_not_the_progress(
    own_server: Server, no_errors: list[str]
) -> None:
    tab = own_server.tab()
    tab.next()
    tab.run("echo lost > file")
    own_server.live(tab).state = lambda: b"{}"  # type: ignore[method-assign]
    back = come_back(own_server, tab)
    assert (back.step, back.lab, back.text()) == ("meet-kubectl", tab.lab, PROMPT)
    assert back.run("cat file") == "cat: file: No such file or directory\n"
    assert ["it begins anew" in error for error in no_errors] == [True]
    no_errors.clear()


def test_progress_is_in_the_catalogue(own_server: Server) -> None:
    learner = Learner()
    tab = own_server.tab(learner)
    tab.next()
    own_server.restart()
    courses = learner.session.get(f"{own_server.url}/api/catalogue", timeout=10).json()["courses"]
    lessons = {lesson["id"]: lesson for course in courses for lesson in course["lessons"]}
    assert lessons[tab.lesson]["done"] == 1

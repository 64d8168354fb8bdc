"""Typed sessions over the wire: jobs, editors, nested shells, pastes, and Ctrl-C in each of them."""

from __future__ import annotations

from learner import PROMPT, Server, Tab

POD = """cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: c
    image: busybox
    command: [sleep, "3600"]
EOF
echo done"""


def raw(tab: Tab, keys: str) -> None:
    tab.ask("terminal.raw", terminal="1", data=keys)


def in_front(tab: Tab, line: str) -> None:
    """Type a line that starts a full-screen program."""
    tab.type(line)
    tab.wait(lambda: tab.terminals["1"].view["mode"] == "raw", f"the screen of {line}")


def back(tab: Tab) -> None:
    view = tab.terminals["1"]
    tab.wait(lambda: view.view["mode"] == "line" and not view.view["busy"], "the prompt")


def screen_has(tab: Tab, text: str) -> None:
    tab.wait(lambda: any(text in line for line in tab.screen()), f"{text!r} on the screen")


def started_pod(tab: Tab) -> None:
    tab.run(POD)
    tab.run("kubectl wait --for=condition=Ready pod/web", skipping=True)


def test_jobs(server: Server) -> None:
    tab = server.tab()
    tab.type("sleep 100")
    tab.until("terminal.changed", lambda told: told["terminal"]["busy"])
    tab.press("ctrl-z")
    tab.ends(f"^Z\n[1]+  Stopped                 sleep 100\n{PROMPT}")
    assert tab.run("bg") == "[1]+ sleep 100 &\n"
    assert tab.run("jobs") == "[1]+  Running                 sleep 100 &\n"
    tab.type("fg %1")
    tab.ends("fg %1\nsleep 100\n")
    tab.press("ctrl-c")
    tab.ends(f"sleep 100\n^C\n{PROMPT}")
    assert tab.run("jobs") == ""
    tab.run("sleep 50 & sleep 60 &")
    assert "143" in tab.run("kill %2; wait %2; echo $?").splitlines()
    assert "Running                 sleep 50 &" in tab.run("jobs")


def test_a_pasted_text_is_shown_whole_and_runs_line_by_line(server: Server) -> None:
    tab = server.tab()
    tab.type(POD)
    tab.ends(f"EOF\necho done\npod/web created\ndone\n{PROMPT}")
    lines = tab.ask("terminal.history", terminal="1")["lines"]
    assert lines == [POD.removesuffix("\necho done"), "echo done"]
    tab.type("echo a\nsleep 100\necho never")
    tab.ends("echo never\na\n")
    tab.press("ctrl-c")
    tab.ends(f"echo never\na\n^C\n{PROMPT}")


def test_a_shell_in_a_container_has_its_own_history(server: Server) -> None:
    tab = server.tab()
    started_pod(tab)
    before = tab.ask("terminal.history", terminal="1")["lines"]
    tab.type("kubectl exec -it web -- sh")
    tab.ends("/ # ")
    assert tab.until("history.replaced") == {"terminal": "1", "lines": []}
    tab.type("echo inside")
    tab.ends("echo inside\ninside\n/ # ")
    assert tab.ask("terminal.history", terminal="1")["lines"] == ["echo inside"]
    tab.type("sleep 100")
    tab.ends("sleep 100\n")
    tab.press("ctrl-c")
    tab.ends("^C\n/ # ")
    tab.press("ctrl-c", text="half")
    tab.ends("/ # half^C\n/ # ")
    tab.press("ctrl-d")
    tab.ends(PROMPT)
    own = [told["lines"] for name, told in tab.told if name == "history.replaced"][-1]
    assert own == [*before, "kubectl exec -it web -- sh"]


def test_shells_within_shells(server: Server) -> None:
    tab = server.tab()
    tab.type("ssh node01")
    tab.ends("root@node01:~# ")
    tab.type("bash")
    tab.shows("bash\nroot@node01:~# ")
    tab.press("ctrl-c", text="x")
    tab.ends("root@node01:~# x^C\nroot@node01:~# ")
    tab.press("ctrl-d")
    tab.ends("exit\nroot@node01:~# ")
    tab.type("exit")
    tab.ends(f"logout\nConnection to node01 closed.\n{PROMPT}")


def test_vim_edits_a_manifest(server: Server) -> None:
    tab = server.tab()
    tab.run("kubectl create deployment web --image=nginx --dry-run=client -o yaml > web.yaml")
    in_front(tab, "vim web.yaml")
    screen_has(tab, "kind: Deployment")
    raw(tab, "/replicas\rf1r3:set nu\r")
    screen_has(tab, "replicas: 3")
    raw(tab, "\x03i")
    screen_has(tab, "-- INSERT --")
    raw(tab, "\x03:wq\r")
    back(tab)
    assert tab.run("kubectl apply -f web.yaml") == "deployment.apps/web created\n"
    assert tab.run("kubectl get deploy web -o jsonpath='{.spec.replicas}{\"\\n\"}'") == "3\n"


def test_kubectl_edit(server: Server) -> None:
    tab = server.tab()
    tab.run("kubectl create deployment web --image=nginx")
    in_front(tab, "kubectl edit deployment web")
    screen_has(tab, "# Please edit the object below.")
    raw(tab, ":%s/replicas: 1/replicas: 2/\r:wq\r")
    back(tab)
    tab.ends(f"deployment.apps/web edited\n{PROMPT}")
    assert tab.run("kubectl get deploy web -o jsonpath='{.spec.replicas}{\"\\n\"}'") == "2\n"
    in_front(tab, "kubectl edit deployment web")
    screen_has(tab, "# Please edit the object below.")
    raw(tab, ":q!\r")
    back(tab)
    tab.ends(f"Edit cancelled, no changes made.\n{PROMPT}")
    in_front(tab, "KUBE_EDITOR=nano kubectl edit deployment web")
    screen_has(tab, "GNU nano")
    raw(tab, "\x18")
    back(tab)
    tab.ends(f"Edit cancelled, no changes made.\n{PROMPT}")


def test_ctrl_c_in_full_screen_programs(server: Server) -> None:
    tab = server.tab()
    in_front(tab, "watch kubectl get nodes")
    screen_has(tab, "Every 2.0s: kubectl get nodes")
    raw(tab, "\x03")
    back(tab)
    in_front(tab, "top")
    screen_has(tab, "load average")
    raw(tab, "\x03")
    back(tab)
    in_front(tab, "seq 100 | less")
    screen_has(tab, "22")
    tab.ask("terminal.resize", terminal="1", rows=10, columns=40)
    raw(tab, "\x03G")
    tab.wait(lambda: tab.screen(rows=10, columns=40)[8:] == ["100", "(END)"], "the last page")
    raw(tab, "q")
    back(tab)


def test_what_is_typed_is_hidden_while_echo_is_off(server: Server) -> None:
    tab = server.tab()
    tab.run("stty -echo")
    tab.until("terminal.changed", lambda told: not told["terminal"]["echo"])
    tab.type("echo seen; stty echo")
    tab.ends(f"{PROMPT}\nseen\n{PROMPT}")
    assert tab.run("echo shown") == "shown\n"
    assert "echo seen" not in tab.text()

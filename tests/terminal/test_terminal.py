"""Sessions as they were seen in bash 5.2 on a real terminal."""

import json

import pytest

from app.host.host import Host, HostSpec
from app.network.network import Interface
from app.terminal.terminal import Terminal
from tests.terminal.keys import act, session, shown, with_terminal


@pytest.mark.parametrize(
    ("acts", "screen"),
    [
        (["echo hi"], "~# echo hi\nhi\n~# "),
        (["echo )"], "~# echo )\nbash: syntax error near unexpected token `)'\n~# "),
        (["nosuch"], "~# nosuch\nbash: nosuch: command not found\n~# "),
        (["./nope", "/tmp"],
         "~# ./nope\nbash: ./nope: No such file or directory\n~# /tmp\nbash: /tmp: Is a directory\n~# "),
        (["cd /etc", "cd -", "cd /nope"],
         "~# cd /etc\n/etc# cd -\n/root\n~# cd /nope\nbash: cd: /nope: No such file or directory\n~# "),
        (["false", "echo $?", "echo $?"], "~# false\n~# echo $?\n1\n~# echo $?\n0\n~# "),
        (["x=5", "f() { echo f $x; }", "f", "alias zz='echo ZZ'", "zz a"],
         "~# x=5\n~# f() { echo f $x; }\n~# f\nf 5\n~# alias zz='echo ZZ'\n~# zz a\nZZ a\n~# "),
        (["if true", "then echo yes", "fi"], "~# if true\n> then echo yes\n> fi\nyes\n~# "),
        (["cat <<E", "x", "E"], "~# cat <<E\n> x\n> E\nx\n~# "),
        (["echo 'a", "b'"], "~# echo 'a\n> b'\na\nb\n~# "),
        (["echo a \\", "b"], "~# echo a \\\n> b\na b\n~# "),
        (["echo one\necho two"], "~# echo one\none\n~# echo two\ntwo\n~# "),
        (["set -u; echo $nope", "echo on"],
         "~# set -u; echo $nope\nbash: nope: unbound variable\n~# echo on\non\n~# "),
    ],
)  # fmt: skip
def test_lines(acts, screen):
    assert session(*acts) == screen


@pytest.mark.parametrize(
    ("acts", "screen"),
    [
        (["sleep 2 &", 3, "true"], "~# sleep 2 &\n[1] 2145\n~# true\n[1]+  Done                    sleep 2\n~# "),
        (["(sleep 1; exit 3) &", 2, ""],
         "~# (sleep 1; exit 3) &\n[1] 2145\n~# \n[1]+  Exit 3                  ( sleep 1; exit 3 )\n~# "),
        (["sleep 100 &", "sleep 101 &", "jobs -l", "kill %1", "true"],
         "~# sleep 100 &\n[1] 2145\n~# sleep 101 &\n[2] 2146\n~# jobs -l\n"
         "[1]- 2145 Running                 sleep 100 &\n[2]+ 2146 Running                 sleep 101 &\n"
         "~# kill %1\n~# true\n[1]-  Terminated              sleep 100\n~# "),
        (["false &", "true"], "~# false &\n[1] 2145\n~# true\n[1]+  Exit 1                  false\n~# "),
        (["sleep 1 & wait", 2], "~# sleep 1 & wait\n[1] 2145\n[1]+  Done                    sleep 1\n~# "),
        (["sleep 1 & sleep 3", 4],
         "~# sleep 1 & sleep 3\n[1] 2145\n[1]+  Done                    sleep 1\n~# "),
        (["for i in 1 2; do sleep 9; done &", "sleep 9 >f 2>/dev/null &", "jobs"],
         "~# for i in 1 2; do sleep 9; done &\n[1] 2145\n~# sleep 9 >f 2>/dev/null &\n[2] 2147\n~# jobs\n"
         "[1]-  Running                 for i in 1 2;\ndo\n    sleep 9;\ndone &\n"
         "[2]+  Running                 sleep 9 > f 2> /dev/null &\n~# "),
        (["sleep 100 &", "fg", "^Z", "jobs", "bg %1", "kill -STOP %1", "jobs", "kill -CONT %1", "jobs"],
         "~# sleep 100 &\n[1] 2145\n~# fg\nsleep 100\n^Z\n[1]+  Stopped                 sleep 100\n"
         "~# jobs\n[1]+  Stopped                 sleep 100\n~# bg %1\n[1]+ sleep 100 &\n~# kill -STOP %1\n"
         "~# jobs\n[1]+  Stopped                 sleep 100\n~# kill -CONT %1\n"
         "~# jobs\n[1]+  Running                 sleep 100 &\n~# "),
        (["sleep 100", "^Z", "exit", "jobs", "kill %1", "jobs"],
         "~# sleep 100\n^Z\n[1]+  Stopped                 sleep 100\n~# exit\nlogout\nThere are stopped jobs.\n"
         "~# jobs\n[1]+  Stopped                 sleep 100\n~# kill %1\n\n[1]+  Stopped                 sleep 100\n"
         "~# jobs\n[1]+  Terminated              sleep 100\n~# "),
        (["sleep 100", "^Z", "exit", "exit"],
         "~# sleep 100\n^Z\n[1]+  Stopped                 sleep 100\n~# exit\nlogout\nThere are stopped jobs.\n"
         "~# exit\nlogout\n~# "),
        (["sleep 100 &", "fg", "^C", "jobs", "echo $?"],
         "~# sleep 100 &\n[1] 2145\n~# fg\nsleep 100\n^C\n~# jobs\n~# echo $?\n0\n~# "),
        (["sleep 5 &", "fg", 6, "echo $?"], "~# sleep 5 &\n[1] 2145\n~# fg\nsleep 5\n~# echo $?\n0\n~# "),
        (["wait %9", "fg %9", "kill %9"],
         "~# wait %9\nbash: wait: %9: no such job\n~# fg %9\nbash: fg: %9: no such job\n"
         "~# kill %9\nbash: kill: %9: no such job\n~# "),
        (["{ sleep 1; echo background; } &", 2], "~# { sleep 1; echo background; } &\n[1] 2145\n~# background\n"),
    ],
)  # fmt: skip
def test_jobs(acts, screen):
    assert session(*acts) == screen


@pytest.mark.parametrize(
    ("acts", "screen"),
    [
        (["sleep 100", "^C", "echo $?"], "~# sleep 100\n^C\n~# echo $?\n130\n~# "),
        (["busy:while true; do :; done", "^C"], "~# while true; do :; done\n^C\n~# "),
        (["for i in 1 2 3; do echo $i; sleep 9; done", "^C", "echo $i"],
         "~# for i in 1 2 3; do echo $i; sleep 9; done\n1\n^C\n~# echo $i\n1\n~# "),
        (["^C", "echo $?"], "~# ^C\n~# echo $?\n130\n~# "),
        (["if true", "^C", "echo x"], "~# if true\n> ^C\n~# echo x\nx\n~# "),
        (["cat > f", "one", "two", "^D", "cat f"],
         "~# cat > f\none\ntwo\n~# cat f\none\ntwo\n~# "),
        (["read -p 'Name? ' n", "Bob", "echo hi $n"],
         "~# read -p 'Name? ' n\nName? Bob\n~# echo hi $n\nhi Bob\n~# "),
        (["sort", "b", "a", "^D"], "~# sort\nb\na\na\nb\n~# "),
        (["grep -c b | cat", "abc", "^D"], "~# grep -c b | cat\nabc\n1\n~# "),
        (["printf 'read x\\necho got $x\\n' > s.sh; bash s.sh", "typed"],
         "~# printf 'read x\\necho got $x\\n' > s.sh; bash s.sh\ntyped\ngot typed\n~# "),
        (["cat > f\nline\n", "^D", "cat f"], "~# cat > f\nline\n~# cat f\nline\n~# "),
        (["bash", "x=1; echo $SHLVL > /dev/null; exit 4", "echo $? $x"],
         "~# bash\n~# x=1; echo $SHLVL > /dev/null; exit 4\nexit\n~# echo $? $x\n4\n~# "),
        (["bash", "^D", "echo back"], "~# bash\n~# exit\n~# echo back\nback\n~# "),
        (["x=5", "exit", "echo [$x]"], "~# x=5\n~# exit\nlogout\n~# echo [$x]\n[]\n~# "),
        (["sleep 5", "echo typed ahead", 5], "~# sleep 5\necho typed ahead\n~# echo typed ahead\ntyped ahead\n~# "),
        (["tail -f /etc/hostname", "^C"], "~# tail -f /etc/hostname\ncontrolplane\n^C\n~# "),
        (["sleep 3", "^Z", "jobs", "fg", 3, "jobs"],
         "~# sleep 3\n^Z\n[1]+  Stopped                 sleep 3\n~# jobs\n[1]+  Stopped                 sleep 3\n"
         "~# fg\nsleep 3\n~# jobs\n~# "),
        (["x=1", "sleep 3; echo woken", "^Z", "bg", "echo $x", 3, "true"],
         "~# x=1\n~# sleep 3; echo woken\n^Z\n[1]+  Stopped                 sleep 3; echo woken\n~# bg\n"
         "[1]+ sleep 3; echo woken &\n~# echo $x\n1\n~# woken\ntrue\n"
         "[1]+  Done                    sleep 3; echo woken\n~# "),
    ],
)  # fmt: skip
def test_keys(acts, screen):
    assert session(*acts) == screen


def test_history_expansion():
    assert session("echo a b", "echo !$", "!!", "!ec", "!nope") == (
        "~# echo a b\na b\n~# echo !$\necho b\nb\n~# !!\necho b\nb\n~# !ec\necho b\nb\n"
        "~# !nope\nbash: !nope: event not found\n~# "
    )


def test_history_is_listed_and_kept():
    screen = session("echo a", " echo hidden", "echo a", "history", "cat .bash_history")
    assert screen.endswith("~# history\n    1  echo a\n    2  history\n~# cat .bash_history\necho a\nhistory\n~# ")


def test_the_prompt_of_2018_and_ps1():
    assert session("PS1='[\\W] '", "cd /etc/apt", spec=HostSpec(name="host01", style="2018")) == (
        "$ PS1='[\\W] '\n[~] cd /etc/apt\n[apt] "
    )


def test_two_terminals_share_files_and_see_each_other():
    async def work(first: Terminal) -> None:
        second = Terminal("2", first.host)
        await second.open()
        await act(first, "x=1; echo shared > f; sleep 100 &")
        await act(second, "cat f; echo [$x]; ps -ef | grep -c '[s]leep 100'; tty")
        assert shown(second).endswith("tty\nshared\n[]\n1\n/dev/pts/1\n~# ")

    with_terminal(work)


def test_full_screen_programs_get_keys():
    async def work(terminal: Terminal) -> None:
        await act(terminal, "echo hello > f", "vi f")
        assert (terminal.mode, terminal.prompt) == ("raw", "")
        await act(terminal, "raw:iX\x1b", "raw::wq\r", "cat f")
        assert terminal.mode == "line"
        assert shown(terminal).endswith("~# cat f\nXhello\n~# ")
        await act(terminal, "echo piped | less", "raw:q", "watch -n 2 date", 4)
        assert "Every 2.0s: date" in shown(terminal)
        await act(terminal, "^C")
        assert (terminal.mode, terminal.busy) == ("line", False)

    with_terminal(work)


def test_chunks_are_numbered_and_a_reader_can_catch_up():
    async def work(terminal: Terminal) -> None:
        seen: list[int] = []
        cancel = terminal.subscribe(lambda chunk: seen.append(chunk.seq))
        before = terminal.seq
        await act(terminal, "echo hi")
        assert seen == list(range(before + 1, terminal.seq + 1))
        missed = terminal.since(before)
        assert missed is not None
        assert b"".join(chunk.data for chunk in missed) == b"echo hi\r\nhi\r\nroot@controlplane:~# "
        cancel()

    with_terminal(work)


def test_a_terminal_goes_on_where_it_was():
    async def work(terminal: Terminal) -> None:
        await act(
            terminal,
            "x=5; f() { echo f; }; cd /etc; alias zz='echo ZZ'",
            "sleep 1000 &",
            "echo data > /root/f",
            "sleep 500",
        )
        saved = json.loads(json.dumps([terminal.snapshot(), terminal.host.snapshot()]))
        host = terminal.host
        again = Host.restore(host.spec, saved[1], host.clock, host.network, host.interface, host.randomness)
        restored = await Terminal.restore(saved[0], again)
        await restored.settled()
        assert (restored.busy, restored.foreground) == (True, "sleep 500")
        assert restored.seq >= terminal.seq
        assert [program.argv for program in again.programs()] == [("sleep", "1000"), ("sleep", "500")]
        await act(restored, "^C", "echo $x; f; zz; pwd; cat /root/f; jobs")
        assert shown(restored).endswith(
            "jobs\n5\nf\nZZ\n/etc\ndata\n[1]+  Running                 sleep 1000 &\n/etc# "
        )
        restored.close()
        again.end()
        await again.ended()

    with_terminal(work)


def test_finished_programs_are_reported_with_their_arguments():
    seen: list[tuple[object, ...]] = []

    async def work(terminal: Terminal) -> None:
        terminal.host.finished(lambda e: seen.append((e.terminal, e.argv, e.text, e.exit, e.background)))
        await act(terminal, "alias z=sleep; t=0", "z $t 2>&1 | tr a b", "sleep bad", "sleep 1 &", 2)

    with_terminal(work)
    assert seen == [
        ("1", ("sleep", "0"), "z $t 2>&1 | tr a b", 0, False),
        ("1", ("sleep", "bad"), "sleep bad", 1, False),
        ("1", ("sleep", "1"), "sleep 1", 0, True),
    ]


def test_closing_ends_what_runs():
    async def work(terminal: Terminal) -> None:
        await act(terminal, "sleep 100 &", "sleep 200")
        terminal.close()
        await terminal.host.until_idle()
        assert terminal.host.programs() == []

    with_terminal(work)


def test_ssh_to_another_machine():
    async def work(terminal: Terminal) -> None:
        here = terminal.host
        there = Host(HostSpec(name="node01"), here.clock, here.network,
                     here.network.attach(Interface("node01", "172.30.2.2")), here.randomness)  # fmt: skip
        here.neighbour = {"172.30.2.2": there}.get
        await act(
            terminal, "echo '172.30.2.2 node01' >> /etc/hosts", "ssh node01 'hostname; exit 3'; echo $?", "ssh node01"
        )
        await act(terminal, "hostname; touch /root/there", "exit", "ls /root; echo uname | ssh node01", "ssh node02")
        assert shown(terminal).replace("root@node01:", "node01:").partition("; echo $?\n")[2] == (
            "node01\n3\n~# ssh node01\nLast login: from 172.30.1.2\n"
            "node01:~# hostname; touch /root/there\nnode01\nnode01:~# exit\nlogout\nConnection to node01 closed.\n"
            "~# ls /root; echo uname | ssh node01\nLinux\n"
            "~# ssh node02\nssh: Could not resolve hostname node02: Name or service not known\n~# "
        )
        there.end()

    with_terminal(work)

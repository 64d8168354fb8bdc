"""What every command must do, and what some of them print."""

import asyncio

import pytest

from app.host.commands import registry
from app.host.host import HostSpec
from tests.host.machine import machine, outcome, script, web_server

# How to make each command do something that goes on or prints; the rest print at once when called alone.
SLOW = {
    "sleep": "sleep 100", "curl": "curl -s localhost:8001/slow", "wget": "wget -qO- localhost:8001/slow",
    "ping": "ping localhost", "watch": "watch date", "top": "top -b", "htop": "htop -b", "timeout": "timeout 9 sleep 9",
    "sudo": "sudo sleep 9", "setsid": "setsid sleep 9", "tail": "tail -f /etc/hosts", "journalctl": "journalctl -f",
}  # fmt: skip
OWN_FLAGS = ("kubectl", "helm")  # their options are tested where they are made
NAMES = [name for name in registry() if name not in OWN_FLAGS]


@pytest.mark.parametrize("name", NAMES)
def test_help_or_a_clear_word(name):
    ran = script(f"{name} --help")
    assert ran.exit in (0, 1, 2)
    assert b"usage" in ran.stdout.lower() or name in (
        "vi",
        "vim",
        "vim.tiny",
        "view",
        "nano",
        "editor",
        "pico",
        "history",
        "ps",
    )


@pytest.mark.parametrize("name", [name for name in NAMES if name != "expr"])  # to expr it is a string like any other
def test_unknown_options_are_refused(name):
    ran = script(f"{name} --no-such-option < /dev/null")
    assert ran.exit != 0
    assert ran.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_that_goes_away_ends_the_command_quietly(name):
    host = machine()
    web_server(host)
    ran = script(f"timeout 5 {SLOW.get(name, name)} < /dev/null 2> /dev/null | true", host)
    assert ran.stderr == b""


@pytest.mark.parametrize("text", sorted(SLOW.values()))
def test_an_interrupt_ends_the_command_with_130(text):
    host = machine()
    web_server(host)

    async def interrupted() -> int:
        shell = host.shell()
        await shell.prepare()
        output = Silent()
        running = asyncio.ensure_future(shell.run(text, stdout=output, stderr=output))
        await host.until_idle()
        assert shell.running
        shell.interrupt()
        return await asyncio.wait_for(running, 5)

    assert asyncio.run(interrupted()) == 130
    assert [process for process in host.processes.all() if process.name == "sleep"] == []


class Silent:
    async def write(self, data: bytes) -> None:
        """Drop."""


@pytest.mark.parametrize(
    ("text", "stdout"),
    [
        ("date", "Tue Nov 14 22:13:20 UTC 2023\n"),
        ("date +%s; date -u +%Y-%m-%dT%H:%M:%SZ", "1700000000\n2023-11-14T22:13:20Z\n"),
        ("date -d '2 days ago' +%F; date -d tomorrow +%d; date -d '2024-01-31 +1 month' +%F",
         "2023-11-12\n15\n2024-03-02\n"),
        ("date -d @0 '+%a %e %b %-d %j %I %p'; date -Iseconds", "Thu  1 Jan 1 001 12 AM\n2023-11-14T22:13:20+00:00\n"),
        ("mkdir d; touch d/b 'd/a c' d/.h; ls d; ls -a d; ls -d d", "a c\nb\n.\n..\n.h\na c\nb\nd\n"),
        ("echo hello > f; chmod 640 f; ls -l f; ls -lh f", "-rw-r----- 1 root root 6 Nov 14 22:13 f\n" * 2),
        ("ln -s /etc/hosts l; ls -l l; ls -F", "lrwxrwxrwx 1 root root 10 Nov 14 22:13 l -> /etc/hosts\nl@\n"),
        ("mkdir -p a/b; touch a/b/c; ls -R a", "a:\nb\n\na/b:\nc\n"),
        ("hostname; hostname -I; whoami; id; uname -sr; nproc",
         "controlplane\n172.30.1.2 \nroot\nuid=0(root) gid=0(root) groups=0(root)\nLinux 6.8.0-51-generic\n1\n"),
        ("uptime", " 22:13:20 up 30 min,  1 user,  load average: 0.12, 0.09, 0.05\n"),
        ("which sleep nosuch; echo $?", "/usr/bin/sleep\n1\n"),
        ("printf '1\\n2\\n3\\n' > f; tail -n 1 f; tail -n +2 f; tail -c 2 f; tail -2 f | head -1", "3\n2\n3\n3\n2\n"),
        ("echo x | tee a b; cat a b; echo y | tee -a a; wc -l < a", "x\nx\nx\ny\n2\n"),
        ("timeout 2 sleep 5; echo $?; timeout 5 false; echo $?; timeout -s KILL 1 sleep 9; echo $?", "124\n1\n137\n"),
        ("sudo whoami; sudo A=1 bash -c 'echo $A'", "root\n1\n"),
        ("systemctl is-active kubelet; systemctl stop kubelet; systemctl is-active kubelet; echo $?",
         "active\ninactive\n3\n"),
        ("echo '10.1.2.3 app.example' >> /etc/hosts; nc -zv app.example 80 2>&1 | cut -d: -f1",
         "nc\n"),
        ("df -h / | tail -1", "/dev/vda1        20G  8.1G   12G  42% /\n"),
        ("pgrep -a kubelet; pidof cron",
         "1022 /usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf "
         "--kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml\n745\n"),
    ],
)  # fmt: skip
def test_output(text, stdout):
    assert script(f"mkdir -p w; cd w; {text}").stdout.decode() == stdout


@pytest.mark.parametrize(
    ("text", "stderr", "status"),
    [
        ("ls nofile", "ls: cannot access 'nofile': No such file or directory\n", 2),
        ("sleep x", "sleep: invalid time interval ‘x’\nTry 'sleep --help' for more information.\n", 1),
        ("date -d 'bad date'", "date: invalid date ‘bad date’\n", 1),
        ("tail nofile", "tail: cannot open 'nofile' for reading: No such file or directory\n", 1),
        ("tee /q/w < /dev/null", "tee: /q/w: No such file or directory\n", 1),
        ("timeout 1 nosuch", "timeout: failed to run command ‘nosuch’: No such file or directory\n", 127),
        ("sudo nosuch", "sudo: nosuch: command not found\n", 1),
        ("ping nosuch.example", "ping: nosuch.example: Name or service not known\n", 2),
        ("apt-get install nosuch", "E: Unable to locate package nosuch\n", 100),
        ("systemctl status nosuch", "Unit nosuch.service could not be found.\n", 4),
        ("vi f", "Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\n", 1),
    ],
)
def test_complaints(text, stderr, status):
    assert outcome(text)[::2] == (status, stderr)


def test_processes_are_listed():
    lines = script("sleep 50 & ps -ef | grep -v ps; kill %1").stdout.decode().splitlines()
    assert lines[0] == "UID          PID    PPID  C STIME TTY          TIME CMD"
    assert lines[1] == "root           1       0  0 21:43 ?        00:00:00 /sbin/init"
    assert lines[-1].endswith("00:00:00 sleep 50")


def test_listeners_are_listed():
    host = machine()
    web_server(host)
    assert (
        script("ss -tln", host).stdout.decode().splitlines()[1]
        == "LISTEN 0      4096         0.0.0.0:8001      0.0.0.0:*          "
    )


def test_services_can_be_watched():
    host, seen = machine(), []
    host.on_service(lambda name, verb: seen.append((name, verb)))
    script("systemctl restart kubelet; systemctl stop containerd", host)
    assert seen == [("kubelet", "restart"), ("containerd", "stop")]


def test_tail_follows_a_file():
    assert outcome("(sleep 1; echo two >> f; sleep 2; echo three >> f) & echo one > f; timeout 5 tail -f f")[1] == (
        "one\ntwo\nthree\n"
    )


def test_the_machine_of_2018():
    host = machine(HostSpec(name="host01", style="2018"))
    assert (
        outcome("hostname; uname -r; head -1 /etc/os-release", host)[1] == 'host01\n4.4.0-62-generic\nNAME="Ubuntu"\n'
    )

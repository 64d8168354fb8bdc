"""The process table of a machine: numbers, parents, command lines, and how to signal them."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.host.surroundings import HOST, Surroundings
from app.sim.limits import LIMITS

SIGNALS = {
    "HUP": 1, "INT": 2, "QUIT": 3, "ILL": 4, "TRAP": 5, "ABRT": 6, "BUS": 7, "FPE": 8, "KILL": 9, "USR1": 10,
    "SEGV": 11, "USR2": 12, "PIPE": 13, "ALRM": 14, "TERM": 15, "STKFLT": 16, "CHLD": 17, "CONT": 18, "STOP": 19,
    "TSTP": 20, "TTIN": 21, "TTOU": 22, "URG": 23, "XCPU": 24, "XFSZ": 25, "VTALRM": 26, "PROF": 27, "WINCH": 28,
    "IO": 29, "PWR": 30, "SYS": 31,
}  # fmt: skip
# What bash says of a job that a signal ended.
DESCRIPTIONS = {1: "Hangup", 2: "Interrupt", 3: "Quit", 6: "Aborted", 9: "Killed", 13: "Broken pipe", 15: "Terminated"}
PATIENCE = 200  # refusals before what runs in the background is killed
IGNORED = {17, 18, 23, 28}
DAEMONS = {
    312: "/usr/lib/systemd/systemd-journald", 684: "/usr/bin/containerd", 745: "/usr/sbin/cron -f -P",
    1022: "/usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf "
    "--kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml", 790: "/usr/sbin/sshd -D",
}  # fmt: skip
FIRST_PID = 2144  # of the first program after those of the machine itself


@dataclass(eq=False)
class Process:
    """A process. `signal(number)` ends it or does what its program wants; None for the machine's own daemons."""

    pid: int
    parent: int
    argv: tuple[str, ...]
    started: float
    terminal: str = ""  # the terminal's id; "" for none
    user: str = "root"
    background: bool = False
    state: str = "S"
    signal: Callable[[int], None] | None = None
    memory: int = 4 << 20  # resident bytes
    killed_by: int = 0
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    cwd: str = "/"
    surroundings: Surroundings = HOST
    data: Any = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The program's name, as `ps -o comm` has it: no title that it gave itself, no dash of a login shell."""
        return self.argv[0].partition(": ")[0].rsplit("/", 1)[-1].removeprefix("-")[:15] if self.argv else "?"

    def enter(self, env: Mapping[str, str], cwd: str) -> None:
        """Begin with these variables in this directory; what it began with stays."""
        if not self.env:
            self.env, self.cwd = env, cwd


class Processes:
    """The table; numbers grow and are never used twice."""

    def __init__(self, now: Callable[[], float], first: int = 1) -> None:
        self._now = now
        self._table: dict[int, Process] = {}
        self.next_pid = first
        self.refused = 0  # how often there was no room
        self.contained: Callable[[], Sequence[Process]] = tuple  # what runs in the containers of a node
        self.surroundings = HOST  # of those that are started here
        self.owner = "root"  # of those whose parent is not in the table, such as what `kubectl exec` starts
        self.shared = False  # whether its numbers are those of a namespace in which others are, too

    def root(self, process: Process) -> Process:
        """The first of its ancestors that is still there."""
        while (parent := self._table.get(process.parent)) is not None and parent is not process:
            process = parent
        return process

    def start(
        self,
        argv: Sequence[str],
        *,
        parent: int = 1,
        terminal: str = "",
        background: bool = False,
        pid: int | None = None,
        started: float | None = None,
        memory: int = 4 << 20,
    ) -> Process:
        """Enter a process into the table. BlockingIOError when it is full, as fork(2) refuses."""
        if len(self._table) >= LIMITS.processes:
            self._refuse()
        if pid is None and self.shared:
            pid = max([self.next_pid, *(one.pid + 1 for one in self.contained())])
        elif pid is None:
            pid = self.next_pid
        self.next_pid = max(self.next_pid, pid + 1)
        when = self._now() if started is None else started
        above = self._table.get(parent)
        user = above.user if above is not None else self.owner
        process = Process(pid, parent, tuple(argv), when, terminal, user, background=background, memory=memory,
                          surroundings=self.surroundings)  # fmt: skip
        self._table[pid] = process
        return process

    def _refuse(self) -> None:
        """No more processes. Who is refused again and again is a fork bomb, and is killed as the kernel would."""
        self.refused += 1
        if self.refused % PATIENCE == 0:
            for process in list(self._table.values()):
                if process.background and process.signal is not None:
                    process.signal(9)
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    def end(self, process: Process) -> None:
        """Take a process out; its children go to process 1."""
        process.signal = None  # what it would do belongs to a shell that must not outlive it
        if self._table.get(process.pid) is process:
            del self._table[process.pid]
        for child in self._table.values():
            if child.parent == process.pid:
                child.parent = 1

    def get(self, pid: int) -> Process | None:
        """The process of a number."""
        found = self._table.get(pid)
        return found or next((one for one in self.contained() if one.pid == pid), None)

    def all(self) -> list[Process]:
        """Every process, by number; also those of containers, when this is a node."""
        return sorted([*self._table.values(), *self.contained()], key=lambda one: one.pid)

    def own(self) -> list[Process]:
        """Those of the machine itself, by number."""
        return [self._table[pid] for pid in sorted(self._table)]


def signal_number(text: str) -> int | None:
    """`9`, `KILL`, `SIGKILL` or `kill` as a number; None for anything else."""
    if text.isdigit():
        return int(text) if int(text) <= 64 else None
    name = text.upper().removeprefix("SIG")
    return 0 if name == "EXIT" else SIGNALS.get(name)


def daemons(processes: Processes, booted: float) -> None:
    """A machine's own processes, as `ps` shows them."""
    init = processes.start(("/sbin/init",), parent=0, pid=1, started=booted, memory=12 << 20)
    init.state = "Ss"
    for pid, line in DAEMONS.items():
        processes.start(line.split(), parent=1, pid=pid, started=booted + 4, memory=48 << 20)
    processes.next_pid = FIRST_PID

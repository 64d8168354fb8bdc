"""The files of one process in /proc. Follows proc(5) and the kernel's fs/proc/{array,base}.c for rows and widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.host.accounts import user_of
from app.host.mount_table import table_text
from app.host.process_table import terminal_name
from app.host.processes import Process
from app.host.served import Served
from app.host.sockets import of_process
from app.host.surroundings import SHARED_NAMESPACES

if TYPE_CHECKING:
    from app.host.host import Host

TICKS = 100  # of the clock in a second
PAGE = 4096
OOM_MIDDLE = 666  # of a process that the kernel neither spares nor prefers
STATES = {"S": "sleeping", "R": "running", "T": "stopped", "Z": "zombie", "D": "disk sleep"}
# Of a namespace: its number on a fresh machine, which a container's differs from; `user` and `time` are shared.
NAMESPACES = {"cgroup": 1, "ipc": 5, "mnt": 7, "net": 6, "pid": 2, "time": 0, "user": 3, "uts": 4}
SHARED = frozenset({"time", "user"})
_LIMITS = """
    Max cpu time|unlimited|unlimited|seconds
    Max file size|unlimited|unlimited|bytes
    Max data size|unlimited|unlimited|bytes
    Max stack size|8388608|unlimited|bytes
    Max core file size|{core}|unlimited|bytes
    Max resident set|unlimited|unlimited|bytes
    Max processes|{tasks}|{tasks}|processes
    Max open files|{files}|{most}|files
    Max locked memory|8388608|8388608|bytes
    Max address space|unlimited|unlimited|bytes
    Max file locks|unlimited|unlimited|locks
    Max pending signals|15062|15062|signals
    Max msgqueue size|819200|819200|bytes
    Max nice priority|0|0|
    Max realtime priority|0|0|
    Max realtime timeout|unlimited|unlimited|us
"""


def process_files(host: Host, process: Process) -> Mapping[str, Served]:
    """By name; `fd/` and `ns/` hold links."""
    around, pages = process.surroundings, process.memory // PAGE
    badness = max(0, OOM_MIDDLE + around.oom_score_adj * 2 // 3)
    texts: dict[str, Callable[[], str]] = {
        "attr/current": lambda: f"{around.label}\n", "cgroup": lambda: f"0::{control_group(host, process)}\n",
        "cmdline": lambda: _command_line(process.argv), "comm": lambda: f"{process.name}\n",
        "environ": lambda: "".join(f"{name}={value}\0" for name, value in process.env.items()),
        "limits": lambda: limits(host, process), "loginuid": lambda: "4294967295", "mounts": lambda: table_text(host),
        "oom_score": lambda: f"{badness}\n", "oom_score_adj": lambda: f"{around.oom_score_adj}\n",
        "stat": lambda: _stat(host, process), "statm": lambda: f"{pages * 2} {pages} {pages // 2} 1 0 {pages} 0\n",
        "status": lambda: status(host, process), "uid_map": lambda: "         0          0 4294967295\n",
    }  # fmt: skip
    secret = {"environ"}
    found = {name: Served(_encoded(text), modified=process.started, mode=0o400 if name in secret else 0o444)
             for name, text in texts.items()}  # fmt: skip
    targets = {"cwd": process.cwd, "exe": _program(host, process), "root": "/"}
    targets |= {f"fd/{number}": target for number, target in descriptors(host, process).items()}
    targets |= {f"ns/{kind}": namespace(process, kind) for kind in NAMESPACES}
    linked = {name: Served(target=target, modified=process.started) for name, target in targets.items() if target}
    return {**found, **linked}


def _command_line(argv: Sequence[str]) -> str:
    """A title that a program gave itself is one word."""
    titled = ": " in "".join(argv[:1])
    return "".join(f"{word}\0" for word in ((" ".join(argv),) if titled else argv))


def _encoded(text: Callable[[], str]) -> Callable[[], bytes]:
    return lambda: text().encode("utf-8", "surrogateescape")


def _program(host: Host, process: Process) -> str:
    """The file that it runs; "" where nobody could tell."""
    words = process.argv[0].removeprefix("-").partition(": ")[0] if process.argv else ""
    found = host.which(words, None, "/") if words else None
    return host.files.real(found) if found else words if words.startswith("/") else ""


def control_group(host: Host, process: Process) -> str:
    """A process's control group as its machine shows it: a container has a namespace of its own."""
    if host.spec.system is not None:
        return "/"
    if process.surroundings.control_group:
        return process.surroundings.control_group
    if process.pid == 1:
        return "/init.scope"
    root = process
    while root.parent > 1 and (above := host.processes.get(root.parent)) is not None:
        root = above
    unit = {"sshd": "ssh"}.get(root.name, root.name)
    if root.argv[:1] and root.argv[0].startswith("/") and not root.terminal:
        return f"/system.slice/{unit}.service"
    return "/user.slice/user-0.slice/session-1.scope"


def descriptors(host: Host, process: Process) -> dict[int, str]:
    """What a process has open, by number."""
    terminal = terminal_name(process)
    if terminal != "?":
        streams = dict.fromkeys((0, 1, 2), f"/dev/{terminal}")
    else:
        pipe = SHARED_NAMESPACES % 100_000 + process.pid * 4
        streams = {0: "/dev/null", 1: f"pipe:[{pipe}]", 2: f"pipe:[{pipe + 1}]"}
    return {**streams, **{one.fd: f"socket:[{one.inode}]" for one in of_process(host, process.pid)}}


def namespace(process: Process, kind: str) -> str:
    """`net:[4026531840]`."""
    number = SHARED_NAMESPACES + NAMESPACES[kind]
    if process.surroundings.home and kind not in SHARED:
        number += 300 + sum(map(ord, process.surroundings.home)) * 8 % 4000
    return f"{kind}:[{number}]"


def limits(host: Host, process: Process) -> str:
    """Soft and hard limits of its resources."""
    contained = host.spec.system is not None or bool(process.surroundings.home)
    values = {"core": "unlimited" if contained else "0", "tasks": "unlimited" if contained else "15062",
              "files": 1048576 if contained else 1024, "most": 1048576}  # fmt: skip
    rows = [("Limit", "Soft Limit", "Hard Limit", "Units")]
    rows += [tuple(line.strip().format(**values).split("|")) for line in _LIMITS.strip().splitlines()]  # type: ignore[misc]
    return "".join(f"{name:<25} {soft:<20} {hard:<20} {unit:<10}\n" for name, soft, hard, unit in rows)


def status(host: Host, process: Process) -> str:
    """Its state for people to read."""
    around = process.surroundings
    uid, gid, groups = around.owner or _owner(host, process)
    held = around.bounding if uid == 0 else 0
    size, resident = process.memory >> 9, process.memory >> 10
    rows = {
        "Name": process.name, "Umask": "0022", "State": f"{process.state[0]} ({STATES[process.state[0]]})",
        "Tgid": process.pid, "Ngid": 0, "Pid": process.pid, "PPid": process.parent, "TracerPid": 0,
        "Uid": "\t".join([str(uid)] * 4), "Gid": "\t".join([str(gid)] * 4), "FDSize": 64,
        "Groups": " ".join(map(str, groups)) + " ", "NStgid": process.pid, "NSpid": process.pid,
        "NSpgid": process.pid, "NSsid": process.pid, "VmPeak": f"{size:8} kB", "VmSize": f"{size:8} kB",
        "VmLck": f"{0:8} kB", "VmHWM": f"{resident:8} kB", "VmRSS": f"{resident:8} kB", "VmSwap": f"{0:8} kB",
        "Threads": 1, "CapInh": f"{0:016x}", "CapPrm": f"{held:016x}", "CapEff": f"{held:016x}",
        "CapBnd": f"{around.bounding:016x}", "CapAmb": f"{0:016x}", "NoNewPrivs": int(around.no_new_privileges),
        "Seccomp": around.seccomp, "Seccomp_filters": int(around.seccomp > 0),
        "Cpus_allowed": f"{(1 << host.spec.cores) - 1:x}",
        "Cpus_allowed_list": f"0-{host.spec.cores - 1}" if host.spec.cores > 1 else "0",
    }  # fmt: skip
    return "".join(f"{key}:\t{value}\n" for key, value in rows.items())


def _owner(host: Host, process: Process) -> tuple[int, int, tuple[int, ...]]:
    uid = user_of(host, process)
    if uid != host.spec.uid:
        return uid, uid, (uid,)
    return uid, host.spec.gid, (host.spec.gid, *host.spec.groups)


def _stat(host: Host, process: Process) -> str:
    began, pages = max(0, int((process.started - host.booted) * TICKS)), process.memory // PAGE
    head = (
        f"{process.pid} ({process.name}) {process.state[0]} {process.parent} {process.pid} {process.pid} 0 -1 4194560"
    )
    ends = f"{'0 ' * 8}20 0 1 0 {began} {process.memory * 2} {pages} {(1 << 64) - 1}"
    return f"{head} {ends} {'0 ' * 12}17 0 0 0 0 0 0\n"

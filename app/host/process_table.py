"""The machine's processes as `ps` shows them. Follows procps src/ps/output.c: format_array and display_one's forest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from app.host.accounts import user_of
from app.host.invocation import Invocation
from app.host.processes import Process
from app.host.units import clock_time

# Specifier -> its header and how it is aligned; the last column is as long as it is.
COLUMNS = {
    "pid": ("PID", ">7"), "ppid": ("PPID", ">7"), "pgid": ("PGID", ">7"), "sid": ("SID", ">7"), "uid": ("UID", ">5"),
    "user": ("USER", "<8"), "euser": ("EUSER", "<8"), "ruser": ("RUSER", "<8"), "cmd": ("CMD", "<27"),
    "command": ("COMMAND", "<27"), "args": ("COMMAND", "<27"), "comm": ("COMMAND", "<15"), "ucmd": ("CMD", "<15"),
    "tty": ("TT", "<8"), "tt": ("TT", "<8"), "tname": ("TTY", "<8"), "stat": ("STAT", "<4"), "state": ("S", "<1"),
    "s": ("S", "<1"), "time": ("TIME", ">8"), "cputime": ("TIME", ">8"), "bsdtime": ("TIME", ">6"),
    "etime": ("ELAPSED", ">11"), "etimes": ("ELAPSED", ">7"), "%cpu": ("%CPU", ">4"), "pcpu": ("%CPU", ">4"),
    "%mem": ("%MEM", ">4"), "pmem": ("%MEM", ">4"), "rss": ("RSS", ">5"), "vsz": ("VSZ", ">6"), "sz": ("SZ", ">5"),
    "start": ("STARTED", ">8"), "stime": ("STIME", ">5"), "start_time": ("START", ">5"), "lstart": ("STARTED", ">24"),
    "ni": ("NI", ">3"), "pri": ("PRI", ">3"), "c": ("C", ">2"), "f": ("F", ">1"), "nlwp": ("NLWP", ">4"),
    "wchan": ("WCHAN", "<6"), "addr": ("ADDR", "<4"), "tpgid": ("TPGID", ">7"), "opri": ("PRI", ">3"),
}  # fmt: skip
ALIKE = {
    "euser": "user", "ruser": "user", "tty": "tname", "tt": "tname", "s": "state", "pcpu": "%cpu", "pmem": "%mem",
}  # fmt: skip
NUMBERS = {"pid", "ppid", "pgid", "sid", "uid", "rss", "vsz", "sz", "etimes", "%cpu", "pcpu", "%mem", "pmem", "ni"}
# The columns of ps's own formats; `=` gives another header.
USUAL = ("pid", "tname", "time", "ucmd")
BSD = ("pid", "tname", "stat", "bsdtime", "command")
FULL = ("user=UID", "pid", "ppid", "c", "stime", "tname", "time", "cmd")
USERS = ("user", "pid", "%cpu", "%mem", "vsz", "rss", "tname", "stat", "start_time", "bsdtime", "command")
LONG = ("f", "s", "uid", "pid", "ppid", "c", "opri", "ni", "addr", "sz", "wchan", "tname", "time", "ucmd")
JOBS = ("pid", "pgid", "sid", "tname", "time", "ucmd")
BSD_JOBS = ("ppid", "pid", "pgid", "sid", "tname", "tpgid", "stat", "uid", "bsdtime", "command")
BRANCH = 4  # columns of a branch in a forest
COMMANDS = frozenset({"cmd", "command", "args", "comm", "ucmd"})


def terminal_name(process: Process) -> str:
    """`pts/0` for the first terminal, `?` for none."""
    if not process.terminal:
        return "?"
    return f"pts/{int(process.terminal) - 1}" if process.terminal.isdigit() else f"pts/{process.terminal}"


def table(
    run: Invocation, processes: Sequence[Process], columns: Sequence[str], *, headers: bool = True, forest: str = ""
) -> str:
    """Lines; a column may be `pid=NAME`, and `pid:20` is 20 wide. No line of headers where all of them are empty.

    `forest` puts children behind their parents: `f` with branches before their commands, `-H` with blanks.
    """
    named = [_column(column) for column in columns]
    indents = [""] * len(processes)
    if forest:
        processes, branches = forested(processes)
        indents = branches if forest == "f" else ["  " * (len(branch) // BRANCH) for branch in branches]
    rows = [[header for _, header, _ in named]] if headers and any(header for _, header, _ in named) else []
    for process, indent in zip(processes, indents, strict=True):
        cells = [cell(run, process, name) for name, _, _ in named]
        rows.append([(indent if name in COMMANDS else "") + one for (name, *_), one in zip(named, cells, strict=True)])
    text = ""
    for row in rows:
        last = len(row) - 1
        shown = [
            one if at == last and align.startswith("<") else format(one, align)
            for at, (one, (_, _, align)) in enumerate(zip(row, named, strict=True))
        ]
        text += " ".join(shown).rstrip() + "\n"
    return text


def _column(given: str) -> tuple[str, str, str]:
    name, renamed, header = given.partition("=")
    name, wide, width = name.lower().partition(":")
    usual, align = COLUMNS[name]
    if wide and width.isdigit():
        align = align[0] + width
    header = header if renamed else usual
    return name, header, align[0] + str(max(int(align[1:]), len(header)))


def forested(processes: Sequence[Process]) -> tuple[list[Process], list[str]]:
    """Children behind their parents, and what stands before their commands."""
    known = {process.pid for process in processes}
    below: dict[int, list[Process]] = {}
    for process in processes:
        below.setdefault(process.parent if process.parent in known else 0, []).append(process)
    ordered: list[Process] = []
    indents: list[str] = []

    def visit(parent: int, bars: str, depth: int) -> None:
        children = below.get(parent, [])
        for child in children:
            ordered.append(child)
            indents.append(f"{bars} \\_ " if depth else "")
            more = " |  " if child is not children[-1] else "    "
            visit(child.pid, bars + (more if depth else ""), depth + 1)

    visit(0, "", 0)
    return ordered, indents


def cell(run: Invocation, process: Process, column: str) -> str:
    """What stands in a column."""
    elapsed = max(0, int(run.now() - process.started))
    memory = f"{process.memory * 100 / (run.host.spec.memory_total << 10):.1f}"
    line = " ".join(process.argv)
    hours = f"{elapsed // 3600:02}:" if elapsed >= 3600 else ""
    clock = clock_time(process.started)
    known = {
        "pid": str(process.pid), "ppid": str(process.parent), "pgid": str(process.pid), "sid": str(process.pid),
        "uid": str(user_of(run.host, process)), "cmd": line, "command": line, "args": line, "comm": process.name,
        "ucmd": process.name, "tpgid": "-1", "stat": _state(run, process), "time": "00:00:00", "cputime": "00:00:00",
        "bsdtime": "0:00", "etimes": str(elapsed), "etime": f"{hours}{elapsed % 3600 // 60:02}:{elapsed % 60:02}",
        "rss": str(process.memory >> 10), "vsz": str(process.memory >> 9), "sz": str(process.memory >> 11),
        "start": clock, "stime": clock[:5], "start_time": clock[:5], "ni": "0", "pri": "19", "opri": "80", "c": "0",
        "lstart": f"{datetime.fromtimestamp(process.started, UTC):%a %b %e %H:%M:%S %Y}", "f": "4", "nlwp": "1",
        "wchan": "-", "addr": "-",
    }  # fmt: skip
    same = {
        "user": process.user, "tname": terminal_name(process), "state": process.state[0], "%cpu": "0.0", "%mem": memory,
    }  # fmt: skip
    return known[column] if column in known else same[ALIKE.get(column, column)]


def _state(run: Invocation, process: Process) -> str:
    if process is run.process:
        return "R+"
    if process.name.endswith("bash") and process.state == "S":
        return "Ss"
    return process.state + ("+" if process.terminal and not process.background else "")

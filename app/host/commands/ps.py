"""ps: the machine's processes."""

from __future__ import annotations

import re

from app.host.invocation import Invocation
from app.host.processes import Process
from app.host.units import clock_time

HELP = """
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
"""
COLUMNS = {
    "pid": ("PID", ">7"), "ppid": ("PPID", ">7"), "user": ("USER", "<8"), "uid": ("UID", "<8"), "cmd": ("CMD", ""),
    "command": ("COMMAND", ""), "args": ("COMMAND", ""), "comm": ("COMMAND", "<15"), "tty": ("TT", "<8"),
    "stat": ("STAT", "<4"), "state": ("S", "<1"), "time": ("TIME", ">8"), "etime": ("ELAPSED", ">11"),
    "%cpu": ("%CPU", ">4"), "pcpu": ("%CPU", ">4"), "%mem": ("%MEM", ">4"), "pmem": ("%MEM", ">4"),
    "rss": ("RSS", ">5"), "vsz": ("VSZ", ">6"), "start": ("STARTED", ">8"), "stime": ("STIME", ">5"),
    "lstart": ("STARTED", ">24"),
}  # fmt: skip


async def main(run: Invocation) -> int:
    """Print the table."""
    if "--help" in run.args:
        await run.stdout.write(HELP)
        return 0
    if run.host.ash and "-o" not in run.args:  # busybox takes no notice of other options
        await run.stdout.write(_busybox(run.host.processes.all()))
        return 0
    letters, columns, pids, command, header, wrong = _options(run.args)
    if wrong:
        await run.stderr.write(f"error: {wrong}\n{HELP}")
        return 1
    processes = run.host.processes.all()
    everything = any(letter in letters for letter in "eAax") or bool(re.search("a.*x|x.*a", letters))
    if pids:
        processes = [process for process in processes if process.pid in pids]
    elif command:
        processes = [process for process in processes if process.name in command]
    elif not everything:
        processes = [process for process in processes if process.terminal == run.process.terminal]
    if columns:
        text = _table(run, processes, columns, header)
    elif "u" in letters:
        text = _users(run, processes)
    elif "f" in letters:
        text = _full(run, processes)
    else:
        text = _table(run, processes, ["pid", "tty", "time", "cmd"], header, short=True)
    await run.stdout.write(text)
    return 0 if processes else 1


def _options(arguments: list[str]) -> tuple[str, list[str], set[int], set[str], bool, str]:
    letters, columns, pids, command, header = "", [], set(), set(), True
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--no-headers":
            header = False
        elif argument.startswith("--sort"):
            continue
        elif argument in ("-o", "o", "-p", "p", "-C", "-q") or argument.startswith(("-o", "--pid")):
            value = argument[2:] if argument.startswith("-o") and len(argument) > 2 else (rest.pop(0) if rest else "")
            words = re.split(r"[ ,]+", value)
            if "o" in argument:
                columns += [word.partition("=")[0] for word in words]
                header = header and not value.endswith("=")
            elif "C" in argument:
                command |= set(words)
            else:
                pids |= {int(word) for word in words if word.isdigit()}
        elif argument.isdigit():
            pids.add(int(argument))
        elif re.fullmatch(r"-?[eAaxufwlHTjrS]+o?", argument):
            letters += argument.lstrip("-")
            if letters.endswith("o") and rest:
                columns += re.split(r"[ ,]+", rest.pop(0))
        else:
            return "", [], set(), set(), True, "unsupported option (BSD syntax)"
    unknown = next((name for name in columns if name.lower() not in COLUMNS), "")
    if unknown:
        return "", [], set(), set(), True, f'unknown user-defined format specifier "{unknown}"'
    return letters, columns, pids, command, header, ""


def terminal_name(process: Process) -> str:
    """`pts/0` for the first terminal, `?` for none."""
    if not process.terminal:
        return "?"
    return f"pts/{int(process.terminal) - 1}" if process.terminal.isdigit() else f"pts/{process.terminal}"


def _cell(run: Invocation, process: Process, column: str, *, short: bool = False) -> str:
    elapsed = max(0, int(run.now() - process.started))
    total = run.host.spec.memory_total << 10
    hours = f"{elapsed // 3600:02}:" if elapsed >= 3600 else ""
    memory = f"{process.memory * 100 / total:.1f}"
    known = {
        "pid": str(process.pid), "ppid": str(process.parent), "user": process.user, "uid": process.user,
        "cmd": process.name if short else " ".join(process.argv), "command": " ".join(process.argv),
        "args": " ".join(process.argv), "comm": process.name, "tty": terminal_name(process), "time": "00:00:00",
        "stat": _state(run, process), "state": process.state[0], "%cpu": "0.0", "pcpu": "0.0", "%mem": memory,
        "etime": f"{hours}{elapsed % 3600 // 60:02}:{elapsed % 60:02}", "pmem": memory,
        "rss": str(process.memory >> 10), "vsz": str(process.memory >> 9),
        "start": clock_time(process.started), "stime": clock_time(process.started)[:5],
        "lstart": clock_time(process.started),
    }  # fmt: skip
    return known[column]


def _state(run: Invocation, process: Process) -> str:
    if process is run.process:
        return "R+"
    if process.name.endswith("bash") and process.state == "S":
        return "Ss"
    return process.state + ("+" if process.terminal and not process.background else "")


def _table(
    run: Invocation, processes: list[Process], columns: list[str], header: bool, *, short: bool = False
) -> str:  # fmt: skip
    names = [column.lower() for column in columns]
    titles = [COLUMNS[name][0] if not (short and name == "tty") else "TTY" for name in names]
    rows = [titles] if header else []
    rows += [[_cell(run, process, name, short=short) for name in names] for process in processes]
    text = ""
    for row in rows:
        cells = [format(cell, COLUMNS[name][1]) for cell, name in zip(row, names, strict=True)]
        text += " ".join(cells).rstrip() + "\n"
    return text


def _busybox(processes: list[Process]) -> str:
    rows = (f"{at.pid:>5} {at.user:<8.8} {'0:00':>5} {' '.join(at.argv)}\n" for at in processes)
    return "PID   USER     TIME  COMMAND\n" + "".join(rows)


def _users(run: Invocation, processes: list[Process]) -> str:
    total = run.host.spec.memory_total << 10
    text = "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
    for at in processes:
        text += (
            f"{at.user:<8} {at.pid:>7}  0.0 {at.memory * 100 / total:>4.1f} {at.memory >> 9:>6} {at.memory >> 10:>5} "
            f"{terminal_name(at):<8} {_state(run, at):<4} {clock_time(at.started)[:5]}   0:00 {' '.join(at.argv)}\n"
        )
    return text


def _full(run: Invocation, processes: list[Process]) -> str:
    text = "UID          PID    PPID  C STIME TTY          TIME CMD\n"
    for at in processes:
        text += (
            f"{at.user:<8} {at.pid:>7} {at.parent:>7}  0 {clock_time(at.started)[:5]} {terminal_name(at):<8} 00:00:00 "
            f"{' '.join(at.argv)}\n"
        )
    return text

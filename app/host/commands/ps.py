"""ps: the machine's processes. Follows procps src/ps/parser.c."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.host.invocation import Invocation
from app.host.process_table import (
    BSD,
    BSD_JOBS,
    COLUMNS,
    FULL,
    JOBS,
    LONG,
    NUMBERS,
    USERS,
    USUAL,
    cell,
    table,
    terminal_name,
)
from app.host.processes import Process

HELP = """
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
"""
VERSION = "ps from procps-ng 4.0.4\n"
FORMATS = {"-f": FULL, "-l": LONG, "-j": JOBS, "u": USERS, "j": BSD_JOBS}
# Letters behind which a value follows, and the list that it goes to.
LISTS = {
    "-p": "pid", "p": "pid", "-q": "pid", "-C": "command", "-u": "user", "-U": "user", "U": "user", "-t": "tty",
    "t": "tty", "-o": "format", "o": "format", "k": "sort",
}  # fmt: skip
LONG_LISTS = {
    "pid": "pid", "ppid": "ppid", "user": "user", "User": "user", "tty": "tty", "format": "format", "sort": "sort",
    "cols": "width", "columns": "width", "width": "width",
}  # fmt: skip
SWITCHES = {"-": "eAadfljHwN", "": "axufljwhr"}
LONG_SWITCHES = {"forest": "f", "no-headers": "h", "no-heading": "h", "no-headings": "h", "headers": "w"}
MESSAGES = {
    "pid": "process ID list syntax error", "ppid": "process ID list syntax error", "user": "user name does not exist",
}  # fmt: skip


class _WrongError(Exception):
    """What ps complains of."""


@dataclass
class _Given:
    """The command line: switches with their dash, and the lists."""

    switches: set[str] = field(default_factory=set)
    lists: dict[str, list[str]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.switches

    @property
    def width(self) -> int:
        """How long a line may be; 0 when it may be of any length."""
        return int(self.lists.get("width", ["0"])[-1])


async def main(run: Invocation) -> int:
    """Print the table."""
    if "--help" in run.args:
        await run.stdout.write(HELP)
        return 0
    if {"--version", "-V"} & set(run.args):
        await run.stdout.write(VERSION)
        return 0
    if run.host.ash and "-o" not in run.args:  # busybox takes no notice of other options
        await run.stdout.write(_busybox(run.host.processes.all()))
        return 0
    try:
        given = _read(run.args)
        processes = _sorted(run, given, _selected(run, given))
    except _WrongError as wrong:
        await run.stderr.write(f"error: {wrong}\n{HELP}")
        return 1
    forest = next((one for one in ("f", "-H") if one in given), "")
    text = table(run, processes, _columns(given), headers="h" not in given, forest=forest)
    width = given.width
    await run.stdout.write("".join(f"{line[:width].rstrip()}\n" for line in text.splitlines()) if width else text)
    return 0 if processes else 1


def _read(arguments: list[str]) -> _Given:
    given, rest = _Given(), list(arguments)
    while rest:
        argument = rest.pop(0)
        if re.fullmatch(r"-?\d[\d,]*", argument):
            given.lists.setdefault("pid", []).extend(argument.lstrip("-").split(","))
            given.switches.add("bsd")
        elif argument.startswith("--"):
            _long(given, argument, rest)
        else:
            # `-aux` is `aux` where nobody is called `x`
            plain = argument[1:] if re.fullmatch(r"-aux[fw]*", argument) else argument
            _letters(given, plain, rest)
    for name in ("pid", "ppid"):
        if any(not one.isdigit() for one in given.lists.get(name, ())):
            raise _WrongError(MESSAGES[name])
    return given


def _long(given: _Given, argument: str, rest: list[str]) -> None:
    name, equals, value = argument[2:].partition("=")
    if name in LONG_SWITCHES:
        given.switches.add(LONG_SWITCHES[name])
    elif name in LONG_LISTS:
        if not equals and not rest:
            raise _WrongError(f"argument missing: {argument}")
        _list(given, LONG_LISTS[name], value if equals else rest.pop(0))
    else:
        raise _WrongError("unknown gnu long option")


def _letters(given: _Given, argument: str, rest: list[str]) -> None:
    dash = "-" if argument.startswith("-") else ""
    if not dash:
        given.switches.add("bsd")
    for at, letter in enumerate(argument[len(dash) :], len(dash) + 1):
        if dash + letter in LISTS:
            value = argument[at:] or (rest.pop(0) if rest else "")
            if not value:
                raise _WrongError("list of process IDs must follow -p" if letter in "pq" else "list must follow option")
            _list(given, LISTS[dash + letter], value)
            return
        if letter not in SWITCHES[dash]:
            raise _WrongError(f"unsupported {'SysV option' if dash else 'option (BSD syntax)'}")
        given.switches.add(dash + letter)


def _list(given: _Given, name: str, value: str) -> None:
    if name == "format":  # `pid,comm=NAME`: what is behind `=` is a header to its end
        head, equals, title = value.partition("=")
        words = [word for word in re.split(r"[ ,]+", head) if word]
        words[-1:] = [words[-1] + equals + title] if words else []
        if unknown := next((one for one in words if re.split("[:=]", one)[0].lower() not in COLUMNS), ""):
            raise _WrongError(f'unknown user-defined format specifier "{unknown}"')
    else:
        words = [word for word in re.split(r"[ ,]+", value) if word]
    given.lists.setdefault(name, []).extend(words)


def _columns(given: _Given) -> list[str]:
    if "format" in given.lists:
        return given.lists["format"]
    for switch, columns in FORMATS.items():
        if switch in given:
            return list(columns)
    return list(BSD if "bsd" in given else USUAL)


def _selected(run: Invocation, given: _Given) -> list[Process]:
    tests: dict[str, Callable[[Process, list[str]], bool]] = {
        "pid": lambda one, wanted: str(one.pid) in wanted,
        "ppid": lambda one, wanted: str(one.parent) in wanted,
        "command": lambda one, wanted: one.name in [name[:15] for name in wanted],
        "user": lambda one, wanted: one.user in wanted or cell(run, one, "uid") in wanted,
        "tty": lambda one, wanted: terminal_name(one) in [name.removeprefix("/dev/") for name in wanted],
    }
    chosen = [name for name in tests if name in given.lists]
    everything = bool({"-e", "-A"} & given.switches) or {"a", "x"} <= given.switches

    def wanted(one: Process) -> bool:
        if everything or any(tests[name](one, given.lists[name]) for name in chosen):
            return True
        if chosen:
            return False
        if "x" in given:
            return one.user == run.process.user
        if {"a", "-a", "-d"} & given.switches:
            leads = one.name.lstrip("-") == "bash"
            return (bool(one.terminal) or "-d" in given) and ("a" in given or not leads)
        return one.terminal == run.process.terminal

    running = "r" in given
    found = [one for one in run.host.processes.all() if wanted(one) and (not running or one is run.process)]
    return [one for one in run.host.processes.all() if one not in found] if "-N" in given else found


def _sorted(run: Invocation, given: _Given, processes: list[Process]) -> list[Process]:
    """In the wanted order: the first key counts most."""
    for key in reversed(given.lists.get("sort", [])):
        name = key.lstrip("+-").lower()
        if name not in COLUMNS:
            raise _WrongError("unknown sort specifier")

        def value(one: Process, name: str = name) -> tuple[float, str]:
            text = cell(run, one, name)
            return (float(text), "") if name in NUMBERS else (0.0, text)

        processes = sorted(processes, key=value, reverse=key.startswith("-"))
    return processes


def _busybox(processes: list[Process]) -> str:
    rows = (f"{at.pid:>5} {at.user:<8.8} {'0:00':>5} {' '.join(at.argv)}\n" for at in processes)
    return "PID   USER     TIME  COMMAND\n" + "".join(rows)

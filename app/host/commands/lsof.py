"""lsof: the open files of processes, above all their sockets. Follows lsof's print.c: print_file and its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.host.accounts import user_of
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.proc.process_files import process_files
from app.host.processes import Process
from app.host.sockets import Socket, sockets

USAGE = Usage("lsof [-nPti] [-i [i]] [-p s] [-c c] [-u s] [-s [p:s]] [names]", "", (
    Option("i", "", "", "select by IPv[46] address"), Option("n", "", "", "no host names"),
    Option("P", "", "", "no port names"), Option("t", "", "", "terse listing: process numbers"),
    Option("p", "", "s", "exclude(^)|select PIDs"), Option("c", "", "c", "cmd c"),
    Option("u", "", "s", "exclude(^)|select login names"), Option("s", "", "[p:s]", "states of a protocol"),
    Option("a", "", "", "AND selections"), Option("w", "", "", "no warnings"),
    Option("U", "", "", "select Unix socket"), Option("l", "", "", "list UID numbers"),
))  # fmt: skip
HEAD = ("COMMAND", "PID", "USER", "FD", "TYPE", "DEVICE", "SIZE/OFF", "NODE", "NAME")
RIGHT = (1, 2, 4, 5, 6, 7)
NAME_LENGTH = 9  # of a command
PLACE = re.compile(
    r"(?P<version>[46])?(?P<protocol>tcp|udp)?(?:@(?P<host>[^:]+))?(?::(?P<ports>[\d,-]+))?", re.IGNORECASE
)
DEVICES = {"/dev/null": ("CHR", "1,3", "0t0", "5"), "/dev/pts": ("CHR", "136,0", "0t0", "3")}
DISK = "253,1"
FOLDER_SIZE = "4096"


@dataclass(frozen=True)
class _Row:
    process: Process
    cells: tuple[str, ...]


async def main(run: Invocation) -> int:
    """Select, then print."""
    places = [word for word in run.args if word.startswith("-i") and len(word) > 2]
    for at, word in enumerate(run.argv[1:-1], 1):  # the value of `-i` may stand alone
        if word == "-i" and not run.argv[at + 1].startswith("-") and PLACE.fullmatch(run.argv[at + 1]):
            places.append(f"-i{run.argv[at + 1]}")
            run.argv[at + 1] = "-i"
    run.argv = [word for word in run.argv if not (word.startswith("-i") and len(word) > 2)]
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if wrong := next((one[2:] for one in places if not PLACE.fullmatch(one[2:])), ""):
        await run.stderr.write(f"lsof: unacceptable Internet address info: -i {wrong}\n")
        return 1
    rows = _internet(run, options, places) if places or "i" in options else _files(run, options)
    rows = [one for one in rows if _wanted(run, options, one.process)]
    if not rows:
        return 1
    if "t" in options:
        numbers = dict.fromkeys(one.process.pid for one in rows)
        await run.stdout.write("".join(f"{number}\n" for number in sorted(numbers)))
        return 0
    await run.stdout.write(_table([HEAD, *(one.cells for one in rows)]))
    return 0


def _wanted(run: Invocation, options: Options, process: Process) -> bool:
    numbers = options.last("p").split(",") if "p" in options else []
    names = options.all("c")
    users = options.last("u").split(",") if "u" in options else []
    return (
        (not numbers or str(process.pid) in numbers) and (not names or process.name.startswith(tuple(names)))
        and (not users or process.user in users)
    )  # fmt: skip


def _internet(run: Invocation, options: Options, places: list[str]) -> list[_Row]:
    wanted = [found for one in places if (found := PLACE.fullmatch(one[2:])) is not None]
    states = options.last("s").upper().partition(":")[2]
    rows = []
    for one in sorted(sockets(run.host), key=lambda socket: (socket.pid, socket.fd)):
        process = run.host.processes.get(one.pid) if one.pid else None
        chosen = not wanted or any(_matches(place, one) for place in wanted)
        if process is None or not chosen or (states and states != ("LISTEN" if one.listens else "ESTABLISHED")):
            continue
        rows.append(_Row(process, _socket_cells(process, one)))
    return rows


def _matches(place: re.Match[str], one: Socket) -> bool:
    if (place["protocol"] or "tcp").lower() != "tcp" or (place["version"] or "") == "46"[not one.everywhere]:
        return False
    if place["host"] and place["host"] not in (one.address, one.peer):
        return False
    ports = {one.port, one.peer_port} - {0}
    return not place["ports"] or any(low <= port <= high for low, high in _ranges(place["ports"]) for port in ports)


def _ranges(text: str) -> list[tuple[int, int]]:
    pairs = (part.partition("-") for part in text.split(",") if part)
    return [(int(low), int(high or low)) for low, _, high in pairs]


def _socket_cells(process: Process, one: Socket) -> tuple[str, ...]:
    near = "*" if one.address == "0.0.0.0" else one.address
    name = f"{near}:{one.port}" + (f"->{one.peer}:{one.peer_port}" if one.peer else "")
    state = "LISTEN" if one.listens else "ESTABLISHED"
    version = "IPv6" if one.everywhere else "IPv4"
    where = (version, str(one.inode), "0t0", "TCP", f"{name} ({state})")
    return (process.name[:NAME_LENGTH], str(process.pid), process.user, f"{one.fd}u", *where)


def _files(run: Invocation, options: Options) -> list[_Row]:
    """All that processes have open: their directories, programs, streams and sockets."""
    rows = []
    named = [run.files.real(run.path(name)) for name in options.operands]
    for process in run.host.processes.all():
        known = {one.inode: one for one in sockets(run.host) if one.pid == process.pid}
        for name, served in process_files(run.host, process).items():
            kind = {"cwd": "cwd", "root": "rtd", "exe": "txt"}.get(name) or name.removeprefix("fd/")
            if not served.target or name.startswith("ns/") or (named and served.target not in named):
                continue
            found = re.fullmatch(r"socket:\[(\d+)\]", served.target)
            if found is not None and int(found[1]) in known:
                rows.append(_Row(process, _socket_cells(process, known[int(found[1])])))
            else:
                rows.append(_Row(process, _file_cells(run, process, kind, served.target)))
    return rows


def _file_cells(run: Invocation, process: Process, kind: str, target: str) -> tuple[str, ...]:
    if target.startswith("pipe:"):
        what: tuple[str, ...] = ("FIFO", "0,14", "0t0", target[6:-1], "pipe")
    elif (device := next((value for key, value in DEVICES.items() if target.startswith(key)), None)) is not None:
        what = (*device, target)
    else:
        folder = run.kind_of(target) == "directory"
        size = FOLDER_SIZE if folder else str(run.stat(target).size) if run.kind_of(target) else "0"
        what = ("DIR" if folder else "REG", DISK, size, str(2 + sum(map(ord, target)) * 13 % 250_000), target)
    number = f"{kind}{'r' if kind == '0' and target == '/dev/null' else 'w' if target.startswith('pipe') else 'u'}"
    return (
        process.name[:NAME_LENGTH],
        str(process.pid),
        _owner(run, process),
        number if kind.isdigit() else kind,
        *what,
    )


def _owner(run: Invocation, process: Process) -> str:
    around = process.surroundings.owner
    return process.user if around is None or around[0] == user_of(run.host, process) else str(around[0])


def _table(rows: list[tuple[str, ...]]) -> str:
    rows = [(*row[:3], _descriptor(row[3]), *row[4:]) for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD) - 1)]
    text = ""
    for row in rows:
        cells = [cell.rjust(widths[at]) if at in RIGHT else cell.ljust(widths[at]) for at, cell in enumerate(row[:-1])]
        text += " ".join([*cells, row[-1]]) + "\n"
    return text


def _descriptor(cell: str) -> str:
    """A number right-aligned, its mode behind it, and room for a lock."""
    number, mode = (cell[:-1], cell[-1]) if cell[:1].isdigit() else (cell, " ")
    return f"{number:>4}{mode} "

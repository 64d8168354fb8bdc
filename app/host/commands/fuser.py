"""fuser: which processes have a port or a file open. Follows psmisc src/fuser.c: print_matches."""

from __future__ import annotations

import re

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.proc.process_files import process_files
from app.host.processes import Process, signal_number
from app.host.sockets import sockets

USAGE = Usage("fuser [-fIMuvw] [-a|-s] [-4|-6] [-c|-m|-n SPACE] [-k [-i] [-SIGNAL]] NAME...",
              "Show which processes use the named files, sockets, or filesystems.", (
    Option("a", "all", "", "display unused files too"),
    Option("k", "kill", "", "kill processes accessing the named file"),
    Option("n", "namespace", "SPACE", "search in this name space (file, udp, or tcp)"),
    Option("s", "silent", "", "silent operation"), Option("v", "verbose", "", "verbose output"),
    Option("u", "user", "", "display user IDs"), Option("4", "ipv4", "", "search IPv4 sockets only"),
    Option("6", "ipv6", "", "search IPv6 sockets only"),
))  # fmt: skip
PORT = re.compile(r"(\d+)/(tcp|udp)")


async def main(run: Invocation) -> int:
    """Find, tell, and kill if that is wanted."""
    number = 9
    for argument in [
        one for one in run.args if re.fullmatch(r"-(SIG)?[A-Z]{3,}|-\d{1,2}", one) and one not in ("-4", "-6")
    ]:
        number = signal_number(argument[1:]) or number
        run.argv.remove(argument)
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write(f"No process specification given\n{USAGE.help()}")
        return 1
    status, header = 1, "verbose" in options
    for name in options.operands:
        space = options.last("namespace")
        where = f"{name}/{space}" if space in ("tcp", "udp") else name
        found = _found(run, where)
        if found is None:
            await run.stderr.write(f"Specified filename {name} does not exist.\n")
            continue
        if found:
            status = 0
        if (found or "all" in options) and "silent" not in options:
            await _tell(run, options, where, found, header=header)
            header = False
        for process, _ in found if "kill" in options else ():
            run.host.deliver(process, number)
    return status


def _found(run: Invocation, name: str) -> list[tuple[Process, str]] | None:
    """Processes and how they use it: `F` has it open, `e` runs it, `c` is in it, `r` has it as its root."""
    if (port := PORT.fullmatch(name)) is not None:
        numbers = sorted({one.pid for one in sockets(run.host) if one.port == int(port[1]) and one.pid})
        known = (run.host.processes.get(number) for number in numbers if port[2] == "tcp")
        return [(process, "F....") for process in known if process is not None]
    if not run.kind_of(name):
        return None
    path = run.files.real(run.path(name))
    letters = {"cwd": "..c..", "exe": "...e.", "root": ".r..."}
    found = []
    for process in run.host.processes.all():
        for entry, served in process_files(run.host, process).items():
            if served.target == path and (entry in letters or entry.startswith("fd/")):
                found.append((process, letters.get(entry, "F....")))
                break
    return found


async def _tell(
    run: Invocation, options: Options, name: str, found: list[tuple[Process, str]], *, header: bool
) -> None:
    """The numbers go to standard output, everything else to standard error."""
    if "verbose" not in options:
        await run.stderr.write(f"{name + ':':<20}")
        for process, how in found:
            await run.stdout.write(f" {process.pid:>5}")
            await run.stderr.write({"F": "", ".": how.strip(".")}[how[0]])
        await run.stderr.write("\n")
        return
    if header:
        await run.stderr.write(f"{'':<21}{'USER':<11} {'PID':>3} ACCESS COMMAND\n")
    for at, (process, how) in enumerate(found):
        await run.stderr.write(f"{name + ':' if at == 0 else '':<20} {process.user:<8} ")
        await run.stdout.write(f"{process.pid:>6}")
        await run.stderr.write(f" {how} {process.name}\n")

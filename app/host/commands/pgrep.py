"""pgrep, pkill, killall, pidof: processes by name."""

from __future__ import annotations

import re

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.processes import Process, signal_number

NAMES = ("pgrep", "pkill", "killall", "pidof")
USAGE = Usage(
    "pgrep [options] <pattern>",
    "",
    (
        Option("f", "full", "", "use full process name to match"),
        Option("l", "list-name", "", "list PID and process name"),
        Option("a", "list-full", "", "list PID and full command line"),
        Option("x", "exact", "", "match exactly with the command name"),
        Option("c", "count", "", "count of matching processes"),
        Option("n", "newest", "", "select most recently started"),
        Option("o", "oldest", "", "select least recently started"),
        Option("i", "ignore-case", "", "match case insensitively"),
        Option("9", "KILL", "", "send SIGKILL (pkill, killall)"),
        Option("q", "quiet", "", "complain about nothing"),
        Option("", "signal", "SIGNAL", "signal to send (pkill, killall)"),
    ),
    status=2,
)


async def main(run: Invocation) -> int:
    """Find, and for pkill and killall signal, the processes."""
    number = 15
    for argument in run.args:
        if re.fullmatch(r"-(SIG)?[A-Z]{3,}|-\d+", argument):
            number = signal_number(argument[1:]) or 15
            run.argv.remove(argument)
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if "signal" in options:
        number = signal_number(options.last("signal")) or 15
    if not options.operands:
        return await options.wrong("no matching criteria specified")
    found = []
    for pattern in options.operands:
        try:
            matched = [process for process in run.host.processes.all() if _matches(run, options, process, pattern)]
        except re.error:
            return await run.fail(f"{pattern}: invalid regular expression", 2)
        if not matched and run.name == "killall" and "quiet" not in options:
            await run.stderr.write(f"{pattern}: no process found\n")
        found += matched
    if "newest" in options or "oldest" in options:
        found = found[-1:] if "newest" in options else found[:1]
    if run.name in ("pkill", "killall"):
        for process in found:
            run.host.deliver(process, number)
    elif "count" in options:
        await run.stdout.write(f"{len(found)}\n")
    elif run.name == "pidof":
        await run.stdout.write(" ".join(str(process.pid) for process in reversed(found)) + ("\n" if found else ""))
    else:
        await run.stdout.write("".join(_line(options, process) for process in found))
    return 0 if found else 1


def _matches(run: Invocation, options: Options, process: Process, pattern: str) -> bool:
    if process is run.process or (process is run.shell.process and not run.shell.interactive):
        return False
    if run.name in ("killall", "pidof"):
        return process.name == pattern
    text = " ".join(process.argv) if "full" in options else process.name
    flags = re.IGNORECASE if "ignore-case" in options else 0
    return bool(re.fullmatch(pattern, text, flags) if "exact" in options else re.search(pattern, text, flags))


def _line(options: Options, process: Process) -> str:
    if "list-full" in options:
        return f"{process.pid} {' '.join(process.argv)}\n"
    return f"{process.pid} {process.name}\n" if "list-name" in options else f"{process.pid}\n"

"""who, w, users, last: who is logged in, which is the learner at each terminal that runs something.

Follows procps src/w.c: showinfo, util-linux login-utils/last.c.
"""

from __future__ import annotations

from datetime import UTC, datetime

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.process_table import terminal_name
from app.host.processes import Process
from app.host.units import clock_time

NAMES = ("who", "w", "users", "last")
USAGES = {
    "who": Usage("who [OPTION]... [ FILE | ARG1 ARG2 ]", "Print information about users who are currently logged in.", (
        Option("a", "all", "", "all there is"), Option("b", "boot", "", "time of last system boot"),
        Option("H", "heading", "", "print line of column headings"), Option("q", "count", "", "all login names"),
        Option("u", "users", "", "list users logged in"), Option("r", "runlevel", "", "print current runlevel"))),
    "w": Usage("w [options] [user]", "", (
        Option("h", "no-header", "", "do not print header"), Option("s", "short", "", "short format"))),
    "users": Usage("users [OPTION]... [FILE]", "Output who is currently logged in."),
    "last": Usage("last [options] [<username>...] [<tty>...]", "", (
        Option("n", "limit", "number", "how many lines to show"), Option("x", "system", "", "system shutdowns too"))),
}  # fmt: skip


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    there = [one for one in run.host.processes.own() if one.parent == 1 and one.terminal]
    text = {"who": _who, "w": _w, "users": _users, "last": _last}[run.name](run, options, there)
    await run.stdout.write(text)
    return 0


def _minute(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"


def _who(run: Invocation, options: Options, there: list[Process]) -> str:
    if "boot" in options:
        return f"         system boot  {_minute(run.host.booted)}\n"
    if "count" in options:
        return f"{' '.join(one.user for one in there)}\n# users={len(there)}\n"
    head = "NAME     LINE         TIME             COMMENT\n" if "heading" in options else ""
    return head + "".join(f"{one.user:<8} {terminal_name(one):<12} {_minute(one.started)}\n" for one in there)


def _users(run: Invocation, options: Options, there: list[Process]) -> str:
    return " ".join(one.user for one in there) + "\n" if there else ""


def _w(run: Invocation, options: Options, there: list[Process]) -> str:
    minutes = int(run.now() - run.host.booted) // 60
    up = f"{minutes} min" if minutes < 60 else f"{minutes // 60:2}:{minutes % 60:02}"
    people = f"{len(there)} user{'' if len(there) == 1 else 's'}"
    text = f" {clock_time(run.now())} up {up},  {people},  load average: 0.12, 0.09, 0.05\n"
    text += "USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n"
    if "no-header" in options:
        text = ""
    return text + "".join(f"{one.user:<8} {terminal_name(one):<8} {'-':<16} {clock_time(one.started)[:5]}    1.00s  "
                          f"0.05s  0.00s w\n" for one in there)  # fmt: skip


def _last(run: Invocation, options: Options, there: list[Process]) -> str:
    def when(seconds: float) -> str:
        return f"{datetime.fromtimestamp(seconds, UTC):%a %b %e %H:%M}"

    lines = [f"{one.user:<8} {terminal_name(one):<12} {'':<16} {when(one.started)}   still logged in\n"
             for one in reversed(there)]  # fmt: skip
    lines.append(f"reboot   system boot  6.8.0-51-generic {when(run.host.booted)}   still running\n")
    limit = options.last("limit")
    shown = lines[: int(limit)] if limit.isdigit() else lines
    return "".join(shown) + f"\nwtmp begins {datetime.fromtimestamp(run.host.booted, UTC):%a %b %e %H:%M:%S %Y}\n"

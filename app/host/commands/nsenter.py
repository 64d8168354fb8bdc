"""nsenter: run a program among a process's own. Follows util-linux sys-utils/nsenter.c.

A container is entered as a whole, files included; its network alone, with the node's programs, is not simulated.
"""

from __future__ import annotations

from app.host.cri import Typed
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage("nsenter [options] [<program> [<argument>...]]", "Run a program with namespaces of other processes.", (
    Option("a", "all", "", "enter all namespaces"),
    Option("t", "target", "pid", "target process to get namespaces from"),
    Option("m", "mount", "", "enter mount namespace"), Option("u", "uts", "", "enter UTS namespace"),
    Option("i", "ipc", "", "enter System V IPC namespace"), Option("n", "net", "", "enter network namespace"),
    Option("p", "pid", "", "enter pid namespace"), Option("C", "cgroup", "", "enter cgroup namespace"),
    Option("U", "user", "", "enter user namespace"), Option("T", "time", "", "enter time namespace"),
    Option("r", "root", "", "set the root directory"), Option("w", "wd", "", "set the working directory"),
), intermixed=False)  # fmt: skip
MISSING = 127
KINDS = ("mount", "uts", "ipc", "net", "pid", "cgroup", "user", "time")


async def main(run: Invocation) -> int:
    """Enter, or say why not."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    kinds = [kind for kind in KINDS if kind in options or "all" in options]
    target, command = options.last("target"), options.operands or ["sh"]
    if not target:
        wanted = f"neither filename nor target pid supplied for ns/{_file(kinds)}"
        wanted = "no target PID specified for --all" if "all" in options else wanted
        return await run.fail(wanted) if kinds else await _run(run, command)
    if not target.isdigit():
        return await run.fail(f"failed to parse pid: '{target}'")
    process = run.host.processes.get(int(target))
    if process is None:
        return await run.fail(f"cannot open /proc/{target}/ns/{_file(kinds)}: No such file or directory")
    container = process.surroundings.home
    if run.host.node is None or not container or run.host.spec.system is not None:
        return await _run(run, command)
    if "mount" not in kinds:
        return await run.fail(f"{', '.join(kinds) or 'no namespace'} alone: not simulated; enter the container with -a")
    with run.waiting("child"):
        terminal = run.shell.terminal if run.stdin.isatty and run.stdout.isatty else None
        status = await run.host.node.execute(container, command, Typed(run), run.stdout, run.stderr, terminal)
    return await _missing(run, command[0]) if status is None else status


def _file(kinds: list[str]) -> str:
    return {"mount": "mnt"}.get(kinds[0], kinds[0]) if kinds else "mnt"


async def _run(run: Invocation, command: list[str]) -> int:
    status = await run.foreground(command)
    return await _missing(run, command[0]) if status == MISSING else status


async def _missing(run: Invocation, name: str) -> int:
    return await run.fail(f"failed to execute {name}: No such file or directory", MISSING)

"""The shell's builtins that bashkit cannot have: jobs, processes, the terminal; and the internal ones of `rewrite`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from app.host.activity import PIPE, Running
from app.host.interpreter import Context
from app.host.jobs import Job
from app.host.processes import SIGNALS, Process, signal_number
from app.host.rewrite import LAST_JOB, STREAMS
from app.host.streams import Input, Output, Source

if TYPE_CHECKING:
    from app.host.shell import Shell

Builtin = Callable[["Shell", Context, Running], Awaitable[int]]
BUILTINS: dict[str, Builtin] = {}

_RESERVED = "! [[ ]] case coproc do done elif else esac fi for function if in select then time until while { }"
RESERVED = frozenset(_RESERVED.split())
_SHELL_BUILTINS = """
    . : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo
    enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf
    pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit
    umask unalias unset wait
"""
SHELL_BUILTINS = frozenset(_SHELL_BUILTINS.split())
DEADLY = (1, 2, 3, 6, 9, 13, 14, 15)
KILL_USAGE = "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n"


def builtin(name: str) -> Callable[[Builtin], Builtin]:
    """Register a builtin."""

    def register(function: Builtin) -> Builtin:
        BUILTINS[name] = function
        return function

    return register


async def complain(shell: Shell, context: Context, text: str, status: int = 1) -> int:
    """A builtin's message, in the shell's way."""
    where = f"{shell.label}: " if shell.interactive else f"{shell.label}: line 1: "
    await context.stderr.write(f"{where}{text}\n".encode())
    return status


class _Source:
    """A command's input as the source of a shell that it starts."""

    def __init__(self, stdin: Input) -> None:
        self._stdin = stdin

    @property
    def isatty(self) -> bool:
        return self._stdin.isatty

    async def read(self) -> bytes:
        return await self._stdin.chunk()


# -- what `rewrite` puts into scripts


@builtin("__background")
async def _background(shell: Shell, context: Context, state: Running) -> int:
    text, variables, *arguments = context.argv
    env = {key: value for key, value in context.env.items() if key not in (LAST_JOB, STREAMS)}
    try:
        pid = await shell.start_background(text, variables, arguments, context.cwd, env)
    except OSError as error:
        return await complain(shell, context, f"fork: {error.strerror}", 254)
    await context.stdout.write(str(pid).encode())
    return 0


@builtin("__exec")
async def _exec(shell: Shell, context: Context, state: Running) -> int:
    line, *argv = context.argv
    env = dict(context.env)
    streams = env.pop(STREAMS, "")
    env.pop(LAST_JOB, None)
    source: Source = _Source(Input(context.stdin, shell.source if "i" in streams else None, state))
    stdout = Output(context.stdout, state, isatty="o" in streams)
    stderr = Output(context.stderr, state, isatty="e" in streams)
    state.waits_for = "child"
    return await shell.spawn(
        argv, env=env, cwd=context.cwd, source=source, stdout=stdout, stderr=stderr, streams=streams,
        parent=shell.process, line=int(line),
    )  # fmt: skip


@builtin("__prompt")
async def _prompt(shell: Shell, context: Context, state: Running) -> int:
    status, cwd = int(context.argv[0]), context.argv[1]
    shell.prompted(status, cwd)
    return status


@builtin("__status")
async def _status(shell: Shell, context: Context, state: Running) -> int:
    return int(context.argv[0])


@builtin("__seconds")
async def _seconds(shell: Shell, context: Context, state: Running) -> int:
    await context.stdout.write(f"{int(shell.host.clock.now - shell.started)}".encode())
    return 0


@builtin("__history")
async def _history(shell: Shell, context: Context, state: Running) -> int:
    """The lines typed at this terminal; bashkit has a list of its own, of what its interpreter was given."""
    terminal, arguments = shell.terminal, context.argv
    lines = list(terminal.history_lines()) if terminal is not None else []
    if arguments[:1] == ["--help"]:
        await context.stdout.write(b"history: history [-c] [n]\n    Display or manipulate the history list.\n")
        return 0
    if arguments[:1] == ["-c"] and terminal is not None:
        terminal.clear_history()
    if arguments[:1] in (["-a"], ["-r"], ["-w"], ["-n"], ["-c"]):
        return 0
    if arguments and not arguments[0].isdigit():
        flag = arguments[0].startswith("-")
        problem = "invalid option" if flag else "numeric argument required"
        return await complain(shell, context, f"history: {arguments[0]}: {problem}", 2 if flag else 1)
    first = max(0, len(lines) - int(arguments[0])) if arguments else 0
    text = "".join(f"{number:5}  {line}\n" for number, line in enumerate(lines[first:], first + 1))
    await context.stdout.write(text.encode())
    return 0


@builtin("__time")
async def _time(shell: Shell, context: Context, state: Running) -> int:
    now = shell.host.clock.now
    if context.argv[0] == "start":
        shell.timers.append(-now if "-p" in context.argv else now)
        return 0
    began = shell.timers.pop() if shell.timers else now
    real = max(0.0, now - abs(began)) + 0.003
    if began < 0:
        text = f"real {real:.2f}\nuser 0.00\nsys 0.00\n"
    else:
        text = f"\nreal\t{int(real // 60)}m{real % 60:.3f}s\nuser\t0m0.002s\nsys\t0m0.001s\n"
    await context.stderr.write(text.encode())
    return int(context.argv[1])


@builtin("__line")
async def _line(shell: Shell, context: Context, state: Running) -> int:
    """One typed line for `read`; its options come along, `-p`'s prompt is shown."""
    arguments = context.argv
    for index, argument in enumerate(arguments):
        if re.fullmatch(r"-[a-z]*p", argument) and index + 1 < len(arguments) and shell.stderr is not None:
            await shell.stderr.write(arguments[index + 1].encode())
    state.waits_for = "input"
    typed = await shell.source.read()
    state.waits_for = PIPE
    await context.stdout.write(typed)
    return 0


@builtin("__input")
async def _input(shell: Shell, context: Context, state: Running) -> int:
    """Everything that is typed until Ctrl-D, for a program that reads a pipe."""
    while True:
        state.waits_for = "input"
        data = await shell.source.read()
        if not data:
            return 0
        state.waits_for = PIPE
        await context.stdout.write(data)


@builtin("__type")
async def _type(shell: Shell, context: Context, state: Running) -> int:
    aliases, functions, *names = context.argv
    kind = bool(names and names[0] == "-t")
    everything = bool(names and names[0] == "-a")
    path = bool(names and names[0] in ("-p", "-P"))
    status = 0
    for name in [name for name in names if not name.startswith("-")]:
        found = list(_meanings(shell, name, aliases, functions, context.env.get("PATH")))
        if path:
            found = [item for item in found if item[0] == "file"]
        if not found:
            status = 1
            if not kind and not path:
                await complain(shell, context, f"type: {name}: not found")
        for word, text, _ in found if everything else found[:1]:
            line = word if kind else text.removeprefix(f"{name} is ") if path else text
            await context.stdout.write(f"{line}\n".encode())
    return status


@builtin("__command")
async def _command(shell: Shell, context: Context, state: Running) -> int:
    aliases, functions, option, *names = context.argv
    status = 1
    for name in names:
        found = next(iter(_meanings(shell, name, aliases, functions, context.env.get("PATH"))), None)
        if found is None:
            if option == "-V":
                await complain(shell, context, f"command: {name}: not found")
            continue
        status = 0
        await context.stdout.write(f"{found[1] if option == '-V' else found[2]}\n".encode())
    return status


def _meanings(
    shell: Shell, name: str, aliases: str, functions: str, path: str | None
) -> list[tuple[str, str, str]]:  # fmt: skip
    """What a command name means, in bash's order: (`type -t`, `type`, `command -v`)."""
    found = []
    if alias := re.search(rf"^alias (?:-- )?{re.escape(name)}='(.*)'$", aliases, re.M):
        found.append(("alias", f"{name} is aliased to `{alias[1]}'", f"alias {name}='{alias[1]}'"))
    if name in RESERVED:
        found.append(("keyword", f"{name} is a shell keyword", name))
    if body := re.search(rf"^{re.escape(name)} \(\) *\n.*?^\}}$", functions, re.M | re.S):
        found.append(("function", f"{name} is a function\n{body[0]}", name))
    if name in SHELL_BUILTINS:
        found.append(("builtin", f"{name} is a shell builtin", name))
    if file := shell.host.which(name, path, shell.cwd):
        found.append(("file", f"{name} is {file}", file))
    return found


# -- jobs


@builtin("jobs")
async def _jobs(shell: Shell, context: Context, state: Running) -> int:
    options = "".join(argument[1:] for argument in context.argv if argument.startswith("-"))
    if unknown := re.search(r"[^lprsn]", options):
        return await complain(shell, context, f"jobs: -{unknown[0]}: invalid option", 2)
    jobs = shell.jobs.all()
    for spec in (argument for argument in context.argv if not argument.startswith("-")):
        if shell.jobs.find(spec) is None:
            return await complain(shell, context, f"jobs: {spec}: no such job")
        jobs = [job for job in jobs if job is shell.jobs.find(spec)]
    for job in jobs:
        if "r" in options and job.status is not None:
            continue
        text = f"{job.process.pid}\n" if "p" in options else shell.jobs.line(job, pid="l" in options)
        await context.stdout.write(text.encode())
        job.notified = job.status is not None
    for job in [job for job in jobs if job.notified]:
        shell.jobs.remove(job)
    return 0


async def _await_job(job: Job, state: Running) -> int:
    state.waits_for = "child"
    return await asyncio.shield(job.done)


@builtin("wait")
async def _wait(shell: Shell, context: Context, state: Running) -> int:
    arguments = context.argv
    if arguments[:1] == ["-n"]:
        return await _wait_next(shell, state)
    if arguments and arguments[0].startswith("-"):
        return await complain(shell, context, f"wait: {arguments[0]}: invalid option", 2)
    if not arguments:
        for job in shell.jobs.running():
            await _await_job(job, state)
        if not shell.interactive:
            shell.jobs.notices()
        return 0
    status = 0
    for spec in arguments:
        status = await _wait_for(shell, context, state, spec)
    return status


async def _wait_for(shell: Shell, context: Context, state: Running, spec: str) -> int:
    job: Job | None
    if spec.startswith("%"):
        job = shell.jobs.find(spec)
        if job is None:
            return await complain(shell, context, f"wait: {spec}: no such job", 127)
    elif not spec.isdigit():
        return await complain(shell, context, f"wait: `{spec}': not a pid or valid job spec")
    else:
        job = shell.jobs.by_pid(int(spec))
        if job is None:
            past = shell.jobs.past(int(spec))
            if past is not None:
                return past
            return await complain(shell, context, f"wait: pid {spec} is not a child of this shell", 127)
    status = await _await_job(job, state)
    if not shell.interactive:
        shell.jobs.remove(job)
    return status


async def _wait_next(shell: Shell, state: Running) -> int:
    running = shell.jobs.running()
    if not running:
        return 127
    state.waits_for = "child"
    done, _ = await asyncio.wait([job.done for job in running], return_when=asyncio.FIRST_COMPLETED)
    return next(iter(done)).result()


@builtin("fg")
async def _foreground(shell: Shell, context: Context, state: Running) -> int:
    if not shell.interactive:
        return await complain(shell, context, "fg: no job control")
    spec = context.argv[0] if context.argv else "%%"
    job = shell.jobs.find(spec)
    if job is None:
        return await complain(shell, context, f"fg: {spec if context.argv else 'current'}: no such job")
    if job.status is not None:
        return await complain(shell, context, "fg: job has terminated")
    await context.stdout.write(f"{job.text}\n".encode())
    job.suspended = asyncio.get_running_loop().create_future()
    if job.resume is not None:
        job.resume()
    state.waits_for = "child"
    ends: set[asyncio.Future[Any]] = {job.done, job.suspended}
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        if job.process.signal is not None:
            job.process.signal(2)
        shell.jobs.remove(job)
        raise
    finally:
        job.suspended = None
    if not job.done.done():  # Ctrl-Z
        return 148
    shell.jobs.remove(job)
    return job.done.result()


@builtin("bg")
async def _bg(shell: Shell, context: Context, state: Running) -> int:
    if not shell.interactive:
        return await complain(shell, context, "bg: no job control")
    spec = context.argv[0] if context.argv else "%%"
    job = shell.jobs.find(spec)
    if job is None:
        return await complain(shell, context, f"bg: {spec if context.argv else 'current'}: no such job")
    if job.resume is None:
        return await complain(shell, context, f"bg: job {job.number} already in background", 0)
    await context.stdout.write(f"[{job.number}]{shell.jobs.mark(job)} {job.text} &\n".encode())
    job.resume()
    return 0


@builtin("disown")
async def _disown(shell: Shell, context: Context, state: Running) -> int:
    specs = [argument for argument in context.argv if not argument.startswith("-")]
    if "-a" in context.argv:
        for job in shell.jobs.all():
            shell.jobs.remove(job)
        return 0
    if "-h" in context.argv:
        return 0
    for spec in specs or ["%%"]:
        found = shell.jobs.by_pid(int(spec)) if spec.isdigit() else shell.jobs.find(spec)
        if found is None:
            return await complain(shell, context, f"disown: {spec if specs else 'current'}: no such job")
        shell.jobs.remove(found)
    return 0


@builtin("kill")
async def _kill(shell: Shell, context: Context, state: Running) -> int:
    arguments, number = list(context.argv), 15
    if arguments[:1] in (["-l"], ["-L"]):
        return await _signals(context, arguments[1:])
    if arguments and arguments[0] in ("-s", "-n") and len(arguments) > 1:
        name, arguments = arguments[1], arguments[2:]
    elif arguments and re.fullmatch(r"-\w+", arguments[0]):
        name, arguments = arguments[0][1:], arguments[1:]
    else:
        name = "TERM"
        arguments = arguments[1:] if arguments[:1] == ["--"] else arguments
    found = signal_number(name)
    if found is None:
        return await complain(shell, context, f"kill: {name}: invalid signal specification")
    number = found
    if not arguments:
        await context.stderr.write(KILL_USAGE.encode())
        return 2
    return max([await _kill_one(shell, context, spec, number) for spec in arguments])


async def _kill_one(shell: Shell, context: Context, spec: str, number: int) -> int:
    process: Process | None
    if spec.startswith("%"):
        job = shell.jobs.find(spec)
        if job is None:
            return await complain(shell, context, f"kill: {spec}: no such job")
        process = job.process if job.status is None else None
        spec = str(job.process.pid)
    elif not spec.lstrip("-").isdigit():
        return await complain(shell, context, f"kill: {spec}: arguments must be process or job IDs")
    else:
        process = shell.host.processes.get(int(spec.lstrip("-")))
    if process is None:
        return await complain(shell, context, f"kill: ({spec}) - No such process")
    shell.host.deliver(process, number)
    ended = shell.jobs.by_pid(process.pid)
    if ended is not None and ended.status is None and number in DEADLY:
        if ended.resume is not None:
            ended.resume()
        await asyncio.wait({ended.done}, timeout=1)
    return 0


async def _signals(context: Context, wanted: Sequence[str]) -> int:
    if wanted:
        for text in wanted:
            number = signal_number(text)
            name = next((name for name, value in SIGNALS.items() if value == (number or 0) % 128), "")
            await context.stdout.write(f"{name if text.isdigit() else number}\n".encode())
        return 0
    cells = [f"{value:2}) SIG{name}" for name, value in SIGNALS.items()]
    rows = ["\t".join(cells[i : i + 5]) for i in range(0, len(cells), 5)]
    await context.stdout.write(("\n".join(rows) + "\n").encode())
    return 0


NAMES = tuple(BUILTINS)

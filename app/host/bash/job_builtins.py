"""jobs, wait, fg, bg, disown, kill: job control over our own table of jobs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.host.activity import Running
from app.host.bash.builtins import builtin, complain
from app.host.bash.interpreter import Context
from app.host.bash.jobs import Job
from app.host.processes import SIGNALS, Process, signal_number

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

STOPPING, CONTINUE = (19, 20), 18
DEADLY = (1, 2, 3, 6, 9, 13, 14, 15)
KILL_USAGE = "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n"


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


async def _await_job(shell: Shell, job: Job, state: Running) -> int:
    """The job's status, or that of a signal which has a trap and comes before its end."""
    state.waits_for, job.awaited = "child", True
    come = shell.traps.coming()
    await asyncio.wait({job.done, come}, return_when=asyncio.FIRST_COMPLETED)
    return job.done.result() if job.done.done() else 128 + come.result()


@builtin("wait")
async def _wait(shell: Shell, context: Context, state: Running) -> int:
    arguments, following = list(context.argv), False
    while arguments and re.fullmatch(r"-[nf]+", arguments[0]):
        following = following or "n" in arguments.pop(0)
    if arguments and arguments[0].startswith("-"):
        await complain(shell, context, f"wait: {arguments[0]}: invalid option")
        await context.stderr.write(b"wait: usage: wait [-fn] [-p var] [id ...]\n")
        return 2
    if following:
        return await _wait_next(shell, state)
    if not arguments:
        for job in shell.jobs.all():
            if job.due:  # what it waits for has ended before
                shell.jobs.remove(job)
            status = await _await_job(shell, job, state)
            if not job.done.done():
                return status
        if not shell.interactive:
            shell.jobs.forget_ended()
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
    status = await _await_job(shell, job, state)
    if not shell.interactive and job.done.done():
        shell.jobs.remove(job)
    return status


async def _wait_next(shell: Shell, state: Running) -> int:
    """`wait -n`: the status of the next job that ends, or of one that has ended and nobody waited for."""
    jobs = shell.jobs.all()
    if not jobs:
        return 127
    state.waits_for = "child"
    if not any(job.done.done() for job in jobs):
        await asyncio.wait([job.done for job in jobs], return_when=asyncio.FIRST_COMPLETED)
    ended = next(job for job in jobs if job.done.done())
    shell.jobs.remove(ended)
    return ended.done.result()


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
        return await _signals(shell, context, arguments[1:])
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
    if ended is not None and ended.status is None and number in STOPPING and ended.stop is not None:
        ended.stop()
    elif ended is not None and ended.resume is not None and number == CONTINUE:
        ended.resume()
    elif ended is not None and ended.status is None and number in DEADLY:
        if ended.resume is not None:
            ended.stopped_again = True
            ended.resume()
        await asyncio.wait({ended.done}, timeout=1)
    return 0


async def _signals(shell: Shell, context: Context, wanted: Sequence[str]) -> int:
    for text in wanted:
        number = signal_number(text) if not text.isdigit() else int(text) - (128 if int(text) > 128 else 0)
        name = next((name for name, value in SIGNALS.items() if value == number), None)
        if name is None:
            return await complain(shell, context, f"kill: {text}: invalid signal specification")
        await context.stdout.write(f"{name if text.isdigit() else number}\n".encode())
    if wanted:
        return 0
    cells = [f"{value:2}) SIG{name}" for name, value in SIGNALS.items()]
    rows = ["\t".join(cells[i : i + 5]) for i in range(0, len(cells), 5)]
    await context.stdout.write(("\n".join(rows) + "\n").encode())
    return 0

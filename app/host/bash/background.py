"""Jobs in the background: `text &` in a forked shell, to its end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.host.bash.gate import Gate, make_stoppable
from app.host.bash.interpreter import Writer, printed_function
from app.host.bash.jobs import Job
from app.host.bash.script import IncompleteError, SyntaxNearError
from app.host.bash.setting import setting_of
from app.host.bash.syntax import parse

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

INTERRUPTED = 130
# Lines of `declare -p` that a forked shell has by itself, or that a shell refuses to be given.
OWN_STATE = re.compile(
    r"^declare -\S+ (?:BASH\w*|EUID|PPID|SHELLOPTS|UID|FUNCNAME|PIPESTATUS|_|DIRSTACK|GROUPS)(?:=.*)?$", re.M
)

PLAIN = re.compile(r"[\w./=:,@%+ -]*")  # a command that is printed as it was written


class Nowhere:
    """Where the output of a job goes that has no terminal."""

    async def write(self, data: bytes) -> None:
        """Drop."""


NOWHERE = Nowhere()


def words(text: str) -> tuple[str, ...] | None:
    """The words of a text that is one simple command without expansions, as its process would show them."""
    try:
        items = parse(text).body.items
    except (IncompleteError, SyntaxNearError):
        return None
    if len(items) != 1 or len(items[0].pipelines) != 1 or len(items[0].pipelines[0].commands) != 1:
        return None
    command = items[0].pipelines[0].commands[0]
    return tuple(word.text.strip("'\"") for word in command.words) if command.kind == "simple" else None


async def shown(text: str) -> str:
    """A command as `jobs` shows it: bash prints it again from what it has read."""
    if PLAIN.fullmatch(text) or "<<" in text:
        return text
    printed = (await printed_function(f"f() {{ {text}\n}}", "f")).split("\n")
    lines = [line.removeprefix("    ") for line in printed[2:-1]]
    if lines[:1] == ["{ "] and lines[-1] == "}" and not any(line.startswith("     ") for line in lines):
        return f"{{ {' '.join(line.strip() for line in lines[1:-1])}; }}"
    if lines and lines[0].startswith("( ") and lines[-1].endswith(" )") and not any(line[0] == " " for line in lines):
        return " ".join(lines)
    return "\n".join(lines) or text


async def start(
    shell: Shell, text: str, options: str, state: str, arguments: Sequence[str], cwd: str, env: Mapping[str, str]
) -> int:  # fmt: skip
    """`text &`: run it in a forked shell; its process number. `options` is `$SHELLOPTS`, `state` are `declare -p`
    and its like."""
    tty = shell.terminal.id if shell.terminal else ""
    argv = words(text) or (shell.name,)
    process = shell.host.processes.start(argv, parent=shell.process.pid, terminal=tty, background=True)
    job = shell.jobs.add(await shown(text), process)
    child = shell.forked(process, cwd, env)
    child.options = setting_of(options.split(":"))
    process.signal = child.end
    outputs = shell.job_output or (NOWHERE, NOWHERE)
    gate = Gate(shell.terminal.show) if shell.interactive and shell.terminal is not None else None
    if gate is not None:
        outputs = (gate, gate)
        make_stoppable(job, gate)
    shell.host.spawn_task(run(shell, child, job, text, OWN_STATE.sub("", state), arguments, outputs))
    if shell.interactive and not shell.sourcing and shell.delivery is not None:
        await shell.delivery.write("e", f"[{job.number}] {process.pid}\n".encode())
    return process.pid


async def run(
    shell: Shell, child: Shell, job: Job, text: str, state: str, arguments: Sequence[str],
    outputs: tuple[Writer, Writer],
) -> None:  # fmt: skip
    """Run a job of `shell` in its forked `child`, whose variables and functions `state` sets."""
    out, err = outputs
    status = INTERRUPTED
    try:
        await child.prepare(state)
        status = await child.run(text, stdout=out, stderr=err, arguments=arguments)
        if isinstance(out, Gate):
            await out.passed()  # a stopped job does not end
    except asyncio.CancelledError:
        status = 128 + (job.process.killed_by or 15)
        raise
    finally:
        shell.jobs.finish(job, status, shell.host.clock.now)
        shell.host.processes.end(job.process)
        shell.host.activity.note()

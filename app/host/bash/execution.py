"""One text in a shell's interpreter: what it prints goes to the shell's streams, and it stays within its limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app.host.bash import texts, tracing
from app.host.bash.delivery import Delivery
from app.host.bash.interpreter import Outcome, Writer
from app.host.busybox_texts import Rewording
from app.host.runaway import computes_too_long
from app.sim.limits import LIMITS

if TYPE_CHECKING:
    from app.host.bash.shell import Shell


async def interpret(shell: Shell, text: str, stdout: Writer, stderr: Writer) -> Outcome:
    """Run a text that is ready for the interpreter to its end."""
    if shell.process.killed_by and not shell.interactive and not shell.signalled:
        shell.signalled = shell.process.killed_by
        return Outcome(1, "execution cancelled")  # a signal came before the script began
    screen = _Screen(shell, stdout)
    complaints = Rewording(stderr) if shell.host.ash else stderr

    async def complain(data: bytes) -> None:
        await (stdout if shell.merged else complaints).write(data)

    delivery = shell.delivery = Delivery(screen.show, complain, shell.interpreter.cancel)
    shell.mount_waiting()
    run = shell.current = shell.host.activity.begin()
    watch = asyncio.get_running_loop().create_task(computes_too_long(lambda: run.busy))
    # It would hold a core, and a recursive `eval` its stack until it breaks.
    watch.add_done_callback(lambda task: None if task.cancelled() else shell.interpreter.cancel())
    try:
        outcome = await shell.interpreter.execute(text, lambda output, errors: _printed(shell, output, errors))
        await delivery.drained()
    except asyncio.CancelledError:
        shell.interpreter.cancel()
        raise
    finally:
        runaway = watch.done()
        watch.cancel()
        shell.current = shell.delivery = None
        shell.host.activity.end(run)
    if runaway:
        seconds = LIMITS.compute_seconds
        await stderr.write(f"\n{shell.label}: stopped after {seconds} seconds of computing\n".encode())
    if screen.printed > LIMITS.output_bytes:
        await stderr.write(f"\n{shell.label}: output stopped after {LIMITS.output_bytes >> 20} MiB\n".encode())
    return outcome


class _Screen:
    """Standard output up to its limit, beyond which the script ends."""

    def __init__(self, shell: Shell, stdout: Writer) -> None:
        self._shell, self._stdout = shell, stdout
        self.printed = 0

    async def show(self, data: bytes) -> None:
        """Show."""
        self.printed += len(data)
        self._shell.host.activity.note()
        if self.printed > LIMITS.output_bytes:
            self._shell.interpreter.cancel()
        else:
            await self._stdout.write(data)


def _printed(shell: Shell, output: str, errors: str) -> None:
    """What bashkit's programs print, their errors in the words of the real ones."""
    if shell.delivery is None:
        return
    if errors:
        errors = tracing.as_written(errors, shell.sourced)
        shell.last_error = errors.encode("utf-8", "surrogateescape")
        errors = texts.corrected(
            shell.last_error, name=shell.label, interactive=shell.interactive, dash=shell.dash, cwd=shell.cwd,
            ash=shell.dash and shell.host.ash, busybox=shell.host.ash, script=shell.line,
        ).decode("utf-8", "surrogateescape")  # fmt: skip
    shell.delivery.piece(output, errors)

"""The terminal of a program that somebody reaches from elsewhere: of `kubectl exec -it`, of a container with a tty.

Whoever is in the same world joins it with a terminal of their own (`Session`); clients that only have bytes type
through `app.terminal.keyboard`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.host.bash.shell import Shell
from app.host.host import Host
from app.host.processes import Process
from app.terminal.joining import Session
from app.terminal.level import Level
from app.terminal.terminal import Terminal


class Console(Terminal):
    """One program's terminal. It ends with the program. `redrawing` says that it shows what it has shown before."""

    redrawing = False

    @property
    def busy(self) -> bool:
        """Whether a program runs in the foreground, or is about to."""
        return not self._levels or super().busy

    def session(self, *, redraw: bool = False) -> Session:
        """For whoever joins: all that was shown, or (with `redraw`) from the prompt that stands there now."""
        if not redraw:
            return Session(self)
        since = self.seq
        if self.prompt:
            self.redrawing = True
            self._emit(self.prompt.encode())
            self.redrawing = False
        return Session(self, since)

    async def run(self, shell: Shell, argv: Sequence[str], env: Mapping[str, str], parent: Process) -> int:
        """Run a program here to its end. `shell` is who starts it; a shell that is started shows its prompt."""
        level = Level(shell, running=" ".join(argv))
        self._levels.append(level)
        try:
            return await shell.spawn(
                argv, env={"TERM": "xterm", **env}, cwd=shell.cwd, source=self.input, stdout=self, stderr=self,
                streams="ioe", parent=parent,
            )  # fmt: skip
        finally:
            self.closed = True
            for task in list(self._tasks):
                task.cancel()

    def hang_up(self) -> None:
        """Whoever was there has gone: what runs here ends."""
        self._signal(1)

    def _interrupt(self, typed: str) -> None:
        if len(self._levels) > 1:
            super()._interrupt(typed)
            return
        self._typed.waiting.clear()
        self.input.clear()
        self._emit(b"^C")
        self._signal(2)

    def _suspend(self) -> None:
        if len(self._levels) > 1:  # a program alone on its terminal has no shell to go back to
            super()._suspend()

    def _signal(self, number: int) -> None:
        for process in self.host.processes.all():
            if process.terminal == self.id and not process.background:
                self.host.deliver(process, number)

    def _save_history(self, level: Level) -> None:
        """A container's shell writes it when it ends, if it can."""


def console_on(host: Host) -> Console:
    """A new one; numbered as pseudo terminals are."""
    taken = {process.terminal for process in host.processes.all()}
    number = next(number for number in range(1, len(taken) + 2) if str(number) not in taken)
    return Console(str(number), host)

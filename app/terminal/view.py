"""What a terminal shows: its stream, prompt and mode, and who is told of changes. Nothing here changes what runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from app.host.bash.prompt import prompt
from app.host.bash.shell import Shell
from app.host.host import Host
from app.host.streams import Queue
from app.terminal.history import History
from app.terminal.level import Level, Listeners, Typed
from app.terminal.scrollback import Chunk, Scrollback

PS2 = "> "


class View:
    """The side of a terminal that browsers look at; `Terminal` adds what happens when somebody types."""

    def __init__(self, id: str, host: Host, *, rows: int = 24, columns: int = 80, after: int = 0) -> None:  # noqa: A002
        # Chunks are numbered from `after` on, so that a browser of before is never confused.
        self.id, self.host, self.rows, self.columns = id, host, rows, columns
        self.input = Queue(isatty=True)
        self._screen = Scrollback(after)
        self._no_history = History()  # while no shell is there
        self._levels: list[Level] = []
        self._typed = Typed()
        self._raw = 0
        self._echo = True
        self._listeners = Listeners()
        self._far: View | None = None  # a session on another machine that has this terminal now

    @property
    def opened(self) -> bool:
        """Whether its shell has started."""
        return bool(self._levels)

    @property
    def busy(self) -> bool:
        """Whether a program runs in the foreground, or the shell has not started yet."""
        if self._far is not None:
            return self._far.busy
        return not self._levels or self._top.running is not None

    @property
    def mode(self) -> Literal["line", "raw"]:
        """How keys are taken: whole lines, or one by one."""
        if self._far is not None:
            return self._far.mode
        return "raw" if self._raw else "line"

    @property
    def echo(self) -> bool:
        """Whether what is typed is shown."""
        return self._far.echo if self._far is not None else self._echo

    def set_echo(self, on: bool) -> None:
        """`stty echo` and `stty -echo`."""
        if on != self._echo:
            self._echo = on
            self._told()

    @property
    def status(self) -> int:
        """The exit status of the last line that is done."""
        if self._far is not None:
            return self._far.status
        return self._top.shell.status

    @property
    def prompt(self) -> str:
        """The prompt that is waiting; `` while a program runs."""
        if self._far is not None:
            return self._far.prompt
        if not self._levels or self.busy:
            return ""
        return self._ps2() if self._typed.unfinished else self._ps1()

    @property
    def history(self) -> list[str]:
        """The lines typed so far at the shell that is in front, oldest first; another list for another shell."""
        if self._far is not None:
            return self._far.history
        return self._history.lines

    @property
    def seq(self) -> int:
        """The number of the last chunk."""
        return self._screen.seq

    @property
    def oldest(self) -> int:
        """What to ask `since` for to get everything that is kept."""
        return self._screen.oldest

    @property
    def shell(self) -> Shell:
        """The shell whose prompt is shown (or whose program runs)."""
        if self._far is not None and self._far._levels:
            return self._far.shell
        return self._top.shell

    @property
    def foreground(self) -> str | None:
        """The line that runs at the login shell's prompt; None when the prompt is there."""
        return self._levels[0].running if self._levels else None

    def subscribe(self, listener: Callable[[Chunk], None]) -> Callable[[], None]:
        """Be told of every chunk; returns what ends that."""
        return self._screen.subscribe(listener)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Be told when the mode, the prompt or busyness changed: after the output that led to it."""
        self._listeners.changed.append(listener)

    def on_history(self, listener: Callable[[str], None]) -> None:
        """Be told of every line that the history takes."""
        self._listeners.typed.append(listener)

    def on_ended(self, listener: Callable[[str, int], None]) -> None:
        """Be told of every line that is done: its text and exit status."""
        self._listeners.ended.append(listener)

    def since(self, seq: int) -> list[Chunk] | None:
        """The chunks after a number; None when some are gone."""
        return self._screen.since(seq)

    def screen(self) -> bytes:
        """All output that is kept."""
        return self._screen.everything()

    def resize(self, rows: int, columns: int) -> None:
        """The browser's window changed."""
        self.rows, self.columns = max(1, rows), max(1, columns)
        if self._far is not None:
            self._far.resize(rows, columns)
        elif self._raw:
            self.input.feed(b"")  # whoever draws the whole screen looks at its size again

    def history_lines(self) -> list[str]:
        """The lines typed so far."""
        return self._history.lines

    # -- for Terminal

    @property
    def _history(self) -> History:
        return self._top.history if self._levels else self._no_history

    @property
    def _top(self) -> Level:
        return self._levels[-1]

    def _ps1(self) -> str:
        shell = self._top.shell
        return shell.expanded_prompt if shell.expanded_prompt is not None else self._decoded("PS1", "$ ")

    def _ps2(self) -> str:
        return self._decoded("PS2", PS2)

    def _decoded(self, variable: str, otherwise: str) -> str:
        """A prompt's text."""
        shell = self._top.shell
        text, host = shell.variables.get(variable, otherwise), shell.host
        other = shell.process.user if shell.process.user != "root" else ""  # who `su` made it
        home = shell.variables.get("HOME", host.spec.home) if other else host.spec.home
        return prompt(
            text, user=other or host.spec.user, host=host.spec.name, cwd=shell.cwd, home=home, now=host.clock.now,
            line=len(self._history.lines) + 1, jobs=len(shell.jobs.all()),
        )  # fmt: skip

    def _prompt(self) -> None:
        if self._top.pasted:  # more of a pasted text is read without one
            return
        self._emit(self._ps1().encode())
        self._told()

    def _notices(self) -> None:
        self._emit(self._top.shell.jobs.notices(self.host.clock.now).encode())

    def _emit(self, data: bytes) -> None:
        self._screen.write(data if self._raw else data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def _typed_text(self, text: str) -> bytes:
        """What is shown of typed text and its newline."""
        if self._echo:
            return text.encode() + b"\n"
        return b"" if self.busy else b"\n"

    def _told(self) -> None:
        for listener in list(self._listeners.changed):
            listener()

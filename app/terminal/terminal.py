"""A terminal tab of a host: prompt, typed lines, foreground programs, keys, and the stream that browsers show.

In line mode the browser edits a line and sends it whole (`line`); the terminal writes prompt, line and newline into its
stream, so that every browser shows the same. In raw mode (vi, less, watch, top) keys go to the program as they come.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app.host.bash.background import NOWHERE
from app.host.bash.gate import Gate
from app.host.bash.shell import Shell
from app.host.bash.syntax import incomplete
from app.host.host import Host
from app.host.streams import Queue
from app.sim.limits import LIMITS
from app.terminal import history_file
from app.terminal.beginning import login, measure, nested
from app.terminal.completion import Completion, complete
from app.terminal.events import Expanded, ExpansionError, expand
from app.terminal.history import History, joined
from app.terminal.joining import Session, join
from app.terminal.level import Level
from app.terminal.scrollback import Scrollback
from app.terminal.suspension import suspend
from app.terminal.view import View

CLEAR = b"\x1b[H\x1b[2J\x1b[3J"
LEAVING = re.compile(r"\s*(?:exit|logout)\b")
INTERRUPTED = 130  # the status of what Ctrl-C ended
SCREEN_BYTES = 65_536  # of the stream that survive a restart


class Terminal(View):
    """One tab. All its methods belong on the loop that runs the lab."""

    def __init__(self, id: str, host: Host, *, rows: int = 24, columns: int = 80, after: int = 0) -> None:  # noqa: A002
        super().__init__(id, host, rows=rows, columns=columns, after=after)
        self.input.on_wait = self._reader_waits
        self._tasks: set[asyncio.Task[None]] = set()
        self.closed = False

    # -- life

    async def open(self) -> None:
        """Start the login shell and show its prompt."""
        await login(self, self._levels)
        self._prompt()
        self._pump()

    def close(self) -> None:
        """End the shells of this tab and what they run."""
        self.closed = True
        for level in self._levels:
            level.shell.interrupt(1)
            for job in level.shell.jobs.running():
                self.host.deliver(job.process, 1)
            self.host.processes.end(level.shell.process)
        for task in list(self._tasks):
            task.cancel()

    async def complete(self, line: str, cursor: int | None = None) -> Completion:
        """What Tab offers."""
        return await complete(self.shell, line if cursor is None else line[:cursor])

    async def settled(self) -> None:
        """Wait until the prompt is back or everything on the host waits for time or input."""
        await self.host.until_idle()

    # -- typing

    async def line(self, text: str, *, whole: bool = False) -> None:
        """Enter: a line (or several) for the prompt or for the program in the foreground.

        With `whole` several lines are one text of the line editor, as a bracketed paste makes it: shown at once.
        """
        self.enter(text, whole=whole)

    def enter(self, text: str, *, whole: bool = False) -> None:
        """The same, at once."""
        if self._far is not None:
            self._other.enter(text, whole=whole)
            return
        if len(text) > LIMITS.line_bytes:
            self._emit(b"\r\nbash: line too long\r\n")
            return
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(lines) > 1 and not lines[-1]:
            lines.pop()
        if whole and len(lines) > 1 and not self.busy:
            self._emit(self._typed_text("\n".join(lines)))
            self._top.pasted.extend(lines)
            lines = []
        if self.busy and not self._raw:
            # A tty echoes what is typed ahead at once; the shell shows it again behind its prompt when it reads it.
            self._emit(b"".join(map(self._typed_text, lines)))
        self._typed.waiting.extend((line, self.busy) for line in lines)
        self._pump()

    @property
    def _other(self) -> Terminal:
        """The session that has this terminal now."""
        assert isinstance(self._far, Terminal)
        return self._far

    def _pump(self) -> None:
        """Hand typed lines to whoever is ready for one."""
        while not self.closed and not self.busy and self._top.pasted:
            self._take(self._top.pasted.popleft(), echo=False)
        while self._typed.waiting and not self.closed:
            if not self.busy:
                self._take(self._typed.waiting.popleft()[0])
            elif self.input.readers and not self._raw:
                text, echoed = self._typed.waiting.popleft()
                self._emit(b"" if echoed else self._typed_text(text))
                self.input.feed(text.encode() + b"\n")
                return
            else:
                return

    def _reader_waits(self) -> None:
        asyncio.get_running_loop().call_soon(self._pump)

    def _take(self, text: str, *, echo: bool = True) -> None:
        """A line at the prompt."""
        typed, level = self._typed, self._top
        if echo:
            self._emit(self._typed_text(text))
        if not typed.unfinished:
            try:
                expanded = Expanded(text) if level.shell.dash else expand(text, self._history.lines)
            except ExpansionError as error:
                self._emit(f"bash: {error}\n".encode())
                self._prompt()
                return
            if expanded.text != text or expanded.shown_only:
                self._emit(expanded.text.encode() + b"\n")
            if expanded.shown_only:
                self._remember(expanded.text)
                self._prompt()
                return
            whole = typed.remembered = expanded.text
        else:
            typed.remembered = joined(typed.unfinished, typed.remembered, text)
            whole = f"{typed.unfinished}\n{text}"
        if incomplete(whole):
            typed.unfinished = whole
            if not level.pasted:
                self._emit(self._ps2().encode())
                self._told()
            return
        typed.unfinished = ""
        self._remember(typed.remembered)
        if not whole.strip():
            self._notices()
            self._prompt()
            return
        level.running, level.interrupted = whole, False
        level.warned = level.warned and LEAVING.match(whole) is not None
        level.shell.jobs.begin_line()
        level.before = level.shell.snapshot()
        level.gate = Gate(self._emit)  # Ctrl-Z may come before the line has begun to run
        self._start(self._run(level, whole))
        self._told()

    def _remember(self, line: str) -> None:
        if self._history.add(line):
            for listener in list(self._listeners.typed):
                listener(line)

    async def _run(self, level: Level, text: str) -> None:
        shell = level.shell
        gate = level.gate = level.gate or Gate(self._emit)
        await measure(level, self.rows, self.columns)
        # Ctrl-C may have come before it began.
        status = shell.status = INTERRUPTED if level.interrupted else await shell.run(text, stdout=gate, stderr=gate)
        if level.shell is not shell:  # Ctrl-Z made it a job of the shell that has the prompt now
            await gate.passed()
            job = level.shell.jobs.by_pid(shell.process.pid)
            self.host.processes.end(shell.process)
            if job is not None:
                level.shell.jobs.finish(job, status, self.host.clock.now)
            return
        level.running = None
        if self.closed:
            return
        if level.interrupted:
            self._emit(b"\n")
        self._raw = 0
        self._save_history(level)
        for listener in list(self._listeners.ended):
            listener(text, shell.status)
        if shell.exited is not None and not self._stays(level, text):
            await self._leave(level, shell.exited)
            return
        self._notices()
        self._prompt()
        self._pump()

    def _stays(self, level: Level, text: str) -> bool:
        """Whether a shell that is to exit says first that jobs are stopped: so it does once."""
        shell, leaving = level.shell, LEAVING.match(text) is not None
        warned, level.warned = level.warned, leaving
        if warned or not leaving or not shell.jobs.stopped():
            return False
        shell.exited = None
        self._emit(f"{self._farewell(level)}There are stopped jobs.\n".encode())
        return True

    @staticmethod
    def _farewell(level: Level) -> str:
        if level.shell.dash:
            return ""
        return "logout\n" if level.shell.login or level.ended is None else "exit\n"

    async def _leave(self, level: Level, status: int) -> None:
        """A shell exits: back to the one before, or a new login."""
        self._emit(self._farewell(level).encode())
        self._levels.remove(level)
        if level.ended is not None:
            level.ended.set_result(status)
            return
        self.host.processes.end(level.shell.process)
        await login(self, self._levels)
        self._prompt()
        self._pump()

    def key(self, name: str, typed: str = "") -> None:
        """A key with a meaning in line mode: `ctrl-c`, `ctrl-d`, `ctrl-l`, `ctrl-z`; `typed` is the unsent line."""
        if not self.opened:
            return
        if self._far is not None:
            self._other.key(name, typed)
        elif self._raw:
            self.raw({"ctrl-c": b"\x03", "ctrl-d": b"\x04", "ctrl-l": b"\x0c", "ctrl-z": b"\x1a"}.get(name, b""))
        elif name == "ctrl-c":
            self._interrupt(typed)
        elif name == "ctrl-d" and self.busy:
            self.input.feed(b"")
        elif name == "ctrl-d" and not typed:
            self._end_of_file()
        elif name == "ctrl-l" and not self.busy:
            self._emit(CLEAR)
            self._prompt()
        elif name == "ctrl-z" and self.busy:
            self._suspend()

    def _interrupt(self, typed: str) -> None:
        self._typed.waiting.clear()
        self._top.pasted.clear()
        self.input.clear()
        if self.busy:
            self._emit(b"^C")
            self._top.interrupted = not self._top.shell.interrupt()
            return
        self._typed.unfinished = ""
        self._emit(typed.encode() + b"^C\n")
        self._top.shell.status = INTERRUPTED
        self._prompt()

    def _suspend(self) -> None:
        """Ctrl-Z: what runs becomes a stopped job of a shell that goes on from before the line."""
        level = self._top
        self._emit(b"^Z\n")
        if (job := level.shell.jobs.waited_for()) is not None and job.stop is not None:
            job.stop()
            self._emit(level.shell.jobs.line(job).encode())
        elif level.gate is not None and level.running is not None and job is None:
            level.gate.close()
            self._start(self._stopped(level, level.gate, level.running))

    async def _stopped(self, level: Level, gate: Gate, text: str) -> None:
        await suspend(self, level, gate, text, self._emit)
        self._prompt()
        self._pump()

    def _end_of_file(self) -> None:
        if self._typed.unfinished:
            self._typed.unfinished = ""
            self._emit(b"\nbash: syntax error: unexpected end of file\n")
            self._remember(self._typed.remembered)
            self._prompt()
            return
        level = self._top
        if self._stays(level, "exit"):
            self._prompt()
            return
        level.running = "exit"
        self._start(self._leave(level, level.shell.status))

    def raw(self, data: bytes) -> None:
        """Keys in raw mode."""
        if self._far is not None:
            self._other.raw(data)
        elif self._raw:
            self.input.feed(data)

    # -- what programs see (TerminalDevice)

    async def write(self, data: bytes) -> None:
        """Show a program's output."""
        self.show(data)

    def show(self, data: bytes) -> None:
        """The same, at once."""
        self._emit(data)

    @contextmanager
    def keys(self) -> Iterator[Queue]:
        """Raw mode while inside."""
        self._raw += 1
        self.input.clear()
        self._told()
        try:
            yield self.input
        finally:
            self._raw = max(0, self._raw - 1)
            self.input.clear()
            self._told()

    async def nested(self, shell: Shell) -> int:
        """Give the prompt to another interactive shell until it exits."""
        level = await nested(self, shell)
        self._levels.append(level)
        self._prompt()
        self._pump()
        try:
            assert level.ended is not None
            return await level.ended
        finally:
            if level in self._levels:
                self._levels.remove(level)

    @contextmanager
    def joined(self, session: object, shown: Callable[[bytes], None] = lambda data: None) -> Iterator[None]:
        """Be the terminal of a session on another machine while inside; `shown` is told what it shows."""
        assert isinstance(session, Session)
        far = session.terminal
        assert isinstance(far, Terminal)
        cancel = join(self, far, session.since, shown)
        far._pump()
        try:
            yield
        finally:
            cancel()
            self._pump()

    def clear_history(self) -> None:
        """Forget them."""
        self._top.history = History(kept=self._top.history.kept)

    # -- resuming

    def snapshot(self) -> dict[str, Any]:
        """What `restore` needs, as JSON data: the login shell's state, directory, history, what runs."""
        level = self._levels[0]
        state = level.before if level.running is not None else level.shell.snapshot()
        return {
            "id": self.id, "rows": self.rows, "columns": self.columns, "cwd": level.shell.cwd,
            "shell": base64.b64encode(state).decode(), "history": level.history.lines, "status": level.shell.status,
            "foreground": level.running, "background": [job.text for job in level.shell.jobs.running()],
            "unfinished": self._typed.unfinished, "stream": self._screen.snapshot(SCREEN_BYTES),
        }  # fmt: skip

    @classmethod
    async def restore(cls, snapshot: dict[str, Any], host: Host) -> Terminal:
        """A terminal as it was: background jobs and the foreground program are started again."""
        self = cls(snapshot["id"], host, rows=snapshot["rows"], columns=snapshot["columns"])
        self._screen = Scrollback.restore(snapshot["stream"])
        self._typed.unfinished = self._typed.remembered = snapshot["unfinished"]
        level = await login(self, self._levels, base64.b64decode(snapshot["shell"]), snapshot["cwd"])
        level.history = History(snapshot["history"])
        for text in snapshot["background"]:
            await level.shell.run(f"{text} &", stdout=NOWHERE, stderr=NOWHERE)
        level.shell.status = snapshot["status"]
        if (text := snapshot["foreground"]) is not None:
            level.running, level.before = text, level.shell.snapshot()
            self._start(self._run(level, text))
        return self

    # -- inside

    def _save_history(self, level: Level) -> None:
        history_file.save(level)

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

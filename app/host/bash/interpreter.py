"""One bashkit interpreter: the only module that runs one.

Its own threads run the scripts; our commands are called back on the loop that awaits `execute`. What its programs print
comes as text: bytes that are no UTF-8 are lost on the way.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

# A recursive `eval` would otherwise run over the stack of bashkit's threads and end the process. Virtual memory only.
os.environ.setdefault("RUST_MIN_STACK", str(1 << 30))

from bashkit import Bash, ExecutionProfile, FileSystem

from app.sim.limits import LIMITS

GONE = 127  # the status of a command whose shell is no more
NO_TIMEOUT = 1e9  # seconds of the wall clock: scripts wait for the lab's clock, which may stand still


class Context(Protocol):
    """What bashkit hands to a command."""

    name: str
    argv: list[str]
    env: dict[str, str]
    cwd: str
    stdin: Reader
    stdout: Writer
    stderr: Writer


class Reader(Protocol):
    """Standard input as bashkit has it."""

    async def read_chunk(self) -> bytes | None:
        """The next bytes; None at the end."""


class Writer(Protocol):
    """Standard output as bashkit has it."""

    async def write(self, data: bytes) -> None:
        """Write; BrokenPipeError when the reader is gone."""


Call = Callable[[Context], Awaitable[int]]
Piece = Callable[[str, str], None]  # takes some output and some errors


@dataclass(frozen=True)
class Outcome:
    """How a run ended; `error` is bashkit's text when it was not by itself."""

    exit: int
    error: str

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` ended it."""
        return "cancelled" in self.error


def _weakly(call: Call) -> Call:
    """The same call without owning its shell: a shell owns its interpreter, and Rust's half of that circle would keep
    both, with their threads' file descriptors, for ever."""
    owner = weakref.WeakMethod(call)

    async def calling(context: Context) -> int:
        found = owner()
        return await found(context) if found is not None else GONE

    return calling


class _Handover:
    """From bashkit's threads to a loop: many pieces at once when they come fast."""

    def __init__(self, piece: Piece) -> None:
        self._piece, self._loop = piece, asyncio.get_running_loop()
        self._waiting: deque[tuple[str, str]] = deque()
        self._called = False

    def __call__(self, output: str, errors: str) -> None:
        self._waiting.append((output, errors))
        if not self._called:
            self._called = True
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        self._called = False
        while self._waiting:
            self._piece(*self._waiting.popleft())


class Interpreter:
    """An interpreter over a machine's files, with our commands in it."""

    def __init__(
        self, files: FileSystem, commands: Iterable[str], call: Call, *, user: str, hostname: str, cwd: str,
        env: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._bash = Bash(
            username=user,
            hostname=hostname,
            cwd=cwd,
            env=dict(env),
            max_commands=LIMITS.shell_commands,
            max_loop_iterations=LIMITS.shell_loop_iterations,
            timeout_seconds=NO_TIMEOUT,
            profile=ExecutionProfile.Interactive,
        )
        self._bash.mount("/", files)
        calling = cast(Any, _weakly(call))
        for name in commands:
            self._bash.add_command(name, calling)
        self._cancelled, self._executing = False, 0

    def mount(self, path: str, disk: FileSystem) -> None:
        """See another disk below a directory."""
        self._bash.mount(path, disk)

    async def execute(self, script: str, piece: Piece) -> Outcome:
        """Run a script to its end. `piece` is called on this loop, before any command of ours that runs later."""
        handover = _Handover(piece)
        self._executing += 1
        try:
            result = await self._bash.execute(script, handover)
        finally:
            self._executing -= 1
            if self._cancelled:
                self._bash.clear_cancel()
                self._cancelled = False
        return Outcome(result.exit_code, result.error or "")

    def cancel(self) -> None:
        """End the run at its next command; our commands in it are cancelled."""
        self._cancelled = True
        self._bash.cancel()

    @property
    def _idle(self) -> Bash:
        """For what bashkit does only between scripts: asked earlier it waits, and a script that waits for this loop
        would never end."""
        if self._executing:
            raise RuntimeError("a script runs in this shell")
        return self._bash

    def snapshot(self) -> bytes:
        """Variables, functions, aliases, options and directory; not while a script runs."""
        return self._idle.snapshot(exclude_filesystem=True)

    def restore(self, data: bytes) -> None:
        """Go on from a snapshot."""
        self._idle.restore_snapshot(data)

    @property
    def aliases(self) -> dict[str, str]:
        """Aliases and what they stand for; not while a script runs."""
        return dict(self._idle.shell_state().aliases)

    @property
    def variables(self) -> dict[str, str]:
        """Variables, exported or not; not while a script runs."""
        state = self._idle.shell_state()
        return {**state.variables, **state.env}

    @property
    def environment(self) -> dict[str, str]:
        """Exported variables; not while a script runs."""
        return dict(self._idle.shell_state().env)

    @property
    def traps(self) -> dict[str, str]:
        """Traps that are set; not while a script runs."""
        return dict(self._idle.shell_state().traps)

    @property
    def cwd(self) -> str:
        """The working directory; not while a script runs."""
        return self._idle.shell_state().cwd


async def printed_function(definition: str, name: str) -> str:
    """A function as `declare -f` prints it."""
    result = await Bash().execute(f"{definition}\ndeclare -f {name}")
    return result.stdout.rstrip("\n")

"""What a command gets: its arguments, streams, files, network and time. Satisfies kubectl's Machine.

A command waits only through this: `sleep` for time, `http` for the network, `stdin` for input, `run`/`spawn` for other
programs; so the host knows what everybody waits for.
"""

from __future__ import annotations

import asyncio
import errno
import posixpath
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from app.host.activity import Running
from app.host.bash.interpreter import Writer
from app.host.files import Files, Stat
from app.host.processes import Process
from app.host.streams import Collected, CommandSource, Data, Empty, Input, Output, Source
from app.network.http import Handler, Request, Response
from app.network.network import ConnectError
from app.network.tls import Trust

if TYPE_CHECKING:
    from app.host.bash.shell import Shell
    from app.host.device import TerminalDevice
    from app.host.host import Host

CONNECT_TIMEOUT = 134.0  # seconds that Linux tries to connect to a silent address
UNREACHABLE_AFTER = 3.1  # seconds until a missing neighbour counts as unreachable


class Invocation:
    """One run of one command."""

    def __init__(
        self, shell: Shell, argv: Sequence[str], env: Mapping[str, str], cwd: str, stdin: Input, stdout: Output,
        stderr: Output, process: Process, state: Running,
    ) -> None:  # fmt: skip
        self.shell, self.process, self._state = shell, process, state
        self.argv = list(argv)
        self.env: Mapping[str, str] = env
        self.cwd = cwd
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr

    @property
    def host(self) -> Host:
        """The machine."""
        return self.shell.host

    @property
    def name(self) -> str:
        """The command's name."""
        return self.argv[0].rsplit("/", 1)[-1]

    @property
    def args(self) -> list[str]:
        """Its arguments, without its name."""
        return self.argv[1:]

    @property
    def terminal(self) -> TerminalDevice | None:
        """The terminal, when this command reads or writes it."""
        live = self.stdin.isatty or self.stdout.isatty
        return self.shell.terminal if live else None

    # -- files

    @property
    def files(self) -> Files:
        """The machine's files, by absolute path."""
        return self.host.files

    def path(self, name: str) -> str:
        """An absolute path."""
        return posixpath.join(self.cwd, name)

    def read_file(self, path: str) -> bytes:
        """A file's bytes; /dev/stdin is not a file: use `stdin`."""
        return self.files.read_file(self.path(path))

    def write_file(self, path: str, data: bytes) -> None:
        """Create or replace a file."""
        self.files.write_file(self.path(path), data)

    def list_directory(self, path: str) -> list[str]:
        """Names in a directory, sorted."""
        return self.files.list_directory(self.path(path))

    def kind_of(self, path: str) -> str:
        """`file`, `directory` or `` when there is nothing."""
        return self.files.kind_of(self.path(path))

    def executable(self, path: str) -> bool:
        """Whether a file is a program: somebody may execute it."""
        return bool(self.stat(path).mode & 0o111)

    def stat(self, path: str) -> Stat:
        """Size, mode and time of what is there."""
        return self.files.stat(self.path(path))

    def make_directory(self, path: str) -> None:
        """Create a directory with its parents."""
        self.files.make_directory(self.path(path))

    def remove_file(self, path: str) -> None:
        """Remove a file."""
        self.files.remove(self.path(path))

    # -- time and network

    def now(self) -> float:
        """Seconds since 1970 on the lab's clock."""
        return self.host.clock.now

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Say what is waited for inside: `time`, `network`, `input` or `child`."""
        with self._state.waiting(what):
            yield

    def computing(self, by: int = 1) -> AbstractContextManager[None]:
        """Inside it is busy with what the loop does not see, a thread of bashkit; with -1, not so for a while."""
        return self._state.computing(by)

    async def sleep(self, seconds: float) -> None:
        """Wait on the lab's clock."""
        with self.waiting("time"):
            await self.host.clock.sleep(max(0.0, seconds))

    async def http(
        self, host: str, port: int, request: Request, *, tls: bool | Trust = False, timeout: float | None = None
    ) -> Response:
        """One exchange from this machine; ConnectError (kind `timeout` too) when none comes about."""
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

        def reply(response: Response) -> None:
            if not answer.done():
                answer.set_result(response)

        def late() -> None:
            if not answer.done():
                answer.set_exception(ConnectError("timeout", host, port))

        self.host.resolve(host)  # as /etc/hosts is now
        sent = replace(request, peer=request.peer or self.host.interface.address)
        try:
            self.host.network.exchange(self.host.interface, host, port, sent, reply, tls=tls)
        except ConnectError as error:
            await self._no_answer(error, timeout)
        with self.waiting("time" if timeout else "network"):
            timer = self.host.clock.call_later(timeout, late) if timeout else None
            try:
                return await answer
            finally:
                if timer is not None:
                    timer.cancel()

    async def _no_answer(self, error: ConnectError, timeout: float | None) -> None:
        """A refused connection fails at once; silence takes its time."""
        patience = {"timeout": CONNECT_TIMEOUT, "unreachable": UNREACHABLE_AFTER}.get(error.kind)
        if patience is None:
            raise error
        with self.waiting("time"):
            await self.host.clock.sleep(min(patience, timeout or patience))
        kind = "timeout" if timeout and timeout < patience else error.kind
        raise ConnectError(kind, error.host, error.port)

    @asynccontextmanager
    async def listening(self, address: str, port: int, handler: Handler) -> AsyncIterator[None]:
        """Listen while inside; AddressInUseError when the port is taken, OSError when the address is another's."""
        if not self.host.has_address(address):
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        owner = f'users:(("{self.process.name}",pid={self.process.pid},fd=3))'
        listener = self.host.network.listen(self.host.interface, port, handler, address=address, owner=owner)
        try:
            yield
        finally:
            self.host.network.unlisten(listener)

    async def serve(
        self, address: str, port: int, handler: object, ready: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Listen until the program is interrupted; `ready` runs once the port is ours."""
        async with self.listening(address, port, cast(Handler, handler)):
            if ready is not None:
                await ready()
            with self.waiting("network"):
                await asyncio.get_running_loop().create_future()

    @contextmanager
    def exiting(self, statuses: Mapping[int, int]) -> Iterator[None]:
        """Inside, these signals (by number) make the program exit with these statuses; others kill it."""
        state, before = self._state, self._state.statuses
        state.statuses, state.shown = statuses, self.stdout.isatty
        try:
            yield
        finally:
            state.statuses = before

    # -- other programs

    async def spawn(
        self, argv: Sequence[str], *, stdin: Source | None = None, stdout: Writer | None = None,
        stderr: Writer | None = None, env: Mapping[str, str] | None = None, tty: str | None = None,
    ) -> int:  # fmt: skip
        """Run another program with these streams (this one's where none is given); its exit status.

        `tty` names which streams are the terminal's, of "ioe"; by default those of this command that are passed on.
        """
        if tty is None:
            own = (("i", stdin, self.stdin), ("o", stdout, self.stdout), ("e", stderr, self.stderr))
            tty = "".join(letter for letter, given, mine in own if given is None and mine.isatty)
        source = stdin if stdin is not None else CommandSource(self.stdin)
        with self.waiting("child"):
            return await self.shell.spawn(
                argv, env=dict(self.env if env is None else env), cwd=self.cwd, source=source,
                stdout=stdout or self.stdout, stderr=stderr or self.stderr, streams=tty, parent=self.process,
            )  # fmt: skip

    async def run(self, argv: list[str], stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        """Run another program: exit status, output, errors."""
        output, errors = Collected(), Collected()
        source: Source = Data(stdin) if stdin else Empty()
        status = await self.spawn(argv, stdin=source, stdout=output, stderr=errors)
        return status, bytes(output.data), bytes(errors.data)

    async def foreground(self, argv: Sequence[str]) -> int:
        """Run another program with this one's streams; its exit status, 127 when there is none."""
        if "/" not in argv[0] and self.host.which(argv[0], self.env.get("PATH"), self.cwd) is None:
            return 127
        return await self.spawn(argv)

    @asynccontextmanager
    async def join(self, session: object | None) -> AsyncIterator[bool]:
        """Give the terminal to a session on another machine while inside; False without either of them."""
        device = self.shell.terminal
        if session is None or device is None or not (self.stdin.isatty and self.stdout.isatty):
            yield False
            return
        with device.joined(session, self.stdout.note):
            yield True

    def pid(self) -> int:
        """This process's number."""
        return self.process.pid

    # -- messages

    async def fail(self, text: str, status: int = 1) -> int:
        """Print `name: text` on standard error and return the status."""
        await self.stderr.write(f"{self.name}: {text}\n")
        return status

"""What kubectl needs of the machine it runs on; the host supplies it. kubectl knows nothing else of the world."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol

from app.network.http import Request, Response
from app.network.tls import Trust


class Input(Protocol):
    """Standard input: bytes until the end."""

    @property
    def isatty(self) -> bool:
        """Whether a person types here."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Chunks as they come."""

    async def read(self) -> bytes:
        """Everything until the end."""


class Output(Protocol):
    """Standard output or error. `write` raises BrokenPipeError when the reader has gone."""

    @property
    def isatty(self) -> bool:
        """Whether a person reads here."""

    async def write(self, data: str | bytes) -> None:
        """Write now; waits while the reader is slow."""


class Machine(Protocol):
    """A running program's surroundings. File errors are OSErrors with errno and strerror as on Linux."""

    @property
    def argv(self) -> list[str]:
        """The program's name and its arguments."""

    @property
    def env(self) -> Mapping[str, str]:
        """Environment variables."""

    @property
    def cwd(self) -> str:
        """The working directory, absolute."""

    @property
    def stdin(self) -> Input:
        """Standard input."""

    @property
    def stdout(self) -> Output:
        """Standard output."""

    @property
    def stderr(self) -> Output:
        """Standard error."""

    def read_file(self, path: str) -> bytes:
        """A file's bytes; relative paths start at `cwd`."""

    def write_file(self, path: str, data: bytes) -> None:
        """Create or replace a file."""

    def list_directory(self, path: str) -> list[str]:
        """Names in a directory, sorted."""

    def kind_of(self, path: str) -> str:
        """`file`, `directory` or `` when there is nothing."""

    def executable(self, path: str) -> bool:
        """Whether a file is a program: somebody may execute it."""

    def make_directory(self, path: str) -> None:
        """Create a directory with its parents."""

    def remove_file(self, path: str) -> None:
        """Remove a file."""

    async def http(
        self, host: str, port: int, request: Request, *, tls: bool | Trust = False, timeout: float | None = None
    ) -> Response:
        """One exchange from this machine; raises app.network.network.ConnectError (kind `timeout` too).

        Over TLS the server's certificates are looked at as a Trust says, or (True) not at all.
        """

    async def serve(
        self, address: str, port: int, handler: object, ready: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Listen (app.network Handler) until the program is interrupted; AddressInUseError when the port is taken,
        OSError when the machine has no such address.

        `ready` runs once the port is ours.
        """

    def now(self) -> float:
        """Seconds since 1970 on this machine's clock."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""

    def exiting(self, statuses: Mapping[int, int]) -> AbstractContextManager[None]:
        """Inside, these signals (by number) make the program exit with these statuses; others kill it."""

    async def foreground(self, argv: Sequence[str]) -> int:
        """Run another program (an editor) in the foreground terminal; its exit status, 127 when there is none."""

    def join(self, session: object | None) -> AbstractAsyncContextManager[bool]:
        """Give this program's terminal to a session of the far end (`Channels.session`) while inside.

        False when there is none or no terminal to show it on: then its bytes are the caller's.
        """

    async def run(self, argv: list[str], stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        """Run another program of this machine (diff, a plugin): exit status, output, errors."""

    def pid(self) -> int:
        """This process's number."""

"""A machine for tests: files in a dictionary, output in lists, HTTP to a server that a test supplies."""

from __future__ import annotations

import asyncio
import errno
import posixpath
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import pytest

from app.kubectl.program import main
from app.network.http import Request, Response
from app.network.network import ConnectError
from tests.kubectl.streams import Given, Kept


class FakeMachine:
    """A Machine; `server` answers requests for any host unless it is None, when connections are refused."""

    def __init__(self, *argv: str, files: dict[str, str] | None = None, stdin: str = "",
                 server: Callable[[Request], Response] | None = None, **env: str) -> None:  # fmt: skip
        self.argv = ["kubectl", *argv]
        self.env = {"HOME": "/root", "PATH": "/usr/bin", **env}
        self.cwd = "/root/work"
        self.files = {self._path(path): text.encode() for path, text in (files or {}).items()}
        self.stdin, self.stdout, self.stderr = Given(stdin.encode()), Kept(), Kept()
        self.server = server
        self.requests: list[Request] = []
        self.clock = 1795414550.0
        self.ran: list[list[str]] = []
        self.edits: list[Callable[[bytes], bytes]] = []

    def _path(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.cwd, path))

    def read_file(self, path: str) -> bytes:
        try:
            return self.files[self._path(path)]
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path) from None

    def write_file(self, path: str, data: bytes) -> None:
        self.files[self._path(path)] = data

    def list_directory(self, path: str) -> list[str]:
        prefix = self._path(path).rstrip("/") + "/"
        return sorted({name[len(prefix) :].split("/")[0] for name in self.files if name.startswith(prefix)})

    def kind_of(self, path: str) -> str:
        full = self._path(path)
        if full in self.files or full == "/dev/null":
            return "file"
        return "directory" if full == self.cwd or self.list_directory(path) else ""

    def executable(self, path: str) -> bool:
        return not path.endswith(".txt")

    def make_directory(self, path: str) -> None: ...

    def remove_file(self, path: str) -> None:
        self.files.pop(self._path(path), None)

    async def http(self, host: str, port: int, request: Request, *, tls: bool = False,
                   timeout: float | None = None) -> Response:  # fmt: skip
        self.requests.append(request)
        if self.server is None:
            raise ConnectError(
                "refused" if host.replace(".", "").isdigit() or host == "localhost" else "unknown host", host, port
            )
        return self.server(request)

    async def serve(self, address: str, port: int, handler: Any) -> None:
        self.served = (address, port, handler)

    def now(self) -> float:
        return self.clock

    async def sleep(self, seconds: float) -> None:
        self.clock += seconds

    def exiting(self, statuses: Mapping[int, int]) -> AbstractContextManager[None]:
        return nullcontext()

    async def foreground(self, argv: Sequence[str]) -> int:
        path = argv[-1]
        self.write_file(path, self.edits.pop(0)(self.read_file(path)))
        return 0

    async def run(self, argv: list[str], stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        self.ran.append(argv)
        return 127, b"", b""

    def pid(self) -> int:
        return 4242


@dataclass
class Result:
    """What one call did."""

    exit: int
    out: str
    err: str
    machine: FakeMachine


@pytest.fixture
def kubectl() -> Callable[..., Result]:
    """Run kubectl once: `kubectl("get", "pods", server=..., files=...)`."""

    def call(*argv: str, release: str = "1.37", **surroundings: Any) -> Result:
        machine = FakeMachine(*argv, **surroundings)
        status = asyncio.run(main(machine, release))
        return Result(status, machine.stdout.text, machine.stderr.text, machine)

    return call


@pytest.fixture
def machine() -> type[FakeMachine]:
    """The fake machine, for tests that make their own."""
    return FakeMachine

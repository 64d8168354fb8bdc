"""A `Machine` of the real world, for tests alone: real files, real sockets, real time.

Learners never get here: what they type runs on a simulated host, whose machine knows no sockets.
"""

from __future__ import annotations

import asyncio
import base64
import os
import posixpath
import ssl
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path

import yaml

from app.kubectl.program import main
from app.network.http import Request, Response
from tests.kubectl.real import wire
from tests.kubectl.streams import Given, Kept


class RealMachine:
    """The machine of one call; `pair` is the client's certificate and key of its kubeconfig, in a file."""

    def __init__(self, words: list[str], env: Mapping[str, str], cwd: str, stdin: bytes = b"", pair: str = "") -> None:
        self.argv, self.env, self.cwd, self.pair = ["kubectl", *words], env, cwd, pair
        self.stdin, self.stdout, self.stderr = Given(stdin), Kept(), Kept()

    def _path(self, path: str) -> Path:
        return Path(posixpath.join(self.cwd, path))

    def read_file(self, path: str) -> bytes:
        try:
            return self._path(path).read_bytes()
        except OSError as wrong:
            raise type(wrong)(wrong.errno, wrong.strerror, path) from None

    def write_file(self, path: str, data: bytes) -> None:
        self._path(path).write_bytes(data)

    def list_directory(self, path: str) -> list[str]:
        return sorted(each.name for each in self._path(path).iterdir())

    def kind_of(self, path: str) -> str:
        full = self._path(path)
        return "directory" if full.is_dir() else "file" if full.exists() else ""

    def executable(self, path: str) -> bool:
        return bool(self._path(path).stat().st_mode & 0o111)

    def make_directory(self, path: str) -> None:
        self._path(path).mkdir(parents=True, exist_ok=True)

    def remove_file(self, path: str) -> None:
        self._path(path).unlink()

    async def http(
        self, host: str, port: int, request: Request, *, tls: bool = False, timeout: float | None = None
    ) -> Response:
        return await wire.exchange(host, port, request, self._trust() if tls else None, timeout)

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if self.pair:
            context.load_cert_chain(self.pair)
        return context

    async def serve(self, address: str, port: int, handler: object, ready: object = None) -> None:
        raise NotImplementedError

    def exiting(self, statuses: Mapping[int, int]) -> AbstractContextManager[None]:
        return nullcontext()

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def foreground(self, argv: Sequence[str]) -> int:
        try:
            status, out, err = await self.run(list(argv))
        except FileNotFoundError:
            return 127
        await self.stdout.write(out)
        await self.stderr.write(err)
        return status

    @asynccontextmanager
    async def join(self, session: object | None) -> AsyncIterator[bool]:
        yield False

    async def run(self, argv: list[str], stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        done = await asyncio.create_subprocess_exec(
            *argv, stdin=-1, stdout=-1, stderr=-1, env=dict(self.env), cwd=self.cwd
        )
        out, err = await done.communicate(stdin)
        return done.returncode or 0, out, err

    def pid(self) -> int:
        return os.getpid()


def kubectl(
    words: list[str], env: Mapping[str, str], cwd: str, stdin: str = "", pair: str = ""
) -> tuple[int, str, str]:
    """One call: exit status, output, errors."""
    machine = RealMachine(words, env, cwd, stdin.encode(), pair)
    status = asyncio.run(main(machine))
    return status, machine.stdout.data.decode(), machine.stderr.data.decode()


def pair_of(kubeconfig: Path, folder: Path) -> str:
    """The client certificate and key of a kubeconfig with data in it, as a file."""
    user = yaml.safe_load(kubeconfig.read_text())["users"][0]["user"]
    if "client-certificate-data" not in user:
        return ""
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64decode(user["client-certificate-data"]) + base64.b64decode(user["client-key-data"]))
    return name

"""A machine in memory for helm: files in a dict, no network but what a test gives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from app.helm.program import main
from app.network.http import Request, Response
from app.network.network import ConnectError
from app.sim.randomness import Randomness


class Input:
    isatty = False

    def __init__(self, data: bytes) -> None:
        self.data = data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.data

    async def read(self) -> bytes:
        return self.data


class Output:
    def __init__(self, isatty: bool = False) -> None:
        self.text, self.isatty = "", isatty

    async def write(self, data: str | bytes) -> None:
        self.text += data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")


class Machine:
    """What helm sees. `answer` is the network."""

    cwd = "/work"

    def __init__(self, files: dict[str, str], answer: Callable[[str, Request], Response] | None = None) -> None:
        self.files = {self._full(path): text.encode() for path, text in files.items()}
        self.answer = answer
        self.env: dict[str, str] = {"HOME": "/root"}
        self.argv: list[str] = []
        self.stdin, self.stdout, self.stderr = Input(b""), Output(), Output()

    def _full(self, path: str) -> str:
        path = path if path.startswith("/") else f"/work/{path}"
        parts = [part for part in path.split("/") if part not in {"", "."}]
        return "/" + "/".join(parts)

    def read_file(self, path: str) -> bytes:
        if self._full(path) not in self.files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self.files[self._full(path)]

    def write_file(self, path: str, data: bytes) -> None:
        self.files[self._full(path)] = data

    def list_directory(self, path: str) -> list[str]:
        start = self._full(path).rstrip("/") + "/"
        return sorted({name.removeprefix(start).split("/")[0] for name in self.files if name.startswith(start)})

    def kind_of(self, path: str) -> str:
        full = self._full(path)
        if full in self.files:
            return "file"
        return "directory" if any(name.startswith(full.rstrip("/") + "/") for name in self.files) else ""

    def make_directory(self, path: str) -> None:
        """Folders are where files are."""

    def remove_file(self, path: str) -> None:
        del self.files[self._full(path)]

    async def http(
        self, host: str, port: int, request: Request, *, tls: bool = False, timeout: float | None = None
    ) -> Response:
        if self.answer is None:
            raise ConnectError("unknown host", host, port)
        return self.answer(host, request)

    async def sleep(self, seconds: float) -> None:
        """No time passes."""

    def now(self) -> float:
        return 1_795_392_000.25

    def pid(self) -> int:
        return 1


async def helm(machine: Machine, *words: str) -> tuple[int, str, str]:
    """Exit status, standard output and error of one run."""
    machine.argv = ["helm", *words]
    machine.stdout, machine.stderr = Output(machine.stdout.isatty), Output()
    status = await main(machine, Randomness(1))  # type: ignore[arg-type]
    return status, machine.stdout.text, machine.stderr.text

"""What an image file declares, and the process in which its program runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from app.cluster.node.runtime import ContainerSpec, Exit, ImageInfo
from app.network.http import Handler
from app.network.network import AddressInUseError, Listener, Network
from app.sim.clock import Clock, Timer
from app.sim.randomness import Randomness

KILL, TERM = 9, 15
CODENAMES = {
    "trixie": "13", "bookworm": "12", "bullseye": "11", "buster": "10", "stretch": "9", "jessie": "8",
    "noble": "24.04", "jammy": "22.04", "focal": "20.04", "bionic": "18.04", "xenial": "16.04", "trusty": "14.04",
}  # fmt: skip
LOG_LINES = 2000  # kept per container


class Process:
    """A container's main process, as programs see it. `data` survives snapshots: JSON data only."""

    def __init__(self, spec: ContainerSpec, argv: tuple[str, ...], clock: Clock, network: Network,
                 randomness: Randomness, read: Callable[[str], bytes | None], on_exit: Callable[[Exit], None],
                 state: Any = None) -> None:  # fmt: skip
        self.spec, self.argv, self.clock, self.network, self.randomness = spec, argv, clock, network, randomness
        self.read = read
        self.began = clock.now
        self.lines: list[tuple[float, str, bytes]] = []
        self.data: dict[str, Any] = {}
        self.restored = state is not None
        self.cpu, self.memory = 0.001, 4 << 20
        self.on_term: Callable[[], None] | None = lambda: self.exit(0)
        self.ended = False
        self._on_exit = on_exit
        self._listeners: list[Listener] = []
        self._timers: list[Timer] = []
        self._readers: list[Callable[[float, str, bytes], None]] = []
        self._starting = False
        self._endings: list[Callable[[], None]] = []
        if state is not None:
            self.data = state["data"]
            self.lines = [(at, stream, line.encode("latin-1")) for at, stream, line in state["lines"]]

    @property
    def tag(self) -> str:
        """The image's tag."""
        return self.spec.image.partition("@")[0].rpartition(":")[2]

    @property
    def hostname(self) -> str:
        """The container's host name."""
        return self.spec.env.get("HOSTNAME", self.spec.name)

    def begin(self, program: Callable[[Process], None]) -> None:
        """Run the program; what it writes at once is muted when the process goes on from a snapshot."""
        self._starting = True
        program(self)
        self._starting = False

    def log(self, text: str, stream: str = "stdout") -> None:
        """Write lines to stdout or stderr."""
        if self.ended or (self._starting and self.restored):
            return
        for part in text.split("\n"):
            line = (self.clock.now, stream, part.encode())
            self.lines.append(line)
            for reader in tuple(self._readers):
                reader(*line)
        if len(self.lines) > LOG_LINES:
            del self.lines[: -LOG_LINES // 2]

    def follow(self, reader: Callable[[float, str, bytes], None]) -> Callable[[], None]:
        """Call back for every further line; returns what ends that."""
        self._readers.append(reader)
        return lambda: self._readers.remove(reader) if reader in self._readers else None

    def listen(self, port: int, handler: Handler, *, tls: bool = False) -> bool:
        """Wait for connections on the pod's address; False when another container has the port."""
        try:
            made = self.network.listen(self.spec.interface, port, handler, tls=tls, owner=self.spec.name)
        except AddressInUseError:
            return False
        self._listeners.append(made)
        return True

    def after(self, seconds: float, callback: Callable[[], None]) -> None:
        """Call back after `seconds`, unless the process has ended by then."""
        self._timers = [timer for timer in self._timers if not timer.cancelled and timer.when > self.clock.now]
        self._timers.append(self.clock.call_later(seconds, lambda: None if self.ended else callback()))

    def at_end(self, callback: Callable[[], None]) -> None:
        """Call back when the process ends, however that comes about."""
        self._endings.append(callback)

    def exit(self, code: int, reason: str = "", message: str = "") -> None:
        """End. The kubelet hears of it in the clock's next callback."""
        if self.ended:
            return
        self.ended = True
        for listener in self._listeners:
            self.network.unlisten(listener)
        for timer in self._timers:
            timer.cancel()
        for ending in self._endings:
            ending()
        result = Exit(code, reason or ("Completed" if code == 0 else "Error"), message)
        self.clock.call_later(0.0, lambda: self._on_exit(result))

    def signal(self, number: int) -> None:
        """SIGKILL ends at once; SIGTERM is the program's to handle, and ignored when it does not."""
        if number == KILL:
            self.exit(128 + KILL)
        elif number == TERM and self.on_term is not None and not self.ended:
            self.on_term()
        elif number not in {KILL, TERM} and not self.ended:
            self.exit(128 + number)

    def state(self) -> Any:
        """JSON data from which to go on."""
        return {"data": self.data, "lines": [[at, stream, line.decode("latin-1")] for at, stream, line in self.lines]}


Program = Callable[[Process], None]


@dataclass(frozen=True)
class Image:
    """One image as registries know it. `names` are repositories with registry; `tags` a pattern of existing tags."""

    names: tuple[str, ...]
    program: Program
    tags: str = r"latest|v?\d+(\.\d+)*(-[a-z0-9.]+)*"
    size: int = 30_000_000  # bytes, compressed
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    user: str = ""
    executables: dict[str, Program] = field(default_factory=dict)  # further programs by name
    # What is inside: the base system, with tools added (`debian:12+curl`), files and variables of a tag.
    system: str = "debian:12"
    files: Callable[[str], Mapping[str, bytes]] | None = None
    environment: Callable[[str], Mapping[str, str]] | None = None

    def system_of(self, tag: str) -> str:
        """The base system of a tag: `3.19-alpine` is made of Alpine, `bullseye` of Debian 11."""
        base, plus, tools = self.system.partition("+")
        family = base.partition(":")[0]
        if base.endswith(":tag"):
            base = f"{family}:{CODENAMES.get(tag.partition('-')[0], tag)}"
        elif family in {"debian", "ubuntu"}:
            if found := re.search(r"alpine(\d+\.\d+)?", tag):
                base = f"alpine:{found[1] or ''}"
            elif number := next((number for name, number in CODENAMES.items() if name in tag), ""):
                base = f"{'ubuntu' if '.' in number else 'debian'}:{number}"
        return base + plus + tools

    def has_tag(self, tag: str) -> bool:
        """Whether this tag exists."""
        return re.fullmatch(self.tags, tag) is not None

    def info(self, repository: str, tag: str) -> ImageInfo:
        """The image of a tag; digest and size follow from the name."""
        reference = f"{repository}:{tag}"
        digest = sha256(f"{self.names[0]}:{tag}".encode()).hexdigest()
        size = self.size + int(digest[:4], 16) * 17
        return ImageInfo(reference, f"sha256:{digest}", size, self.entrypoint, self.command, self.user)


def docker_hub(*names: str) -> tuple[str, ...]:
    """Repositories of Docker Hub: `nginx` is docker.io/library/nginx."""
    return tuple(f"docker.io/{name}" if "/" in name else f"docker.io/library/{name}" for name in names)

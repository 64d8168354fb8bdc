"""The Docker of a machine. The lab injects it as `host.docker`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from app.host.bash.interpreter import Writer
from app.host.node import Node
from app.network.http import Channels

if TYPE_CHECKING:
    from app.host.host import Host

Data = dict[str, Any]


class EngineError(Exception):
    """What the daemon refuses; the text is what stands behind `Error response from daemon: `."""

    def __init__(self, text: str, status: int = 1) -> None:
        super().__init__(text)
        self.text, self.status = text, status


@dataclass(frozen=True)
class Published:
    """A port of a container on the machine; `port` 0 is any free one."""

    address: str
    port: int
    inner: int


@dataclass(frozen=True)
class Bound:
    """A volume, or a directory of the machine, in a container."""

    source: str  # a volume's name or an absolute path
    target: str
    read_only: bool = False


@dataclass(frozen=True)
class Wanted:
    """A container to be made. `entrypoint` and `command` are None where the image's own are meant."""

    image: str
    name: str = ""
    command: Sequence[str] | None = None
    entrypoint: Sequence[str] | None = None
    env: Sequence[str] = ()
    ports: Sequence[Published] = ()
    mounts: Sequence[Bound] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    network: str = "bridge"
    hostname: str = ""
    user: str = ""
    workdir: str = ""
    restart: str = "no"
    tty: bool = False
    stdin: bool = False
    remove: bool = False
    memory: int = 0
    cpus: float = 0.0


class Engine(Protocol):
    """A machine's images, containers, networks and volumes. Objects are as `docker inspect` shows them."""

    @property
    def networks(self) -> dict[str, Data]:
        """Networks by name."""

    @property
    def volumes(self) -> dict[str, Data]:
        """Volumes by name."""

    # -- images

    def images(self) -> list[Data]:
        """Every image, the latest first."""

    def image(self, name: str) -> Data | None:
        """An image by name or id."""

    def pull(self, name: str) -> tuple[Data, bool]:
        """Fetch an image, and whether it is newer than what was there; EngineError."""

    def push(self, name: str) -> Data:
        """Put an image into its registry; EngineError."""

    def tag(self, source: str, target: str) -> None:
        """One more name; EngineError."""

    def remove_image(self, name: str, *, force: bool) -> list[str]:
        """Take a name away, and the image with its last one: what was done; EngineError."""

    def commit(
        self, base: str, name: str, changes: Mapping[str, bytes | None], config: Data, history: Sequence[str]
    ) -> Data:
        """A new image: files changed (None: deleted) and a new configuration over an image (`scratch` for none)."""

    def give(self, image: str, node: Node) -> bool:
        """Hand an image to a node's runtime; False when it is not there."""

    # -- containers

    def containers(self) -> list[Data]:
        """Every container, the latest first."""

    def container(self, name: str) -> Data:
        """A container by name or id; EngineError."""

    def create(self, wanted: Wanted) -> Data:
        """Make a container; EngineError."""

    def start(self, identity: str) -> None:
        """Start it; EngineError."""

    def signal(self, identity: str, number: int, *, stopping: bool = False) -> None:
        """Deliver a signal to its main process; `stopping` keeps a restart policy from acting."""

    def remove(self, identity: str) -> None:
        """Forget it, with what it wrote."""

    def on_exit(self, identity: str, callback: Callable[[int], None]) -> None:
        """Be told its exit code when it ends, at once when it has ended."""

    def logs(self, identity: str) -> list[tuple[float, str, bytes]]:
        """What it has written: (time, stdout or stderr, line)."""

    def follow(self, identity: str, on_line: Callable[[float, str, bytes], None]) -> Callable[[], None]:
        """Be told of further lines; returns what ends that."""

    def execute(self, identity: str, command: Sequence[str], channels: Channels, *, stdin: bool, tty: bool) -> None:
        """Run a program inside, as a kubelet does."""

    def attach(self, identity: str, channels: Channels, *, stdin: bool) -> bool:
        """Come to its main process; False when that takes nobody."""

    def inside(self, identity: str) -> Host:
        """Its machine: files and processes."""

    async def perform(
        self, identity: str, command: Sequence[str], env: Mapping[str, str], cwd: str, out: Writer
    ) -> int:
        """Run a program in a container that was made for building."""

    def make_volume(self, name: str) -> Data:
        """A volume, if it is not there yet."""

    def make_network(self, name: str) -> Data:
        """A network that is not there yet."""

    def usage(self, identity: str) -> tuple[float, int]:
        """Cores and bytes that it uses."""

    def rename(self, identity: str, name: str) -> None:
        """Another name; EngineError."""

"""What a kubelet asks of a container runtime. `labs` injects the implementation; the cluster knows only this protocol.

A container is a process on a simulated host: known images are Python behaviours, `command:` and `args:` that are shell
scripts run in the same shell as the learner's. Nothing here blocks: everything that takes time calls back later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

from app.network.http import Channels
from app.network.network import Interface

if TYPE_CHECKING:
    from app.cluster.control.plane import Plane


class Later:
    """A file's bytes that are made when somebody reads it: signing a token takes longer than all else about a mount."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], bytes]) -> None:
        self._make: Callable[[], bytes] | None = make
        self._made = b""

    def read(self) -> bytes:
        """The bytes."""
        if self._make is not None:
            self._made, self._make = self._make(), None
        return self._made


Data = bytes | Later


def bytes_of(data: Data) -> bytes:
    """The bytes of a file."""
    return data.read() if isinstance(data, Later) else data


@dataclass(frozen=True, slots=True)
class Content:
    """What the kubelet writes into a volume, all at once: path in the volume -> (bytes, permission bits).

    `pod` is the pod's uid, `volume` the volume's name, `at` says when it was written; `mode` is the volume's own. Files
    belong to `uid` and `gid`.
    """

    files: Mapping[str, tuple[Data, int]]
    pod: str
    volume: str
    at: float = 0.0
    mode: int = 0o777
    uid: int = 0
    gid: int = 0

    @property
    def stamp(self) -> str:
        """The hidden directory that has the files. Follows pkg/volume/util/atomic_writer.go: newTimestampDir."""
        number = int(sha256(f"{self.pod} {self.volume} {self.at}".encode()).hexdigest()[:8], 16)
        return f"..{datetime.fromtimestamp(self.at, UTC):%Y_%m_%d_%H_%M_%S}.{number}"


@dataclass(frozen=True, slots=True)
class Mount:
    """A volume in a container. `volume` names the disk: equal names are one disk.

    `host_path` is its directory on the node for those that have one, `sub_path` the part of it that is mounted,
    `content` what the kubelet had written when the container was started, `group` whom all files are given to.
    """

    path: str
    volume: str
    host_path: str = ""
    sub_path: str = ""
    read_only: bool = False
    content: Content | None = None
    group: int | None = None
    mode: int = 0o777
    image: str = ""  # the name of the image whose files it has


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """All that a runtime needs to start one container. `files` are the mounted volumes' files: path -> bytes.

    There are as many as containers run, so what follows from something else is made when it is asked for.
    """

    id: str
    name: str
    image: str  # as the pod names it
    pod_spec: dict[str, Any]  # read only, as everything that pods of a template share
    node: str
    interface: Interface  # the pod's place in the network, shared by its containers
    entrypoint: tuple[str, ...] = ()  # command of the pod; empty: the image's own
    args: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    working_dir: str = ""
    tty: bool = False
    stdin: bool = False
    files: Mapping[str, Data] = field(default_factory=dict)
    mounts: tuple[Mount, ...] = ()
    memory_limit: int | None = None  # bytes
    cpu_limit: float | None = None  # cores
    restart_count: int = 0
    plane: Plane | None = None  # the cluster, for programs that do a part of its work
    made_of: Any = None  # the image as the runtime knows it, where it is none that everybody has
    grown: Callable[[], None] = lambda: None  # to be told when it uses noticeably more memory than before
    hostname: str = ""  # "" where the variables tell
    place: tuple[str, str] = ("", "")  # the pod's namespace and name
    uid: str = ""  # the pod's

    @property
    def env(self) -> dict[str, str]:
        """The environment of its processes."""
        return {"HOSTNAME": self.hostname, **self.variables} if self.hostname else dict(self.variables)

    @property
    def pod(self) -> dict[str, Any]:
        """The Pod object as far as a container may know it."""
        metadata = {"name": self.place[1], "namespace": self.place[0], "uid": self.uid}
        return {"metadata": metadata, "spec": self.pod_spec}


@dataclass(frozen=True)
class Exit:
    """How a container ended: `reason` is Completed, Error, OOMKilled, ContainerCannotRun, StartError..."""

    code: int
    reason: str
    message: str = ""
    signal: int = 0


class Container(Protocol):
    """A started container."""

    def signal(self, number: int) -> None:
        """Deliver a signal; 15 asks to end, 9 ends at once."""

    def logs(self) -> list[tuple[float, str, bytes]]:
        """Everything written so far: (time, "stdout" or "stderr", one line without its newline)."""

    def follow(self, on_line: Callable[[float, str, bytes], None]) -> Callable[[], None]:
        """Call back for every further line; returns what ends that."""

    def exec(self, command: list[str], *, stdin: bool, tty: bool, channels: Channels) -> None:
        """Run a command inside; streams and the closing Status go over `channels` as v5.channel.k8s.io has them."""

    def run(self, command: list[str], done: Callable[[int, bytes], None], timeout: float) -> None:
        """Run a command for a probe or a hook; `done(exit code, output)` is called once."""

    def usage(self, begin: float, end: float) -> tuple[float, int]:
        """(CPU cores on average between two moments, memory bytes now). The moments are borders of quarter minutes."""

    def cpu_seconds(self) -> float:
        """CPU seconds that its main process has used so far."""

    def written(self) -> int:
        """Bytes in its own layer of files and in its log."""

    def out_of_memory(self) -> None:
        """The kernel kills it since the machine has no memory left."""

    def resize(self, cpu_limit: float | None, memory_limit: int | None) -> None:
        """Other limits, in cores and bytes, from now on."""

    def file(self, path: str) -> bytes | None:
        """A file as the container has it, or had it at its end; None when there is none."""

    def state(self) -> Any:
        """What a snapshot needs to go on with this container: JSON data."""


class ContainerRuntime(Protocol):
    """Starts containers and knows images."""

    def image(self, reference: str) -> ImageInfo | None:
        """What is known of an image; None when its registry has no such image or tag."""

    def repository(self, name: str) -> bool:
        """Whether a registry has images of this name (docker.io/library/nginx) at all, of whatever tag."""

    def rewrite(self, volume: str, content: Content) -> None:
        """The kubelet has written a volume anew: containers that run see it, those with a part of it do not."""

    def volume_size(self, volume: str) -> int:
        """Bytes that have been written into a volume."""

    def volume_file(self, volume: str, path: str) -> bytes | None:
        """A file that somebody has written into a volume; None when there is none."""

    def node_written(self, node: str) -> int:
        """Bytes that learners and pods have written to a node's own files."""

    def node_path(self, node: str, path: str, create: str = "") -> str | None:
        """What a node has at a path: `directory`, `file` or ``; made (as `create` says) when nothing is there.

        None where nobody knows the node's files. `shared directory` makes one into which everybody may write.
        """

    def empty_path(self, node: str, path: str, *, remove: bool) -> None:
        """Delete what is in a node's directory, with `remove` the directory as well."""

    def start(self, spec: ContainerSpec, on_exit: Callable[[Exit], None], state: Any = None) -> Container:
        """Start (or, with a `state` of before, go on with) a container. `on_exit` is called once, never from inside.

        StartError when it cannot be started at all.
        """


@dataclass(frozen=True)
class ImageInfo:
    """An image in a registry: its canonical name, content digest and size in bytes."""

    reference: str  # docker.io/library/nginx:1.25
    digest: str  # sha256:...
    size: int
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    user: str = ""


class StartError(Exception):
    """A container that could not be started at all, such as one whose command does not exist; raised by `start`."""

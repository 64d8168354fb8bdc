"""What an image file declares, and the process in which its program runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

from app.cluster.images.meter import Meter
from app.cluster.node.runtime import ContainerSpec, Exit, ImageInfo
from app.network.http import Handler, Reply, Request
from app.network.network import ANY, AddressInUseError, Listener, Network
from app.network.tls import Certificates
from app.sim.clock import Clock, Timer
from app.sim.randomness import Randomness

HUP, KILL, TERM = 1, 9, 15
CODENAMES = {
    "trixie": "13", "bookworm": "12", "bullseye": "11", "buster": "10", "stretch": "9", "jessie": "8",
    "noble": "24.04", "jammy": "22.04", "focal": "20.04", "bionic": "18.04", "xenial": "16.04", "trusty": "14.04",
}  # fmt: skip
LOG_LINES = 2000  # kept per container
MEBIBYTE = 1 << 20
MEMORY = 4 * MEBIBYTE  # that a process has in use which has not said otherwise
Line = tuple[float, str, bytes]  # time, stdout or stderr, one line without its newline
REQUEST_COST = 0.0004  # CPU seconds that a request takes where the image does not say otherwise
OOM_DELAY = 0.4  # seconds in which a process that takes more than it may reaches its limit


def by_default() -> None:
    """Stands for what SIGTERM does to a process that has said nothing about it."""


class Inside(Protocol):
    """A container's files, as its programs see them, and the programs that have a name for each other."""

    @property
    def services(self) -> dict[str, Process]:
        """By program: `nginx -s reload` looks for nginx here."""

    def read(self, path: str) -> bytes | None:
        """A file; None when there is none."""

    def names(self, folder: str) -> list[str]:
        """What a directory holds."""

    def kind(self, path: str) -> str:
        """`file`, `directory` or "" for nothing."""

    def write(self, path: str, data: bytes) -> None:
        """Create or replace a file; OSError when that cannot be."""


class Process:
    """A process of a container whose program is ours. `data` survives snapshots: JSON data only.

    `main` is the container's first process; others were started from a shell inside.
    """

    request_cost = REQUEST_COST  # CPU seconds
    _free = 0.0  # when the work that it has taken on is done
    _killed = False  # for its memory
    ended = False
    on_hup: Callable[[], None] | None = None
    _starting = False
    _told: tuple[Any, Any] | None = None  # (how the lines stood, the lines as JSON data) of the last snapshot
    # Most processes have few of these: what is their own comes with the first one.
    _lines: list[Line] | None = None
    _listeners: tuple[Listener, ...] = ()
    _timers: tuple[Timer, ...] = ()
    _readers: tuple[Callable[[float, str, bytes], None], ...] = ()
    _endings: tuple[Callable[[], None], ...] = ()
    _data: dict[str, Any] | None = None
    _env: Mapping[str, str] | None = None
    _on_term: Callable[[], None] | None = staticmethod(by_default)

    def __init__(self, spec: ContainerSpec, argv: tuple[str, ...], clock: Clock, network: Network,
                 randomness: Randomness, inside: Inside, on_exit: Callable[[Exit], None],
                 state: Any = None, *, main: bool = True) -> None:  # fmt: skip
        self.spec, self.argv, self.clock, self.network, self.randomness = spec, argv, clock, network, randomness
        self.inside, self.main = inside, main
        self.began = clock.now
        self.restored = state is not None
        self.cpu_limit, self.memory_limit = spec.cpu_limit, spec.memory_limit
        self._meter, self._memory = Meter(clock.now), MEMORY
        self._on_exit = on_exit
        if state is not None:
            self._data = state["data"]
            self._lines = [(at, stream, line.encode("latin-1")) for at, stream, line in state["lines"]]
            self._meter.restore(state.get("cpu", ()))

    @property
    def data(self) -> dict[str, Any]:
        """What it remembers."""
        if self._data is None:
            self._data = {}
        return self._data

    @property
    def lines(self) -> list[Line]:
        """What it has written."""
        if self._lines is None:
            self._lines = []
        return self._lines

    @property
    def on_term(self) -> Callable[[], None] | None:
        """What it does when it is asked to end; None where it does not listen."""
        return self._terminated if self._on_term is by_default else self._on_term

    @on_term.setter
    def on_term(self, handler: Callable[[], None] | None) -> None:
        self._on_term = handler

    @property
    def env(self) -> Mapping[str, str]:
        """Its environment."""
        return self.spec.env if self._env is None else self._env

    @env.setter
    def env(self, variables: Mapping[str, str]) -> None:
        self._env = variables

    def read(self, path: str) -> bytes | None:
        """A file of its container; None when there is none."""
        return self.inside.read(path)

    @property
    def tag(self) -> str:
        """The image's tag."""
        return self.spec.image.partition("@")[0].rpartition(":")[2]

    @property
    def hostname(self) -> str:
        """The container's host name."""
        return self.spec.env.get("HOSTNAME", self.spec.name)

    @property
    def security(self) -> Mapping[str, Any]:
        """The security context: the container's over the pod's."""
        of_pod = self.spec.pod["spec"].get("securityContext") or {}
        return {**of_pod, **(container_of(self.spec).get("securityContext") or {})}

    def user_id(self, own: int = 0) -> int:
        """Whose it is; `own` is the image's user."""
        return int(self.security.get("runAsUser", own))

    def refusal(self, path: str, own: int = 0) -> str:
        """Why it may not write below a directory of root's: `(13: Permission denied)` and the like; "" if it may."""
        mounts = container_of(self.spec).get("volumeMounts") or ()
        at = max((one for one in mounts if f"{path}/".startswith(f"{one['mountPath'].rstrip('/')}/")), default=None,
                 key=lambda one: len(one["mountPath"]))  # fmt: skip
        if at is not None:
            return "(30: Read-only file system)" if at.get("readOnly") else ""
        if self.security.get("readOnlyRootFilesystem"):
            return "(30: Read-only file system)"
        return "" if self.user_id(own) == own else "(13: Permission denied)"

    @property
    def goes_on(self) -> bool:
        """Whether it starts as it did before it was kept: what it writes now is written."""
        return self._starting and self.restored

    def append(self, path: str, data: bytes) -> None:
        """Write at the end of a file; what cannot be written is lost."""
        with suppress(OSError):
            self.inside.write(path, (self.read(path) or b"") + data)

    def begin(self, program: Callable[[Process], None]) -> None:
        """Run the program; what it writes at once is muted when the process goes on from a snapshot."""
        self._starting = True
        program(self)
        self._starting = False

    def log(self, text: str, stream: str = "stdout") -> None:
        """Write lines to stdout or stderr."""
        if self.ended or self.goes_on:
            return
        lines = self.lines
        for part in text.split("\n"):
            line = (self.clock.now, stream, part.encode())
            lines.append(line)
            for reader in self._readers:
                reader(*line)
        if len(lines) > LOG_LINES:
            del lines[: -LOG_LINES // 2]

    def follow(self, reader: Callable[[float, str, bytes], None]) -> Callable[[], None]:
        """Call back for every further line; returns what ends that."""
        self._readers = (*self._readers, reader)

        def end() -> None:
            readers = list(self._readers)
            if reader in readers:
                readers.remove(reader)
                self._readers = tuple(readers)

        return end

    # What it uses

    @property
    def cpu(self) -> float:
        """Cores that it keeps busy, besides what requests take."""
        return self._meter.level

    @cpu.setter
    def cpu(self, cores: float) -> None:
        self._meter.keep(cores, self.clock.now)

    @property
    def memory(self) -> int:
        """Bytes of memory in use."""
        return self._memory

    @memory.setter
    def memory(self, size: int) -> None:
        grown, self._memory = size - self._memory, size
        if self.memory_limit is not None and size > self.memory_limit:
            self._memory = self.memory_limit
            if not self._killed:
                self._killed = True
                self.after(OOM_DELAY, lambda: self.exit(128 + KILL, "OOMKilled"))
        elif grown > MEBIBYTE:
            self.spec.grown()

    def work(self, seconds: float, then: Callable[[], None]) -> None:
        """Do something that takes `seconds` of one core, and call back: later when all that it may use is in use."""
        now, most = self.clock.now, self.cpu_limit or 1.0
        begin = max(now, self._free)
        self._free = begin + seconds / most
        end = max(begin + seconds / min(1.0, most), self._free)
        self._meter.spend(seconds, begin, end)
        self.after(end - now, then)

    def cores(self, begin: float, end: float) -> float:
        """Cores in use on average between two moments (see Meter), at most what the limit allows."""
        used = self._meter.between(max(begin, self.began), end, self.clock.now)
        return used if self.cpu_limit is None else min(used, self.cpu_limit)

    def cpu_seconds(self) -> float:
        """What it has used since it was started, at most what the limit allows."""
        used, now = self._meter.total(self.clock.now), self.clock.now
        return used if self.cpu_limit is None else min(used, self.cpu_limit * (now - self.began))

    def unlisten(self, port: int) -> None:
        """Give a port back."""
        for listener in [one for one in self._listeners if one.port == port]:
            self.network.unlisten(listener)
            self._listeners = tuple(one for one in self._listeners if one is not listener)

    def listen(self, port: int, handler: Handler, *, tls: bool = False, address: str = ANY,
               also: tuple[str, ...] = (), certificates: Certificates | None = None,
               versions: Callable[[], frozenset[str]] | None = None) -> bool:  # fmt: skip
        """Wait for connections on the pod's addresses; False when another container has the port."""

        def counted(request: Request, reply: Reply) -> None:
            now = self.clock.now
            self._meter.spend(self.request_cost, now, now)
            handler(request, reply)

        try:
            place = self.spec.interface
            made = self.network.listen(place, port, counted, tls=tls, owner=self.spec.name, address=address, also=also,
                                       certificates=certificates, versions=versions)  # fmt: skip
        except AddressInUseError:
            return False
        self._listeners = (*self._listeners, made)
        return True

    def after(self, seconds: float, callback: Callable[[], None]) -> None:
        """Call back after `seconds`, unless the process has ended by then."""
        made = self.clock.call_later(seconds, lambda: None if self.ended else callback())
        due = (timer for timer in self._timers if not timer.cancelled and timer.when > self.clock.now)
        self._timers = (*due, made)

    def at_end(self, callback: Callable[[], None]) -> None:
        """Call back when the process ends, however that comes about."""
        self._endings = (*self._endings, callback)

    def _terminated(self) -> None:
        self.exit(0)

    def exit(self, code: int, reason: str = "", message: str = "") -> None:
        """End. The kubelet hears of it in the clock's next callback."""
        if self.ended:
            return
        self.ended = True
        for listener in self._listeners:
            self.network.unlisten(listener)
        for name in [name for name, process in self.inside.services.items() if process is self]:
            del self.inside.services[name]
        for timer in self._timers:
            timer.cancel()
        for ending in self._endings:
            ending()
        result = Exit(code, reason or ("Completed" if code == 0 else "Error"), message)
        self.clock.call_later(0.0, lambda: self._on_exit(result))

    def detach(self) -> None:
        """Go on in the background, as daemons do; the first process of a container takes the container with it."""
        if self.main:
            self.exit(0)
        else:
            self.clock.call_later(0.0, lambda: self._on_exit(Exit(0, "Completed")))

    def signal(self, number: int) -> None:
        """SIGKILL ends at once; SIGTERM is the program's to handle, and ignored when it does not."""
        if number == KILL:
            self.exit(128 + KILL)
        elif number == TERM and self.on_term is not None and not self.ended:
            self.on_term()
        elif number == HUP and self.on_hup is not None and not self.ended:
            self.on_hup()
        elif number not in {KILL, TERM} and not self.ended:
            self.exit(128 + number)

    def state(self) -> Any:
        """JSON data from which to go on."""
        written = self._lines or []
        mark = (len(written), written[-1:])
        if self._told is None or self._told[0] != mark:  # most containers have written nothing since the last save
            lines = [[at, stream, line.decode("latin-1")] for at, stream, line in written]
            self._told = (mark, lines)
        return {"data": self._data or {}, "lines": self._told[1], "cpu": self._meter.state()}


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
    working_dir: str = ""
    told: bool = False  # it only runs what it is told: with arguments its command is one of the programs inside
    fronts: str = ""  # the program that its entry point puts before options and what is the name of none
    modes: Mapping[str, int] = field(default_factory=dict)  # of files that are not plain ones
    accounts: str = ""  # further lines of /etc/passwd, such as nginx's

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

    def fronted(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """A command line as an entry point's script leaves it: `-s http://web` is one of curl's."""
        if not self.fronts or not words or (words[0][0] not in "-" and not re.search(r"^[^/].*[.:]", words[0])):
            return words
        return (self.fronts, *words)

    def has_tag(self, tag: str) -> bool:
        """Whether this tag exists."""
        return re.fullmatch(self.tags, tag) is not None

    def info(self, repository: str, tag: str) -> ImageInfo:
        """The image of a tag; digest and size follow from the name."""
        reference = f"{repository}:{tag}"
        digest = sha256(f"{self.names[0]}:{tag}".encode()).hexdigest()
        size = self.size + int(digest[:4], 16) * 17
        return ImageInfo(reference, f"sha256:{digest}", size, self.entrypoint, self.command, self.user)


def container_of(spec: ContainerSpec) -> dict[str, Any]:
    """The container in its pod."""
    fields = ("containers", "initContainers", "ephemeralContainers")
    return next((one for at in fields for one in spec.pod["spec"].get(at) or () if one["name"] == spec.name), {})


def docker_hub(*names: str) -> tuple[str, ...]:
    """Repositories of Docker Hub: `nginx` is docker.io/library/nginx."""
    return tuple(f"docker.io/{name}" if "/" in name else f"docker.io/library/{name}" for name in names)

"""The container runtime of the pure world: runs images' Python behaviours and simple commands, no shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

from app.cluster.images.commands import compile_command, program_of
from app.cluster.images.image import KILL, Image, Inside, Process, Program, container_of
from app.cluster.node.runtime import ContainerSpec, Content, Exit, ImageInfo, StartError, bytes_of
from app.network.http import Channels
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.image_reference import Reference, parse
from app.sim.randomness import Randomness


@cache
def known_images() -> dict[str, Image]:
    """Every image by repository: the modules of this folder that declare IMAGE or IMAGES."""
    found: dict[str, Image] = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem == "runtime" or path.stem.startswith("__"):
            continue
        module = import_module(f"app.cluster.images.{path.stem}")
        images: tuple[Image, ...] = getattr(module, "IMAGES", ())
        if (one := getattr(module, "IMAGE", None)) is not None:
            images = (one, *images)
        for image in images:
            found.update(dict.fromkeys(image.names, image))
    return found


@dataclass(frozen=True)
class Built:
    """An image that the learner has built and handed on: its program, and what it runs when it is told nothing.

    `identity` is its id, `data` what its maker needs to have it again.
    """

    identity: str
    image: Image
    info: ImageInfo
    entrypoint: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    data: Any = None


class ImageRuntime:
    """See app.cluster.node.runtime.ContainerRuntime.

    `bare` is the runtime of the recordings: every image exists, commands are understood as far as they sleep or exit.
    `inside(spec)` gives the container's files; without it only the image's and mounted volumes' files are there.
    """

    def __init__(self, clock: Clock, network: Network, randomness: Randomness, *, bare: bool = False,
                 inside: Callable[[ContainerSpec], Inside] | None = None,
                 own: Iterable[Image] = ()) -> None:  # fmt: skip
        self.clock, self.network, self.randomness, self.bare = clock, network, randomness, bare
        self.own: dict[str, list[Image]] = {}  # by name; the tags of one name may be images of their own
        for image in own:
            for name in image.names:
                self.own.setdefault(name, []).append(image)
        self.built: dict[str, Built] = {}  # by whole name: docker.io/library/web:v1
        self._inside = inside or Given

    def rewrite(self, volume: str, content: Content) -> None:
        """Nobody sees these volumes."""

    def node_path(self, node: str, path: str, create: str = "") -> str | None:
        """Nobody knows the nodes' files."""
        return None

    def empty_path(self, node: str, path: str, *, remove: bool) -> None:
        """Nobody knows the nodes' files."""

    def repository(self, name: str) -> bool:
        """Whether a registry has images of this name at all."""
        return self.bare or name in self.own or name in known_images()

    def made(self, spec: ContainerSpec) -> ContainerSpec:
        """The container, with its image when that is one of this lab alone."""
        parsed = parse(spec.image)
        if spec.made_of is not None or parsed is None:
            return spec
        if (built := self.built.get(parsed.name)) is not None:
            entrypoint = spec.entrypoint or built.entrypoint
            args = spec.args if spec.args or spec.entrypoint else built.args
            return replace(spec, made_of=built.image, entrypoint=entrypoint, args=args)
        own = self.catalogued(parsed) if parsed.repository in self.own else None
        return replace(spec, made_of=own) if own is not None else spec

    def catalogued(self, reference: Reference) -> Image | None:
        """The image that registries have under a name and tag, or under its name with other tags."""
        own = self.own.get(reference.repository)
        if own is None:
            return known_images().get(reference.repository)
        return next((image for image in own if image.has_tag(reference.tag or "latest")), own[0])

    def image(self, reference: str) -> ImageInfo | None:
        """What is known of an image; None when its registry has no such image or tag."""
        parsed = parse(reference)
        if parsed is None:
            return None
        if (built := self.built.get(parsed.name)) is not None:
            return built.info
        image = self.catalogued(parsed)
        if self.bare:
            return _unseen(parsed.name)
        if image is None or (parsed.tag and not image.has_tag(parsed.tag)):
            return None
        return image.info(parsed.repository, parsed.tag or "latest")

    def node_written(self, node: str) -> int:
        """Nothing is written here."""
        return 0

    def volume_size(self, volume: str) -> int:
        """Nothing is written here."""
        return 0

    def volume_file(self, volume: str, path: str) -> bytes | None:
        """Nothing is written here."""
        return None

    def program(self, spec: ContainerSpec) -> Program | None:
        """What a container runs, or None when that takes a shell (or does not exist)."""
        image = image_of(spec)
        if not spec.entrypoint and not spec.args and (image is not None or self.bare):
            return image.program if image is not None and not self.bare else _idle
        if self.bare:
            return program_of(spec.entrypoint or spec.args, lenient=True)
        argv = command_line(spec, image)
        if image is not None and argv:
            name = argv[0].rpartition("/")[2]
            if name in image.executables:
                return image.executables[name]
            if not (spec.entrypoint or image.told) and argv[: len(image.entrypoint)] == image.entrypoint != ():
                return image.program
            own = (image.entrypoint + image.command)[:1]
            alone = len(argv) == 1 or not image.told
            if alone and own and own[0].rpartition("/")[2] == name and compile_command([name], lenient=False) is None:
                return image.program
        return program_of(argv)

    def start(self, spec: ContainerSpec, on_exit: Callable[[Exit], None], state: Any = None) -> ImageContainer:
        """Start, or go on with, a container."""
        spec = self.made(spec)
        program = self.program(spec)
        argv = command_line(spec, image_of(spec))
        if program is None:
            raise StartError(not_found(argv[0] if argv else ""))
        process = Process(spec, argv, self.clock, self.network, self.randomness, self._inside(spec), on_exit, state)
        process.begin(program)
        if self.bare and process.on_term is None:
            process.on_term = lambda: process.exit(0)
        return ImageContainer(process)


def image_of(spec: ContainerSpec) -> Image | None:
    """The image of a container."""
    parsed = parse(spec.image)
    found: Image | None = spec.made_of or (known_images().get(parsed.repository) if parsed else None)
    return found


NOTHING: Mapping[str, bytes] = {}


class Given:
    """A container's files as they were given: nothing that is written is kept on a disk."""

    __slots__ = ("_services", "_written", "spec")

    def __init__(self, spec: ContainerSpec) -> None:
        self.spec = spec
        self._services: dict[str, Process] | None = None
        self._written: Mapping[str, bytes] = NOTHING

    @property
    def services(self) -> dict[str, Process]:
        """See Inside."""
        if self._services is None:
            self._services = {}
        return self._services

    def read(self, path: str) -> bytes | None:
        """A file; None when there is none."""
        return self._written[path] if path in self._written else own_file(self.spec, path)

    def names(self, folder: str) -> list[str]:
        """What a directory holds."""
        start = folder.rstrip("/") + "/"
        return sorted({*own_names(self.spec, folder), *(
            path[len(start) :].partition("/")[0] for path in self._written if path.startswith(start))})  # fmt: skip

    def kind(self, path: str) -> str:
        """`file`, `directory` or "" for nothing."""
        return "file" if self.read(path) is not None else "directory" if self.names(path) else ""

    def write(self, path: str, data: bytes) -> None:
        """Create or replace a file."""
        self._written = {**self._written, path: data}


def own_names(spec: ContainerSpec, folder: str) -> list[str]:
    """What a directory holds where nobody has written: the image's files, and a volume's where one is mounted."""
    start = folder.rstrip("/") + "/"
    paths = [path for path in spec.files if path.startswith(start)]
    paths += [path for path in files_of(spec) if path.startswith(start) and not is_mounted(spec, path)]
    return sorted({path[len(start) :].partition("/")[0] for path in paths})


def own_file(spec: ContainerSpec, path: str) -> bytes | None:
    """A file of a container into which nobody has written: of a volume, or of the image where none is mounted."""
    if path in spec.files or is_mounted(spec, path):
        return bytes_of(spec.files[path]) if path in spec.files else None
    return files_of(spec).get(path)


def is_mounted(spec: ContainerSpec, path: str) -> bool:
    """Whether a path is in a volume."""
    mounts = container_of(spec).get("volumeMounts") or ()
    return any(f"{path}/".startswith(f"{mount['mountPath'].rstrip('/')}/") for mount in mounts)


def files_of(spec: ContainerSpec) -> Mapping[str, bytes]:
    """The files that a container's image brings along."""
    if spec.made_of is None:
        return image_files(spec.image)
    parsed = parse(spec.image)
    found: Mapping[str, bytes] = spec.made_of.files(parsed.tag or "latest") if parsed and spec.made_of.files else {}
    return found


@lru_cache(maxsize=128)
def image_files(reference: str) -> Mapping[str, bytes]:
    """The files worth reading that an image brings along, by path."""
    parsed = parse(reference)
    image = known_images().get(parsed.repository) if parsed else None
    return image.files(parsed.tag or "latest") if parsed and image and image.files else {}


@lru_cache(maxsize=256)  # one for all nodes that have it
def _unseen(name: str) -> ImageInfo:
    return ImageInfo(name, "", 0)


def _idle(process: Process) -> None:
    """An image nobody described: it runs and does nothing."""


def command_line(spec: ContainerSpec, image: Image | None) -> tuple[str, ...]:
    """Entry point and arguments, the image's own where the pod names none.

    An entry point's script runs what it is told when that is another program than its server.
    """
    own_entrypoint = image.entrypoint if image else ()
    own_command = image.command if image else ()
    if spec.entrypoint:
        return spec.entrypoint + spec.args
    told = spec.args[:1] and not spec.args[0].startswith("-") and own_entrypoint
    if image is not None and told and own_entrypoint[-1].endswith("entrypoint.sh"):
        return spec.args if spec.args[0] not in image.executables else own_entrypoint + spec.args
    args = image.fronted(spec.args) if image is not None and not own_entrypoint else spec.args
    return _joined(own_entrypoint, args or own_command)


@lru_cache(maxsize=256)  # containers of an image run the same
def _joined(entrypoint: tuple[str, ...], args: tuple[str, ...]) -> tuple[str, ...]:
    return entrypoint + args


def not_found(command: str) -> str:
    """runc's words for a command that does not exist."""
    where = "no such file or directory" if "/" in command else "executable file not found in $PATH"
    how = f'exec: "{command}": stat {command}: {where}' if "/" in command else f'exec: "{command}": {where}'
    return (
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
        f"unable to start container process: error during container init: {how}"
    )


class ImageContainer:
    """See app.cluster.node.runtime.Container."""

    __slots__ = ("process",)

    def __init__(self, process: Process) -> None:
        self.process = process

    def signal(self, number: int) -> None:
        """Deliver a signal."""
        self.process.signal(number)

    def logs(self) -> list[tuple[float, str, bytes]]:
        """Everything written so far."""
        return list(self.process.lines)

    def follow(self, on_line: Callable[[float, str, bytes], None]) -> Callable[[], None]:
        """Call back for every further line."""
        return self.process.follow(on_line)

    def exec(self, command: list[str], *, stdin: bool, tty: bool, channels: Channels) -> None:
        """Run a simple command inside."""

        def done(code: int, output: bytes) -> None:
            channels.server.send(1, output)
            channels.server.send(3, orjson.dumps(exec_status(code, command)))
            channels.server.close()

        channels.server.receive(lambda channel, data: None, lambda: None)
        self.run(command, done, 3600.0)

    def run(self, command: list[str], done: Callable[[int, bytes], None], timeout: float) -> None:
        """Run a simple command for a probe or a hook."""
        script = compile_command(command, lenient=False) if command else None
        if script is None:
            done(126, b"")
            return
        output: list[str] = []
        steps, process = script(self.process), self.process
        deadline = process.clock.now + timeout

        def go_on() -> None:
            for kind, value in steps:
                if kind == "exit":
                    break
                if kind == "sleep":
                    seconds = float(str(value))
                    if process.clock.now + seconds > deadline:
                        said = "".join(output).encode()
                        process.clock.call_later(max(0.0, deadline - process.clock.now), partial(done, 124, said))
                        return
                    process.clock.call_later(seconds, go_on)
                    return
                if kind in {"log", "error"}:
                    output.append(f"{value}\n")
            else:
                value = 0
            done(int(str(value)), "".join(output).encode())

        go_on()

    def usage(self, begin: float, end: float) -> tuple[float, int]:
        """(CPU cores on average between two moments, memory bytes now)."""
        return self.process.cores(begin, end), self.process.memory

    def cpu_seconds(self) -> float:
        """CPU seconds that it has used so far."""
        return self.process.cpu_seconds()

    def written(self) -> int:
        """Bytes of its log."""
        return sum(len(line) + 1 for _, _, line in self.process.lines)

    def out_of_memory(self) -> None:
        """The kernel kills it."""
        self.process.exit(128 + KILL, "OOMKilled")

    def resize(self, cpu_limit: float | None, memory_limit: int | None) -> None:
        """Other limits from now on."""
        self.process.cpu_limit, self.process.memory_limit = cpu_limit, memory_limit

    def file(self, path: str) -> bytes | None:
        """A file as the container has it, or had it at its end."""
        return self.process.read(path)

    def state(self) -> Any:
        """JSON data from which to go on."""
        return self.process.state()


def exec_status(code: int, command: list[str]) -> dict[str, Any]:
    """The Status that closes an exec."""
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    if code == 126:
        name = command[0] if command else ""
        text = not_found(name).partition("runc create failed: ")[2].replace("error during container init: ", "")
        message = f"error executing command in container: failed to exec in container: failed to start exec: OCI " \
                  f"runtime exec failed: exec failed: {text}"  # fmt: skip
        return {"metadata": {}, "status": "Failure", "message": "Internal error occurred: " + message,
                "reason": "InternalError", "details": {"causes": [{"message": message}]}, "code": 500}  # fmt: skip
    return {
        "metadata": {}, "status": "Failure", "reason": "NonZeroExitCode",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }  # fmt: skip

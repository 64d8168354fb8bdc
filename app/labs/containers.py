"""Containers as simulated machines: what images do not do in Python runs in a shell, on the container's own files.

Known images' programs stay the Python behaviours of `app.cluster.images`; a `command:` that takes a shell, and
everything that `exec`, probes and hooks run inside, is a process on a small host of the container. That host is made
when it is first needed: most containers never are looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from app.cluster.images.image import KILL, MEBIBYTE, TERM, Image, Process, Program
from app.cluster.images.runtime import (
    ImageContainer,
    ImageRuntime,
    command_line,
    image_of,
    not_found,
    own_file,
    own_names,
)
from app.cluster.node.runtime import Container, ContainerSpec, Exit, StartError
from app.host.bash.interpreter import Writer
from app.host.bash.shell import Shell
from app.host.disk import User
from app.host.host import Host
from app.host.processes import Process as HostProcess
from app.host.streams import Collected, Queue, Source
from app.host.systems import place_of, system
from app.labs import container_usage, insides, process_namespace, sessions
from app.labs.behaviours import behaviour
from app.labs.disks import Disks, Volumes
from app.labs.node import kernel_files
from app.labs.process_namespace import PodProcesses
from app.labs.sessions import Front
from app.network.http import Channels
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.image_reference import parse
from app.sim.randomness import Randomness
from app.terminal.console import Console, console_on

TIMED_OUT, NOT_FOUND = 124, 126


class HostedRuntime(Volumes, ImageRuntime):
    """See app.cluster.node.runtime.ContainerRuntime. `machines` are those that somebody has looked into."""

    def __init__(self, clock: Clock, network: Network, randomness: Randomness, kept: dict[str, Any] | None = None,
                 own: Iterable[Image] = ()) -> None:  # fmt: skip
        super().__init__(clock, network, randomness, inside=self.machine, own=own)
        self._machines: dict[str, Machine] = {}
        self._pods: dict[str, PodProcesses] = {}  # those that share their processes, by the pod's uid
        kept = kept or {}
        self._kept = kept.get("machines", {})  # those of a snapshot that are not there again yet
        self.disks = Disks(lambda: clock.now, kept.get("disks"))
        self.disks.files_of_image = self._files_of_image

    def snapshot(self) -> dict[str, Any]:
        """The machines that somebody has looked into, by container, and the volumes' disks, as JSON data."""
        used = {name: machine.host.snapshot() for name, machine in self._machines.items() if machine.used}
        return {"machines": {**self._kept, **used}, "disks": self.disks.snapshot()}

    def machine(self, spec: ContainerSpec) -> Machine:
        """The machine that a container is."""
        if spec.id not in self._machines:
            kept = self._kept.pop(spec.id, None)
            enter = self._enter_pod if process_namespace.is_shared(spec) else partial(self._enter_target, spec)
            self._machines[spec.id] = Machine(spec, self.clock, self.network, self.randomness, self.disks, kept, enter)
        return self._machines[spec.id]

    def _enter_target(self, spec: ContainerSpec, machine: Machine, host: Host) -> None:
        """Join the namespace of the container that an ephemeral one was made for; others have their own."""

        def target() -> Host | None:
            return next((one.host for one in self._beside(spec) if one.spec.name == name), None)

        if name := process_namespace.target_of(spec):
            process_namespace.join(host, target)

    def _enter_pod(self, machine: Machine, host: Host) -> None:
        """Join the namespace of all containers of a pod."""
        uid = machine.spec.uid
        if uid not in self._pods:
            self._pods[uid] = PodProcesses(self.clock.now, partial(self._beside, machine.spec))
        self._pods[uid].enter(machine, host)

    def _beside(self, spec: ContainerSpec) -> list[Machine]:
        return [machine for machine in self._machines.values() if machine.spec.uid == spec.uid]

    def _files_of_image(self, name: str) -> Mapping[str, bytes]:
        """Everything in an image: its base system's files and its own."""
        parsed = parse(name)
        if parsed is None:
            return {}
        built = self.built.get(parsed.name)
        image = built.image if built is not None else self.catalogued(parsed)
        if image is None:
            return {}
        tag = parsed.tag or "latest"
        base = {path: text.encode() for path, text in system(image.system_of(tag)).texts.items()}
        return {**base, **(image.files(tag) if image.files is not None else {})}

    def keep(self, container: str, state: Any) -> None:
        """What a container's machine was like, for when it is started again; None forgets it."""
        self._kept[container] = state
        if state is None:
            del self._kept[container]
            self._machines.pop(container, None)

    def hosts(self) -> Iterator[Host]:
        """The hosts on which something may be running: whoever waits until everything is idle asks them too."""
        return (machine.host for machine in tuple(self._machines.values()) if machine.used)

    def start(self, spec: ContainerSpec, on_exit: Callable[[Exit], None], state: Any = None) -> Container:  # type: ignore[override]
        """Start, or go on with, a container."""
        spec = self.made(spec)
        machine = self.machine(spec)

        def ended(result: Exit) -> None:
            machine.end()
            self.disks.still_used(spec.mounts)
            self._machines.pop(spec.id, None)
            if not self._beside(spec):
                self._pods.pop(spec.uid, None)
            on_exit(result)

        def end_by_default() -> None:
            process.exit(128 + TERM)

        # The first process of a namespace has no default handler: it ignores SIGTERM.
        default_end = end_by_default if process_namespace.is_shared(spec) else None
        if self.program(spec) is not None and not sessions.typed_to(spec, machine):
            process = super().start(spec, ended, state).process
            if process.on_term is None:
                process.on_term = default_end
            machine.begins(process)
            return HostedContainer(process, machine)
        argv = command_line(spec, image_of(spec))
        if not argv or not machine.knows(argv[0]):
            raise StartError(not_found(argv[0] if argv else ""))
        process = Process(spec, argv, self.clock, self.network, self.randomness, machine, ended, state)
        process.memory = MEBIBYTE
        machine.main_process = process
        process.on_term = partial(machine.terminate, default_end)
        process.begin(machine.main(argv))
        return HostedContainer(process, machine)


class Machine:
    """One container's host: made on first use, or as it was in a snapshot."""

    def __init__(
        self, spec: ContainerSpec, clock: Clock, network: Network, randomness: Randomness, disks: Disks,
        kept: Any = None, enter: Callable[[Machine, Host], None] = lambda machine, host: None,
    ) -> None:  # fmt: skip
        self.spec, self._made = spec, (clock, network, randomness)
        self._enter_namespace = enter  # of processes, where it is another's as well
        self.disks, self._kept = disks, kept
        self.process: Process | None = None  # the main one, when it is a behaviour of the image
        self.main_process: Process | None = None  # the main one as the kubelet sees it
        self.front: Front | None = None  # of the main process, when it is a program of the machine
        self.services: dict[str, Process] = {}
        self._host: Host | None = self._make() if kept is not None else None

    @property
    def used(self) -> bool:
        """Whether anybody has looked into it."""
        return self._host is not None

    @property
    def host(self) -> Host:
        """The machine itself."""
        if self._host is None:
            self._host = self._make()
        return self._host

    def _make(self) -> Host:
        clock, network, randomness = self._made
        spec, files = self.spec, insides.files(self.spec)
        described = insides.describe(spec)
        if self._kept is not None:
            host = Host.restore(described, self._kept, clock, network, spec.interface, randomness)
        else:
            host = Host(described, clock, network, spec.interface, randomness)
            insides.furnish(host, spec, files)
            host.files.chmod(insides.last_words(spec), 0o666)
        host.space = partial(self.disks.space, spec.node)
        host.files.grown = partial(self.disks.grown, spec.node)
        owner = (described.uid, described.gid, described.groups)
        host.processes.surroundings = kernel_files.surroundings(spec, described.memory << 20, owner)
        host.processes.owner = described.user
        self._enter_namespace(self, host)
        kernel_files.mount(host, spec, lambda: self.main_process)
        user = User(described.uid, described.gid, described.groups)
        for mount in sorted(spec.mounts, key=lambda one: one.path):  # outer ones first
            host.mount(mount.path, self.disks.view(mount, user))
        if spec.pod["spec"].get("hostNetwork") and (outside := self.disks.node_host(spec.node)) is not None:
            host.node = outside.node  # its localhost is the node's: etcdctl finds etcd there
        for name, program in insides.programs_of(spec).items():
            host.provide(name, behaviour(self, program), place_of(name))
        if user.uid or insides.read_only_root(spec):
            host.files.guard(user, read_only=insides.read_only_root(spec), free=insides.last_words(spec))
        if self.process is not None:
            self._enter(host, self.process)
        return host

    def begins(self, process: Process) -> None:
        """The main process, a behaviour of the image, has begun."""
        self.process = self.main_process = process
        if self._host is not None:  # it was there in a snapshot
            self._enter(self._host, process)

    def _enter(self, host: Host, process: Process) -> None:
        """Show the main process in the machine's table."""
        first = host.processes.next_pid if host.processes.shared else 1
        for number, (pid, words) in enumerate(insides.processes(process.argv)):
            at = first + pid - 1
            free = at if host.processes.get(at) is None else None  # taken in a namespace that is another's
            main = host.processes.start(words, parent=first if number else 0, pid=free, started=process.began)
            main.user, main.signal = host.spec.user, None if number else process.signal
            main.enter(insides.environment(self.spec, host.environment()), self.cwd)

    def read(self, path: str) -> bytes | None:
        """A file as the container sees it; looking does not make the machine."""
        if self._host is None:
            at = max((one for one in self.spec.mounts if f"{path}/".startswith(f"{one.path}/")), default=None,
                     key=lambda one: len(one.path))  # fmt: skip
            return self.disks.read(at, path[len(at.path) :]) if at is not None else own_file(self.spec, path)
        try:
            return self._host.files.read_file(path)
        except OSError:
            return None

    def names(self, folder: str) -> list[str]:
        """What a directory holds; looking makes the machine only where somebody may have written."""
        if self._host is None and not any(
            one.content is None and f"{folder}/".startswith(f"{one.path}/") for one in self.spec.mounts
        ):
            return own_names(self.spec, folder)
        try:
            return self.host.files.list_directory(folder)
        except OSError:
            return []

    def kind(self, path: str) -> str:
        """`file`, `directory` or "" for nothing."""
        if self._host is not None:
            return self._host.files.kind_of(path)
        if self.read(path) is not None:
            return "file"
        mounted = any(one.path == path for one in self.spec.mounts)
        return "directory" if mounted or self.names(path) else ""

    def write(self, path: str, data: bytes) -> None:
        """Create or replace a file."""
        self.host.write_file(path, data)

    def knows(self, command: str) -> bool:
        """Whether there is such a program."""
        return bool(self.host.which(command, None, self.cwd))

    @property
    def cwd(self) -> str:
        """Where its programs start."""
        return self.spec.working_dir or insides.working_dir(self.spec)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of its programs."""
        return insides.environment(self.spec, self.host.environment())

    def main(self, argv: tuple[str, ...]) -> Program:
        """The main process: its output is the log, its exit status the container's."""

        def begin(process: Process) -> None:
            front = self.front = Front(self, list(argv), process.log)
            self.host.spawn_task(front.run(process.exit))

        return begin

    async def run(self, argv: list[str], stdin: Source, stdout: Writer, stderr: Writer) -> int:
        """Run a program of the container to its end."""
        shell, shim = self._shim(argv, stdin)
        return await shell.spawn(
            argv, env=self.environment, cwd=self.cwd, source=stdin, stdout=stdout, stderr=stderr, streams="",
            parent=shim,
        )  # fmt: skip

    def console(self) -> Console:
        """A terminal for a program of the container."""
        return console_on(self.host)

    async def show(self, argv: list[str], console: Console) -> int:
        """Run a program of the container on a terminal."""
        shell, shim = self._shim(argv, console.input, console)
        return await console.run(shell, argv, self.environment, shim)

    def _shim(self, argv: list[str], stdin: Source, console: Console | None = None) -> tuple[Shell, HostProcess]:
        """Who starts a program: it has no number in the container."""
        host, terminal = self.host, console.id if console is not None else ""
        shim = HostProcess(0, 0, ("containerd-shim",), host.clock.now, terminal, user=host.spec.user)
        shell = Shell(host, shim, cwd=self.cwd, env=self.environment, label=argv[0], source=stdin, terminal=console)
        return shell, shim

    def terminate(self, otherwise: Callable[[], None] | None) -> None:
        """SIGTERM for the main process: for the trap of its script, or what a process does without one."""
        main = next((shell for shell in self.host.shells if shell.process.pid == 1 and shell.traps.actions), None)
        if main is not None:
            main.end(TERM)
        elif otherwise is not None:
            otherwise()

    def end(self) -> None:
        """End whatever runs in it."""
        if self._host is not None:
            self._host.end()


class HostedContainer(ImageContainer):
    """A container whose insides are a machine."""

    def __init__(self, process: Process, machine: Machine) -> None:
        super().__init__(process)
        self.machine = machine

    def signal(self, number: int) -> None:
        """Deliver a signal to the main process; SIGKILL ends everything inside."""
        if number == KILL:
            self.machine.end()
        self.process.signal(number)

    def usage(self, begin: float, end: float) -> tuple[float, int]:
        """What the main process uses, and what somebody runs beside it."""
        cores, memory = super().usage(begin, end)
        if self.machine.used:
            more = container_usage.beside(self.machine.host)
            cores, memory = cores + more[0], memory + more[1]
        return min(cores, self.process.cpu_limit or cores), memory

    def written(self) -> int:
        """Bytes of its log, and of the files that it has written since it was started."""
        log, machine, began = super().written(), self.machine, self.process.began
        return log + container_usage.written(machine.host, began, machine.spec.mounts) if machine.used else log

    def exec(self, command: list[str], *, stdin: bool, tty: bool, channels: Channels) -> None:
        """Run a command inside; its streams and its end go over the channels."""
        sessions.execute(self.machine, command, stdin=stdin, tty=tty, channels=channels)

    def attach(self, *, stdin: bool, tty: bool, channels: Channels) -> bool:
        """Connect to the main process's own streams; False when it has none that one could type into."""
        front = self.machine.front
        if front is None:
            return False
        front.attach(channels, stdin=stdin)
        return True

    def run(self, command: list[str], done: Callable[[int, bytes], None], timeout: float) -> None:
        """Run a command for a probe or a hook."""
        if not command or not self.machine.knows(command[0]):
            done(NOT_FOUND, b"")
            return
        output = Collected()
        answered = False

        def answer(status: int) -> None:
            nonlocal answered
            if not answered:
                answered = True
                timer.cancel()
                done(status, bytes(output.data))

        async def run() -> None:
            answer(await self.machine.run(command, _ended(), output, output))

        def too_long() -> None:
            work.cancel()
            answer(TIMED_OUT)

        timer = self.process.clock.call_later(timeout, too_long)
        work = self.machine.host.spawn_task(run())


def _ended() -> Queue:
    source = Queue()
    source.feed(b"")
    return source

"""Containers as simulated machines: what images do not do in Python runs in a shell, on the container's own files.

Known images' programs stay the Python behaviours of `app.cluster.images`; a `command:` that takes a shell, and
everything that `exec`, probes and hooks run inside, is a process on a small host of the container. That host is made
when it is first needed: most containers never are looked into.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from app.cluster.images.image import KILL, Process, Program
from app.cluster.images.reference import parse
from app.cluster.images.runtime import (
    ImageContainer,
    ImageRuntime,
    command_line,
    exec_status,
    known_images,
    not_found,
)
from app.cluster.node.runtime import Container, ContainerSpec, Exit, StartError
from app.host.commands import registry
from app.host.host import Host, HostSpec
from app.host.interpreter import Writer
from app.host.launch import SHELLS
from app.host.shell import Shell
from app.host.streams import Collected, Queue
from app.network.http import Channels, End
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

STDIN, STDOUT, STDERR, ERROR, CLOSED = 0, 1, 2, 3, 255
# Programs of the learner's machine that are in no ordinary image.
NOT_IN_IMAGES = frozenset({"kubectl", "minikube", "helm", "systemctl", "journalctl", "crictl", "kubeadm", "apt-get"})
TIMED_OUT, NOT_FOUND = 124, 126
WITH_KUBECTL = ("kubectl",)


class HostedRuntime(ImageRuntime):
    """See app.cluster.node.runtime.ContainerRuntime. `machines` are those that somebody has looked into."""

    def __init__(self, clock: Clock, network: Network, randomness: Randomness, kept: dict[str, Any] | None = None):
        super().__init__(clock, network, randomness, files=lambda spec: self.machine(spec).read)
        self._machines: dict[str, Machine] = {}
        self._kept = kept or {}  # machines of a snapshot that are not there again yet

    def snapshot(self) -> dict[str, Any]:
        """The machines that somebody has looked into, by container, as JSON data."""
        used = {name: machine.host.snapshot() for name, machine in self._machines.items() if machine.used}
        return {**self._kept, **used}

    def machine(self, spec: ContainerSpec) -> Machine:
        """The machine that a container is."""
        if spec.id not in self._machines:
            kept = self._kept.pop(spec.id, None)
            self._machines[spec.id] = Machine(spec, self.clock, self.network, self.randomness, kept)
        return self._machines[spec.id]

    def hosts(self) -> Iterator[Host]:
        """The hosts on which something may be running: whoever waits until everything is idle asks them too."""
        return (machine.host for machine in tuple(self._machines.values()) if machine.used)

    def start(self, spec: ContainerSpec, on_exit: Callable[[Exit], None], state: Any = None) -> Container:  # type: ignore[override]
        """Start, or go on with, a container."""
        machine = self.machine(spec)

        def ended(result: Exit) -> None:
            machine.end()
            self._machines.pop(spec.id, None)
            on_exit(result)

        if self.program(spec) is not None:
            return HostedContainer(super().start(spec, ended, state).process, machine)
        parsed = parse(spec.image)
        argv = command_line(spec, known_images().get(parsed.repository) if parsed else None)
        if not argv or not machine.knows(argv[0]):
            raise StartError(not_found(argv[0] if argv else ""))
        process = Process(spec, argv, self.clock, self.network, self.randomness, machine.read, ended, state)
        process.on_term = None  # the first process of a container has no default handler: it ignores SIGTERM
        process.begin(machine.main(argv))
        return HostedContainer(process, machine)


class Machine:
    """One container's host: made on first use, or as it was in a snapshot."""

    def __init__(
        self, spec: ContainerSpec, clock: Clock, network: Network, randomness: Randomness, kept: Any = None
    ) -> None:
        self.spec, self._made = spec, (clock, network, randomness)
        self._kept = kept
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
        name = self.spec.env.get("HOSTNAME", self.spec.name)
        has_kubectl = self.spec.image.partition(":")[0].rpartition("/")[2] in WITH_KUBECTL
        commands = [command for command in registry() if has_kubectl or command not in NOT_IN_IMAGES]
        described = HostSpec(name=name, commands=commands)
        if self._kept is not None:
            return Host.restore(described, self._kept, clock, network, self.spec.interface, randomness)
        host = Host(described, clock, network, self.spec.interface, randomness)
        for path, data in self.spec.files.items():
            host.write_file(path, data)
        return host

    def read(self, path: str) -> bytes | None:
        """A file as the container sees it; mounted files are known without making the machine."""
        if self._host is None:
            return self.spec.files.get(path)
        try:
            return self._host.files.read_file(path)
        except OSError:
            return None

    def knows(self, command: str) -> bool:
        """Whether there is such a program."""
        return (
            command in SHELLS or command.rpartition("/")[2] in SHELLS or bool(self.host.which(command, None, self.cwd))
        )

    @property
    def cwd(self) -> str:
        """Where its programs start."""
        return self.spec.working_dir or "/"

    def main(self, argv: tuple[str, ...]) -> Program:
        """The main process: its output is the log, its exit status the container's."""

        def begin(process: Process) -> None:
            out = _Lines(lambda line: process.log(line, "stdout"))
            err = _Lines(lambda line: process.log(line, "stderr"))

            async def run() -> None:
                status = await self.run(list(argv), Queue(), out, err)
                out.flush()
                err.flush()
                process.exit(status)

            self.host.spawn_task(run())

        return begin

    async def run(self, argv: list[str], stdin: Queue, stdout: Writer, stderr: Writer) -> int:
        """Run a program of the container to its end."""
        host = self.host
        process = host.processes.start(tuple(argv), parent=0)
        shell = Shell(host, process, cwd=self.cwd, env=dict(self.spec.env), label=argv[0], source=stdin)
        process.signal = shell.end
        try:
            return await shell.spawn(
                argv, env={**host.environment(), **self.spec.env}, cwd=self.cwd, source=stdin,
                stdout=stdout, stderr=stderr, streams="", parent=process,
            )  # fmt: skip
        finally:
            host.processes.end(process)

    async def prompt(self, stdin: Queue, stdout: Writer) -> int:
        """An interactive shell on a terminal that sends whole lines: a prompt, a line, its output."""
        host = self.host
        process = host.processes.start(("sh",), parent=0)
        shell = Shell(host, process, name="sh", interactive=True, cwd=self.cwd, env=dict(self.spec.env), source=stdin)
        process.signal = shell.end
        try:
            await shell.prepare()
            while shell.exited is None:
                await stdout.write(f"{shell.cwd} # ".encode())
                if not (line := await stdin.read()):
                    break
                await shell.run(line.decode(errors="replace").rstrip("\r\n"), stdout=stdout, stderr=stdout)
            return shell.exited or shell.status
        finally:
            host.processes.end(process)

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

    def exec(self, command: list[str], *, stdin: bool, tty: bool, channels: Channels) -> None:
        """Run a command inside; its streams and its end go over the channels."""
        end = channels.server
        source = Queue(isatty=tty)
        if not stdin:
            source.feed(b"")

        def receive(channel: int, data: bytes) -> None:
            if channel == STDIN and stdin:
                source.feed(data)
            elif channel == CLOSED and data[:1] == bytes([STDIN]):
                source.feed(b"")

        work = self.machine.host.spawn_task(self._exec(command, source, end, tty=tty))
        end.receive(receive, lambda: _hang_up(work))

    async def _exec(self, command: list[str], source: Queue, end: End, *, tty: bool) -> None:
        out = _Sender(end, STDOUT, tty)
        err = out if tty else _Sender(end, STDERR, tty)
        if not command or not self.machine.knows(command[0]):
            status = NOT_FOUND
        elif tty and command[0].rpartition("/")[2] in SHELLS and not any(word == "-c" for word in command):
            status = await self.machine.prompt(source, out)
        else:
            status = await self.machine.run(command, source, out, err)
        end.send(ERROR, orjson.dumps(exec_status(status, command)))
        end.close()

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


def _hang_up(work: asyncio.Task[None]) -> None:
    """The client went away: what it ran gets the hang-up."""
    if not work.done():
        work.cancel()


class _Sender:
    """Bytes to one channel of a client; a terminal's newlines get their carriage return."""

    def __init__(self, end: End, channel: int, tty: bool) -> None:
        self._end, self._channel, self._tty = end, channel, tty

    async def write(self, data: bytes) -> None:
        """Send."""
        self._end.send(self._channel, data.replace(b"\n", b"\r\n") if self._tty else data)


class _Lines:
    """Bytes in, whole lines out."""

    def __init__(self, line: Callable[[str], None]) -> None:
        self._line = line
        self._rest = b""

    async def write(self, data: bytes) -> None:
        """Take some bytes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._line(line.decode(errors="replace"))

    def flush(self) -> None:
        """The last line may have no newline."""
        if self._rest:
            self._line(self._rest.decode(errors="replace"))
            self._rest = b""

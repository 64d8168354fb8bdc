"""A simulated Linux machine: files, processes, network place, programs; shells run on it."""

from __future__ import annotations

import asyncio
import logging
import posixpath
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

from app.host import contents, image
from app.host.activity import Activity, Running
from app.host.bash import launch
from app.host.bash.reserved import SHELL_BUILTINS
from app.host.bash.shell import Shell
from app.host.commands import Main, registry
from app.host.contents import Contents, Entry
from app.host.disk import Tree
from app.host.docker_engine import Engine
from app.host.files import Files
from app.host.invocation import Invocation
from app.host.local_cluster import LocalCluster
from app.host.node import Node
from app.host.options import WrongUsageError
from app.host.proc import tree as proc
from app.host.processes import Process, Processes, daemons
from app.host.programs import programs
from app.host.space import Space, own_space
from app.host.spec import Failure, Finished, HostSpec, Program, Ran
from app.host.streams import Collected, Input, Output
from app.network.network import ANY, LOOPBACK, Interface, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

__all__ = ["Finished", "Host", "HostSpec", "Program", "Ran"]
LOG = logging.getLogger(__name__)
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BOOTED_BEFORE = 1800.0  # seconds that a fresh machine has been up when a lab starts


@dataclass
class _State:
    """The living parts that nobody outside needs."""

    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    listeners: list[Callable[[Finished], None]] = field(default_factory=list)
    services: list[Callable[[str, str], None]] = field(default_factory=list)


class Host:
    """A machine. All its programs run on the loop that runs the lab."""

    def __init__(
        self, spec: HostSpec, clock: Clock, network: Network, interface: Interface, randomness: Randomness
    ) -> None:
        self.spec, self.clock, self.randomness = spec, clock, randomness
        self.network, self.interface = network, interface
        own = {"python3": programs()["python3"]} if spec.style == "modern" else {}
        wanted = {**registry(), **(own if spec.system is None else programs())}
        allowed = spec.commands if spec.system is None else spec.system.programs
        self.commands: dict[str, Main] = {n: m for n, m in wanted.items() if allowed is None or n in allowed}
        self._first = tuple(self.commands)  # what a fresh machine of this kind has
        self.program_names = frozenset({*self.commands, *image.PROGRAMS})
        # Programs that bashkit would run although this machine does not have them.
        self.hidden: frozenset[str] = image.FOREIGN | (programs().keys() - self.program_names)  # to be installed
        if spec.system is not None:
            known = self.program_names | wanted.keys() | frozenset(launch.SHELLS)
            self.hidden |= known - spec.system.programs - SHELL_BUILTINS
        self.files = self._image()
        self._contents = Contents(self.files)
        self.activity = Activity()
        self.booted = clock.now - BOOTED_BEFORE
        self.processes = Processes(lambda: clock.now)
        if spec.system is None:
            daemons(self.processes, self.booted)
        self.shells: WeakSet[Shell] = WeakSet()
        self.visited: list[Host] = []  # where somebody is by ssh from here
        self.bugs: list[BaseException] = []
        self.neighbour: Callable[[str], Host | None] = lambda address: None  # the machine behind an address, for ssh
        self.space: Callable[[], Space] = lambda: own_space(self)  # of its root file system
        self.files.room = lambda: self.space().left
        self.files.mounts.mount(proc.POINT, proc.ProcTree(self, self.files.disk))
        self.on_step: Callable[[], None] = lambda: None  # told before commands and after lines: files may have changed
        self.node: Node | None = None  # its container runtime, when it is a node
        self.local_cluster: LocalCluster | None = None  # what minikube makes clusters with, where it can
        self.docker: Engine | None = None  # its Docker
        self.failures: dict[str, Failure] = {}  # services that do not come up
        self.unit_log: list[tuple[float, str, str]] = []  # (time, service, line of the journal)
        self.service_log: list[tuple[float, str, str]] = []  # (time, Started or Stopped, service)
        self._state = _State()
        self.resolve(spec.name)

    @property
    def ash(self) -> bool:
        """Whether `sh` is busybox's."""
        return self.spec.system is not None and self.spec.system.ash

    def _image(self) -> Files:
        """The disk of a fresh machine."""
        files, spec = Files(lambda: self.clock.now), self.spec
        if spec.system is not None:
            spec.system.build(files)
            return files
        image.build(
            files, hostname=spec.name, address=self.interface.address, style=spec.style, commands=self._first,
            hosts=spec.hosts,
        )  # fmt: skip
        return files

    # -- files and environment

    def write_file(self, path: str, data: bytes | str, mode: int = 0o644) -> None:
        """Put a file there, with its directories."""
        self.files.make_directory(posixpath.dirname(path))
        self.files.write_file(path, data.encode() if isinstance(data, str) else data, mode=mode)

    def provide(self, name: str, main: Main | None = None, folder: str = "/usr/bin") -> None:
        """Have a program from now on: an installed one, or (with `main`) one of this machine alone."""
        found = main or registry().get(name) or programs().get(name)
        if found is not None:
            self.commands[name] = found
        self.hidden -= {name}
        self.program_names |= {name}
        path = posixpath.join(folder, name)
        if not self.files.exists(path):
            self.write_file(path, image.stub(name), mode=0o755)

    def withdraw(self, name: str) -> None:
        """Have a program no longer."""
        for folder in PATH.split(":"):
            if self.program_of(posixpath.join(folder, name)) == name:
                self.files.remove(posixpath.join(folder, name))
        self.commands.pop(name, None)
        self.hidden |= {name}

    def mount(self, path: str, disk: Tree) -> None:
        """Mount a disk on a directory, or a file on a file, for every shell that runs too."""
        if disk.stat("/")["file_type"] != "directory":
            if not self.files.exists(path):
                self.write_file(path, b"")
        else:
            self.files.make_directory(path)
        self.files.mounts.mount(path, disk)
        for shell in list(self.shells):
            shell.mount(path, disk)

    def environment(self) -> dict[str, str]:
        """What a login gives a program."""
        if self.spec.system is not None:
            return {"PATH": PATH, "HOSTNAME": self.spec.name, "HOME": self.spec.home}
        return {
            "HOME": self.spec.home, "USER": self.spec.user, "LOGNAME": self.spec.user, "SHELL": "/bin/bash",
            "PATH": PATH, "LANG": "C.UTF-8", "HOSTNAME": self.spec.name,
        }  # fmt: skip

    def which(self, name: str, path: str | None, cwd: str) -> str | None:
        """The file that a command's name means: the first executable one in PATH."""
        folders = [""] if "/" in name else (PATH if path is None else path).split(":")
        for folder in folders:
            found = posixpath.join(cwd, folder, name) if folder != "" else posixpath.join(cwd, name)
            if self.files.kind_of(found) == "file" and self.files.stat(found).mode & 0o111:
                return name if folder == "" else posixpath.join(folder, name)
        return None

    def program_of(self, path: str) -> str | None:
        """The program behind a file of the machine (`/usr/bin/kubectl` is kubectl), also through links."""
        try:
            return image.is_stub(self.files.read_file(path))
        except OSError:
            return None

    def has_address(self, address: str) -> bool:
        """Whether programs can listen there: everywhere, on loopback, or at the machine's own address."""
        return address.startswith(("127.", "::", "[::")) or address in (ANY, LOOPBACK, "", self.interface.address)

    def resolve(self, name: str) -> str | None:
        """The address of a name: /etc/hosts first, as the learner may have edited it."""
        names: dict[str, str] = {}
        try:
            lines = self.files.read_file("/etc/hosts").decode("utf-8", "replace").splitlines()
        except OSError:
            lines = []
        for line in lines:
            words = line.partition("#")[0].split()
            for alias in words[1:]:
                names.setdefault(alias, words[0])
        self.interface.hostname = ""  # it is one of them, if its file says so
        self.interface.names = {name: address for name, address in names.items() if ":" not in address}
        return self.network.resolve(self.interface, name)

    # -- programs

    async def perform(
        self, shell: Shell, argv: Sequence[str], env: Mapping[str, str], cwd: str, stdin: Input, stdout: Output,
        stderr: Output, state: Running, *, parent: Process,
    ) -> int:  # fmt: skip
        """Run one of our commands to its end, as a process."""
        self.on_step()
        try:
            process = self._process(shell, argv, parent)
        except BlockingIOError as full:
            await stderr.write(f"{shell.label}: fork: {full.strerror}\n")
            return launch.NO_PROCESS
        proc.enter(process, env, cwd)
        state.session = self.processes.root(process).pid != 1
        run = Invocation(shell, argv, env, cwd, stdin, stdout, stderr, process, state)
        task = asyncio.ensure_future(self._guarded(self.commands[argv[0]], run))
        own_signal = process.signal

        caught: int | None = None

        def deliver(number: int) -> None:
            nonlocal caught
            caught = state.statuses.get(number)
            task.cancel()
            process.killed_by = 0 if caught is not None else number
            if own_signal is not None and caught is None:
                own_signal(number)

        process.signal = state.deliver = deliver
        status = 130  # also of a program that exits by itself on a signal, for who listens: it was interrupted
        try:
            status = await task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            status = 128 + (process.killed_by or 2)
            if (caught is None and not process.killed_by) or (current is not None and current.cancelling()):
                raise
        finally:
            if process is not shell.process:
                self.processes.end(process)
            self._finished(shell, run, status)
        return status if caught is None or not task.cancelled() else caught

    def _process(self, shell: Shell, argv: Sequence[str], parent: Process) -> Process:
        if shell.background and shell.process.argv[:1] == tuple(argv[:1]) and shell.process.signal is not None:
            return shell.process  # the background job is this very command
        terminal = shell.terminal.id if shell.terminal is not None else parent.terminal
        return self.processes.start(argv, parent=parent.pid, terminal=terminal, background=shell.background)

    async def _guarded(self, main: Main, run: Invocation) -> int:
        """A command's errors as a real program would show them; anything unforeseen is a bug, told calmly."""
        try:
            return await main(run)
        except BrokenPipeError:
            return 141
        except WrongUsageError as error:
            await run.stderr.write(f"{run.name}: {error.text}\nTry '{run.name} --help' for more information.\n")
            return error.status
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            return await run.fail(f"{where}{error.strerror or error}")
        except Exception as error:
            self.bugs.append(error)
            LOG.exception("%s failed (seed %s)", " ".join(run.argv), self.randomness.seed)
            return await run.fail("internal error: this is a bug of the simulation, not yours; it was logged", 70)

    def _finished(self, shell: Shell, run: Invocation, status: int) -> None:
        event = Finished(
            run.process.terminal, tuple(run.argv), shell.line, status, bytes(run.stdout.head), shell.background, run.cwd
        )
        for callback in list(self._state.listeners):
            callback(event)

    def finished(self, callback: Callable[[Finished], None]) -> Callable[[], None]:
        """Be told of every program that ends; returns what ends that."""
        self._state.listeners.append(callback)
        return lambda: self._state.listeners.remove(callback) if callback in self._state.listeners else None

    def on_service(self, callback: Callable[[str, str], None]) -> None:
        """Be told when the learner starts, stops or restarts a service: `callback("kubelet", "stop")`."""
        self._state.services.append(callback)

    def service_changed(self, name: str, verb: str) -> None:
        """`systemctl` did something."""
        did = {"stop": ("Stopped",), "restart": ("Stopped", "Started")}.get(verb, ("Started",))
        self.service_log += [(self.clock.now, word, name) for word in did]
        for callback in self._state.services:
            callback(name, verb)

    def programs(self) -> list[Program]:
        """What runs that is not the machine's own: for checks and resuming."""
        return [
            Program(at.pid, at.argv, at.terminal, at.background, at.started)
            for at in self.processes.own()
            if at.signal is not None and at.name.lstrip("-") not in launch.SHELLS
        ]

    def deliver(self, process: Process, number: int) -> None:
        """A signal for a process; the machine's own processes do not mind."""
        if number == 0 or process.signal is None or number in (17, 18, 19, 20, 23, 28):
            return
        process.signal(number)

    start_program = staticmethod(launch.start_program)

    # -- shells

    def shell(
        self, *, terminal: Any = None, cwd: str | None = None, env: Mapping[str, str] | None = None,
        process: Process | None = None,
    ) -> Shell:  # fmt: skip
        """An interactive shell for a terminal; `await shell.prepare(...)` before its first line."""
        if process is None:
            process = self.processes.start(("-bash",), parent=1, terminal=terminal.id if terminal is not None else "")
        source = terminal.input if terminal is not None else None
        return Shell(
            self, process, interactive=True, terminal=terminal, cwd=cwd or self.spec.home, source=source,
            env={**self.environment(), "TERM": "xterm-256color", **(env or {})},
            streams="ioe" if terminal is not None else "",
        )  # fmt: skip

    run_script = launch.run_script

    def spawn_task(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task that `end` cancels."""
        task = asyncio.get_running_loop().create_task(work)
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)
        return task

    def machine(self, shell: Shell) -> Invocation:
        """Surroundings for asking a program something on a shell's behalf (completion): nothing is shown."""
        state = Running()
        process = Process(shell.pid, shell.pid, ("complete",), self.clock.now)
        sink = Output(Collected(), state, isatty=False)
        return Invocation(
            shell, ["complete"], shell.environment, shell.cwd, Input(None, None, state), sink, sink, process, state
        )

    # -- activity

    def idle(self) -> bool:
        """Whether nothing can happen before time passes or somebody types."""
        return self.activity.idle() and all(other.idle() for other in self.visited)

    async def until_idle(self) -> None:
        """Return as soon as that is so."""
        while True:
            await self.activity.until_idle()
            for other in list(self.visited):
                await other.until_idle()
            if self.idle():
                return

    def waiting(self) -> set[str]:
        """What the running programs wait for, also where somebody is by ssh: `time`, `network`, `input`."""
        return self.activity.waiting().union(*(other.waiting() for other in self.visited))

    # -- the end, and resuming

    def end(self) -> None:
        """End every program. `await ended()` waits until they are gone."""
        for process in self.processes.own():
            if process.signal is not None:
                process.signal(9)
        for task in list(self._state.tasks):
            task.cancel()

    async def ended(self) -> None:
        """Wait until what `end` cancelled is gone."""
        await asyncio.gather(*list(self._state.tasks), return_exceptions=True)

    def snapshot(self) -> dict[str, Any]:
        """What differs from a fresh machine, as JSON data."""
        return {
            **self._contents.changes(self._fresh_disk()), "next_pid": self.processes.next_pid, "booted": self.booted,
        }  # fmt: skip

    def _fresh_disk(self) -> dict[str, Entry]:
        """What a fresh machine of this kind has on its disk."""
        spec, system = self.spec, self.spec.system
        base = (system.family, system.programs, system.tree, *sorted(system.texts.items())) if system else ()
        key = (spec.name, spec.style, spec.hosts, self.interface.address, *base, *self._first)
        return contents.kept(key, self._image)

    def _find_installed(self) -> None:
        """Programs that were installed before the snapshot: their files are there again."""
        for name in sorted(self.hidden):
            if any(self.program_of(posixpath.join(folder, name)) == name for folder in ("/usr/bin", "/usr/local/bin")):
                self.provide(name)

    @classmethod
    def restore(
        cls, spec: HostSpec, snapshot: dict[str, Any], clock: Clock, network: Network, interface: Interface,
        randomness: Randomness,
    ) -> Host:  # fmt: skip
        """A machine as it was."""
        host = cls(spec, clock, network, interface, randomness)
        contents.restore(host.files, snapshot)
        host.processes.next_pid = max(host.processes.next_pid, snapshot["next_pid"])
        host.booted = snapshot["booted"]
        host._find_installed()
        return host

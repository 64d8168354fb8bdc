"""The Docker of the learner's machine: its containers run as those of pods do. See app.host.docker_engine.

Follows moby daemon/{create,start,delete,network}.go for what is refused, and with which words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any

from app.cluster.images.image import TERM
from app.cluster.images.runtime import not_found
from app.cluster.node.runtime import ContainerSpec, Exit, Mount, StartError
from app.host.bash.interpreter import Writer
from app.host.bash.shell import Shell
from app.host.docker_engine import Bound, Data, EngineError, Published, Wanted
from app.host.host import Host
from app.host.processes import Process
from app.host.streams import Empty
from app.labs.containers import HostedContainer, HostedRuntime
from app.labs.docker.containers import Made, inspected
from app.labs.docker.images import LocalImages, split_environment
from app.labs.docker.names import random_name
from app.labs.docker.networks import Networks
from app.network.http import Channels
from app.network.network import LOOPBACK, AddressInUseError, Interface, Listener
from app.sim.clock import rfc3339

FIRST_PORT, RESTART = 32768, 0.1


class DockerEngine(LocalImages):
    """See app.host.docker_engine.Engine. `kept` is a `snapshot`."""

    def __init__(self, runtime: HostedRuntime, host: Host, kept: Mapping[str, Any] | None = None) -> None:
        super().__init__(runtime, host, (kept or {}).get("images"))
        self._made: dict[str, Made] = {}
        self._networks = Networks(host, (kept or {}).get("networks"))
        self.volumes: dict[str, Data] = dict((kept or {}).get("volumes") or {})
        for one in (kept or {}).get("containers") or ():
            self._restore(one)

    @property
    def networks(self) -> dict[str, Data]:
        """Networks by name."""
        return self._networks.known

    # -- finding

    def _find(self, name: str) -> Made:
        exact = [one for one in self._made.values() if name in (one.name, one.id)]
        found = exact or [one for one in self._made.values() if len(name) > 1 and one.id.startswith(name)]
        if not found:
            raise EngineError(f"No such container: {name}")
        return found[0]

    def containers(self) -> list[Data]:
        """Every container, the latest first."""
        return [self._inspected(one) for one in reversed(self._made.values())]

    def container(self, name: str) -> Data:
        """A container by name or id."""
        return self._inspected(self._find(name))

    def _running(self, name: str) -> tuple[Made, HostedContainer]:
        made = self._find(name)
        if not isinstance(made.running, HostedContainer):
            raise EngineError(f"container {made.id} is not running")
        return made, made.running

    # -- making and starting

    def create(self, wanted: Wanted) -> Data:
        """Make a container."""
        image = self.image(wanted.image)
        if image is None:
            raise EngineError(f"No such image: {wanted.image}")
        taken = {one.name: one.id for one in self._made.values()}
        if wanted.name in taken:
            raise EngineError(
                f'Conflict. The container name "/{wanted.name}" is already in use by container '
                f'"{taken[wanted.name]}". You have to remove (or rename) that container to be able to reuse that name.',
                125,
            )
        if wanted.network not in self.networks:
            raise EngineError(f"network {wanted.network} not found", 125)
        config = image["Config"]
        if not (wanted.command or wanted.entrypoint or config["Cmd"] or config["Entrypoint"]):
            raise EngineError("no command specified", 125)
        for bound in wanted.mounts:
            if not bound.source.startswith("/"):
                self.make_volume(bound.source)
        identity = self.host.randomness.hex(64)
        name = wanted.name or random_name(self.host.randomness, taken)
        made = Made(identity, name, wanted, image["Id"], self.host.clock.now)
        self._made[identity] = made
        return self._inspected(made)

    def make_volume(self, name: str) -> Data:
        """A volume, if it is not there yet."""
        data = {
            "CreatedAt": rfc3339(self.host.clock.now), "Driver": "local", "Labels": None,
            "Mountpoint": f"/var/lib/docker/volumes/{name}/_data", "Name": name, "Options": None, "Scope": "local",
        }  # fmt: skip
        return self.volumes.setdefault(name, data)

    def start(self, identity: str) -> None:
        """Start it."""
        made = self._find(identity)
        if made.running is not None:
            return
        made.interface = self._networks.join(made.wanted.network, made.name, made.id, made.wanted.hostname)
        made.address = made.interface.address
        try:
            self._open_ports(made)
            made.began, made.state, made.stopping, made.error = self.host.clock.now, "running", False, ""
            made.running = self.runtime.start(self._spec(made), lambda result: self._ended(made, result))
        except StartError as problem:
            self._leave(made)
            made.state, made.code, made.error = "created", 127, str(problem)
            text = not_found((self._command(made) or [""])[0]).partition("containerd task: ")[2]
            if made.wanted.remove:
                self.remove(made.id)
            raise EngineError(f"failed to create task for container: {text}: unknown", 127) from None
        except EngineError:
            self._leave(made)
            made.state, made.code = "created", 128
            raise

    def _command(self, made: Made) -> list[str]:
        config = self.config(made.image_id)
        entrypoint = made.wanted.entrypoint if made.wanted.entrypoint is not None else config["Entrypoint"] or ()
        own = () if made.wanted.entrypoint is not None else config["Cmd"] or ()
        return [*entrypoint, *(made.wanted.command or own)]

    def _spec(self, made: Made) -> ContainerSpec:
        wanted, config = made.wanted, self.config(made.image_id)
        entrypoint, args = self.invocation(made.image_id, wanted.entrypoint, wanted.command)
        hostname = wanted.hostname or made.id[:12]
        env = {"HOSTNAME": hostname, **split_environment(config["Env"]), **split_environment(wanted.env)}
        user, _, group = (wanted.user or config["User"]).partition(":")
        security = {"runAsUser": int(user)} if user.isdigit() else {}
        security |= {"runAsGroup": int(group)} if group.isdigit() else {}
        mounts = tuple(self._mount(one) for one in wanted.mounts)
        container = {
            "name": made.name, "image": wanted.image, "securityContext": security,
            "volumeMounts": [{"mountPath": one.path, "name": one.volume, "readOnly": one.read_only} for one in mounts],
            "stdinOnce": wanted.stdin,
        }  # fmt: skip
        assert made.interface is not None
        return ContainerSpec(
            made.id, made.name, self.reference(made.image_id, wanted.image), {"containers": [container]},
            self.host.spec.name, made.interface, entrypoint, args, env, wanted.workdir or config["WorkingDir"],
            wanted.tty, wanted.stdin, mounts=mounts, memory_limit=wanted.memory or None,
            cpu_limit=wanted.cpus or None, made_of=self.program_of(made.image_id), place=("", made.name),
        )  # fmt: skip

    def _mount(self, bound: Bound) -> Mount:
        if not bound.source.startswith("/"):
            return Mount(bound.target, f"docker {bound.source}", read_only=bound.read_only)
        volume = f"node {self.host.spec.name} {bound.source}"
        return Mount(bound.target, volume, host_path=bound.source, read_only=bound.read_only)

    # -- ports

    def _open_ports(self, made: Made) -> None:
        made.ports = []
        for one in made.wanted.ports:
            port = one.port or self._free_port()
            try:
                listener = self._listen(made, one, port)
            except AddressInUseError:
                owner = next((found for found in self._made.values() if found is not made and found.running is not None
                              and any(known.port == port for known in found.ports)), None)  # fmt: skip
                place = f"{one.address}:{port}"
                why = "port is already allocated" if owner else f"listen tcp4 {place}: bind: address already in use"
                what = f"Bind for {place} failed: {why}" if owner else f"failed to bind host port {place}/tcp: {why}"
                raise EngineError(
                    f"failed to set up container networking: driver failed programming external connectivity on "
                    f"endpoint {made.name} ({sha256(made.id.encode()).hexdigest()}): {what}",
                    125,
                ) from None
            made.listeners.append(listener)
            made.ports.append(replace(one, port=port))

    def _listen(self, made: Made, one: Published, port: int) -> Listener:
        network, own, address = self.host.network, self.host.interface, made.address
        gateway = f"{address.rsplit('.', 2)[0]}.0.1"  # whom a container sees where the machine itself asks

        def forward(request: Any, reply: Any) -> None:
            if request.peer in (LOOPBACK, own.address):
                request = replace(request, peer=gateway)
            network.exchange(own, address, one.inner, request, reply)

        return network.listen(own, port, forward, address=one.address, owner='users:(("docker-proxy",pid=1900,fd=7))')

    def _free_port(self) -> int:
        taken = {found.port for one in self._made.values() for found in one.ports}
        return next(port for port in range(FIRST_PORT, 60999) if port not in taken)

    # -- ending

    def _ended(self, made: Made, result: Exit) -> None:
        running = made.running
        made.lines = self.logs(made.id)
        made.running, made.code, made.ended = None, result.code, self.host.clock.now
        made.state, made.oom = "exited", result.reason == "OOMKilled"
        if isinstance(running, HostedContainer) and running.machine.used:
            self.runtime.keep(made.id, running.machine.host.snapshot())
        self._leave(made)
        waiting, made.waiting = made.waiting, []
        for callback in waiting:
            callback(result.code)
        if made.wanted.remove and made.id in self._made:
            self.remove(made.id)
        elif self._restarts(made):
            made.state = "restarting"
            self.host.clock.call_later(min(60.0, RESTART * 2**made.restarts), lambda: self._again(made))

    def _restarts(self, made: Made) -> bool:
        policy, _, limit = made.wanted.restart.partition(":")
        if made.stopping or policy == "no" or (policy == "on-failure" and made.code == 0):
            return False
        return not limit or made.restarts < int(limit)

    def _again(self, made: Made) -> None:
        if self._made.get(made.id) is made and made.running is None and not made.stopping:
            made.restarts += 1
            try:
                self.start(made.id)
            except EngineError as problem:
                made.error, made.state = problem.text, "exited"

    def _leave(self, made: Made) -> None:
        for listener in made.listeners:
            self.host.network.unlisten(listener)
        made.listeners, made.ports = [], []
        if made.interface is not None:
            self._networks.leave(made.wanted.network, made.interface)
        made.interface, made.address = None, ""

    def signal(self, identity: str, number: int, *, stopping: bool = False) -> None:
        """Deliver a signal."""
        made, running = self._running(identity)
        made.stopping = made.stopping or stopping or number == TERM
        running.signal(number)

    def remove(self, identity: str) -> None:
        """Forget it."""
        made = self._find(identity)
        if made.running is not None:
            raise EngineError(
                f'cannot remove container "{made.name}": container is running: stop the container before removing or '
                "force remove"
            )
        made.stopping = True
        del self._made[made.id]
        self.runtime.keep(made.id, None)

    def rename(self, identity: str, name: str) -> None:
        """Another name."""
        made = self._find(identity)
        if any(one.name == name for one in self._made.values()):
            raise EngineError(
                f'Error when allocating new name: Conflict. The container name "/{name}" is already in use'
            )
        made.name = name

    # -- looking and coming in

    def on_exit(self, identity: str, callback: Callable[[int], None]) -> None:
        """Be told."""
        made = self._find(identity)
        if made.running is None:
            callback(made.code)
        else:
            made.waiting.append(callback)

    def logs(self, identity: str) -> list[tuple[float, str, bytes]]:
        """What it has written."""
        made = self._find(identity)
        return [*made.lines, *(made.running.logs() if made.running is not None else ())]

    def follow(self, identity: str, on_line: Callable[[float, str, bytes], None]) -> Callable[[], None]:
        """Be told of further lines."""
        made = self._find(identity)
        return made.running.follow(on_line) if made.running is not None else lambda: None

    def execute(self, identity: str, command: Sequence[str], channels: Channels, *, stdin: bool, tty: bool) -> None:
        """Run a program inside."""
        _, running = self._running(identity)
        running.exec(list(command), stdin=stdin, tty=tty, channels=channels)

    def attach(self, identity: str, channels: Channels, *, stdin: bool) -> bool:
        """Come to its main process."""
        _, running = self._running(identity)
        front = running.machine.front
        if front is None:
            return False
        front.attach(channels, stdin=stdin)
        return True

    def inside(self, identity: str) -> Host:
        """Its machine; that of one that has ended is looked at as it was."""
        made = self._find(identity)
        if isinstance(made.running, HostedContainer):
            return made.running.machine.host
        made.interface = made.interface or Interface(made.name, "")
        host = self.runtime.machine(self._spec(made)).host
        made.interface = None
        return host

    async def perform(
        self, identity: str, command: Sequence[str], env: Mapping[str, str], cwd: str, out: Writer
    ) -> int:
        """Run a program in a container that was made for building."""
        host = self.inside(identity)
        variables = {**host.environment(), **env}
        process = Process(0, 0, ("buildkitd",), host.clock.now, user=host.spec.user)
        shell = Shell(host, process, cwd=cwd, env=variables, label=command[0], source=Empty())
        return await shell.spawn(
            command, env=variables, cwd=cwd, source=Empty(), stdout=out, stderr=out, streams="", parent=process
        )

    def make_network(self, name: str) -> Data:
        """A network that is not there yet."""
        return self._networks.create(name)

    def usage(self, identity: str) -> tuple[float, int]:
        """Cores and bytes."""
        made, running = self._running(identity)
        now = self.host.clock.now // 15 * 15
        return running.usage(max(made.began, now - 15), max(made.began + 1, now))

    def _inspected(self, made: Made) -> Data:
        endpoint = self._networks.endpoint(made.wanted.network, made.address, made.id)
        return inspected(made, self.config(made.image_id), self._command(made), endpoint, self.volumes)

    # -- snapshots

    def snapshot(self) -> Data:
        """JSON data."""
        return {
            "images": self.kept_images(), "networks": self._networks.snapshot(), "volumes": self.volumes,
            "containers": [self._kept(one) for one in self._made.values()],
        }  # fmt: skip

    def _kept(self, made: Made) -> Data:
        names = ("id", "name", "image_id", "created", "address", "state", "code", "error", "oom", "began", "ended",
                 "restarts", "stopping")  # fmt: skip
        return {
            **{name: getattr(made, name) for name in names}, "wanted": json.loads(json.dumps(asdict(made.wanted))),
            "ports": [asdict(one) for one in made.ports],
            "lines": [[at, stream, line.decode("latin-1")] for at, stream, line in made.lines],
            "running": made.running.state() if made.running is not None else None,
        }  # fmt: skip

    def _restore(self, kept: Data) -> None:
        wanted = dict(kept["wanted"])
        wanted["ports"] = [Published(**one) for one in wanted["ports"]]
        wanted["mounts"] = [Bound(**one) for one in wanted["mounts"]]
        state = kept.pop("running")
        kept["lines"] = [(at, stream, line.encode("latin-1")) for at, stream, line in kept["lines"]]
        ports = [Published(**one) for one in kept.pop("ports")]
        made = Made(**{**kept, "wanted": Wanted(**wanted)})
        self._made[made.id] = made
        if made.state == "running":
            made.interface = self._networks.join(
                made.wanted.network, made.name, made.id, made.wanted.hostname, made.address
            )
            made.ports = ports
            made.listeners = [self._listen(made, one, one.port) for one in ports]
            made.running = self.runtime.start(self._spec(made), lambda result: self._ended(made, result), state)

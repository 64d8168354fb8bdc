"""A container of Docker's, and how `docker inspect` shows it. Follows moby daemon/inspect.go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.cluster.node.runtime import Container
from app.host.docker_engine import Bound, Data, Published, Wanted
from app.labs.docker.images import split_environment
from app.network.network import Interface, Listener
from app.sim.clock import rfc3339

ZERO = "0001-01-01T00:00:00Z"


@dataclass
class Made:
    """A container: what was wanted, and what has become of it."""

    id: str
    name: str
    wanted: Wanted
    image_id: str
    created: float
    address: str = ""
    state: str = "created"
    code: int = 0
    error: str = ""
    oom: bool = False
    began: float = 0.0
    ended: float = 0.0
    restarts: int = 0
    stopping: bool = False
    lines: list[tuple[float, str, bytes]] = field(default_factory=list)  # of runs before
    ports: list[Published] = field(default_factory=list)  # as they are, while it runs
    running: Container | None = None
    interface: Interface | None = None
    listeners: list[Listener] = field(default_factory=list)
    waiting: list[Callable[[int], None]] = field(default_factory=list)


def inspected(made: Made, config: Data, command: Sequence[str], endpoint: Data, volumes: Mapping[str, Data]) -> Data:
    """Everything about it. `endpoint` is its part in its network."""
    wanted = made.wanted
    running = made.state == "running"
    state = {
        "Status": made.state, "Running": running, "Paused": False, "Restarting": made.state == "restarting",
        "OOMKilled": made.oom, "Dead": False, "Pid": 2000 + len(made.name) if running else 0,
        "ExitCode": made.code if not running else 0, "Error": made.error,
        "StartedAt": rfc3339(made.began) if made.began else ZERO,
        "FinishedAt": rfc3339(made.ended) if made.ended else ZERO,
    }  # fmt: skip
    binds = [f"{one.source}:{one.target}" + (":ro" if one.read_only else "") for one in wanted.mounts]
    exposed = {**(config["ExposedPorts"] or {}), **{f"{one.inner}/tcp": {} for one in wanted.ports}}
    bindings: dict[str, list[Data]] = {}
    for one in made.ports or (wanted.ports if not running else ()):
        bindings.setdefault(f"{one.inner}/tcp", []).append(
            {"HostIp": one.address, "HostPort": str(one.port) if one.port else ""}
        )
    return {
        "Id": made.id, "Created": rfc3339(made.created), "Path": command[0] if command else "",
        "Args": list(command[1:]),
        "State": state, "Image": made.image_id, "Name": f"/{made.name}", "RestartCount": made.restarts,
        "Driver": "overlay2", "Platform": "linux",
        "HostConfig": {
            "Binds": binds or None,
            "NetworkMode": wanted.network, "PortBindings": bindings if wanted.ports else {},
            "RestartPolicy": {"Name": wanted.restart.partition(":")[0],
                              "MaximumRetryCount": int(wanted.restart.partition(":")[2] or 0)},
            "AutoRemove": wanted.remove, "Memory": wanted.memory, "NanoCpus": int(wanted.cpus * 1e9),
        },
        "Mounts": [_mounted(one, volumes) for one in wanted.mounts],
        "Config": {
            "Hostname": wanted.hostname or made.id[:12], "User": wanted.user or config["User"],
            "ExposedPorts": exposed or None, "Tty": wanted.tty, "OpenStdin": wanted.stdin,
            "Env": [*wanted.env, *(one for one in config["Env"] or ()
                                   if one.partition("=")[0] not in split_environment(wanted.env))],
            "Cmd": list(wanted.command) if wanted.command else config["Cmd"], "Image": wanted.image,
            "WorkingDir": wanted.workdir or config["WorkingDir"],
            "Entrypoint": list(wanted.entrypoint) if wanted.entrypoint is not None else config["Entrypoint"],
            "Labels": {**(config["Labels"] or {}), **wanted.labels},
        },
        "NetworkSettings": {
            "Ports": {port: (bindings.get(port) or None) for port in exposed} if running else {},
            "IPAddress": made.address if wanted.network == "bridge" else "",
            "Gateway": endpoint["Gateway"] if wanted.network == "bridge" else "",
            "Networks": {wanted.network: endpoint},
        },
    }  # fmt: skip


def _mounted(bound: Bound, volumes: Mapping[str, Data]) -> Data:
    named = not bound.source.startswith("/")
    source = volumes[bound.source]["Mountpoint"] if named else bound.source
    kind: Data = {"Type": "volume", "Name": bound.source} if named else {"Type": "bind"}
    mode = "ro" if bound.read_only else "z" if named else ""
    return {**kind, "Source": source, "Destination": bound.target, **({"Driver": "local"} if named else {}),
            "Mode": mode, "RW": not bound.read_only, "Propagation": "" if named else "rprivate"}  # fmt: skip

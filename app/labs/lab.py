"""A lab: one learner's world. Clock, network, cluster, host and terminals, composed and kept together.

A lab lives on one asyncio loop. It does not move its own clock: a driver does (`driver.WallDriver` for people,
`autojump` for headless runs).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
import yaml

from app.cluster.cluster import Cluster, ClusterSpec, NodeSpec, node_address
from app.cluster.images.declared import declared
from app.cluster.images.runtime import ImageRuntime
from app.cluster.published import sites
from app.helm.repositories import servers
from app.host import downloads
from app.host.host import Host, HostSpec
from app.labs.containers import HostedRuntime
from app.labs.docker.engine import DockerEngine
from app.labs.minikube import MINIKUBE_PORT, MinikubeCluster, minikube_nodes
from app.labs.node.docker import NodeDocker
from app.labs.node.hardware import fitted
from app.labs.node.machines import Nodes, furnish
from app.labs.worlds import World, world_of
from app.network.network import Interface, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness
from app.terminal.terminal import Terminal

FORMAT = 6  # of snapshots


@dataclass(frozen=True)
class LabSpec:
    """What a lab is made from; equal specs make equal labs."""

    release: str
    nodes: tuple[NodeSpec, ...]
    seed: int
    begins: float  # seconds since 1970
    preset: str = "lesson"
    files: dict[str, str] = field(default_factory=dict)  # path -> text, on the learner's host
    images: tuple[dict[str, Any], ...] = ()  # the lesson's own (see app.cluster.images.declared)
    cluster: str = "kubeadm"  # whose: kubeadm's, minikube's, or absent until `minikube start`


class Lab:
    """The composed world. Make one with `create` or `restore`; `close` ends all of its programs."""

    def __init__(
        self, spec: LabSpec, clock: Clock, randomness: Randomness, network: Network, cluster: Cluster, host: Host,
        nodes: dict[str, Any] | None = None, docker: dict[str, Any] | None = None,
    ):  # fmt: skip
        self.spec = spec
        self.world: World = world_of(spec.release)
        self.clock, self.randomness, self.network = clock, randomness, network
        self.cluster, self.host = cluster, host
        self.nodes = Nodes(cluster, host, nodes or {})
        self.nodes.switched = self._switched
        self.local = MinikubeCluster(cluster, self.nodes, host, spec.nodes)
        if spec.preset == "lesson":
            host.local_cluster = self.local
        self.docker: DockerEngine | None = None
        if isinstance(cluster.runtime, HostedRuntime):
            on_node = host.spec.style == "2018" and spec.preset == "lesson"
            self.docker = (
                NodeDocker(cluster, cluster.runtime, host, docker)
                if on_node
                else DockerEngine(cluster.runtime, host, docker)
            )
            host.docker = self.docker
        self.terminals: dict[str, Terminal] = {}
        self.stopped_nodes: set[str] = set()
        self.closed_chunks: dict[str, int] = {}  # terminal that is gone -> its last chunk
        self.on_power: Callable[[], None] = lambda: None
        self.on_terminal: Callable[[Terminal], None] = lambda terminal: None

    @classmethod
    def create(cls, spec: LabSpec) -> Lab:
        """A fresh world whose cluster has been up for a while."""
        world = world_of(spec.release)
        up = world.age if spec.preset == "lesson" else 0.0
        clock = Clock(spec.begins - up)
        randomness = Randomness(spec.seed)
        network = network_of(spec, clock)
        runtime = runtime_of(spec, clock, network, randomness)
        interface = interface_of(spec, world, network)
        cluster = Cluster(clock, randomness, network, runtime, cluster_spec(spec, world))
        clock.advance(spec.begins)
        host = Host(host_spec(spec, world, cluster), clock, network, interface, randomness)
        if spec.cluster == "kubeadm":
            host.write_file("/root/.kube/config", _kubeconfig(cluster), mode=0o600)
        furnish(cluster, host)
        for path, text in spec.files.items():
            host.write_file(path, text)
        lab = cls(spec, clock, randomness, network, cluster, host)
        if spec.cluster == "minikube":
            lab.local.take_over()
        return lab

    async def open_terminal(self, terminal_id: str | None = None) -> Terminal:
        """One more terminal, with the lowest free number, and its prompt.

        No number of a chunk is used twice. One is left out after a terminal that is gone, so that a browser that has
        its last chunk does not take the new screen for more of the old one.
        """
        name = terminal_id or next(str(n) for n in range(1, 1000) if str(n) not in self.terminals)
        terminal = self.terminals[name] = Terminal(name, self.host, after=self.closed_chunks.pop(name, -1) + 1)
        self.on_terminal(terminal)
        await terminal.open()
        return terminal

    def close_terminal(self, terminal_id: str) -> None:
        """Hang up: its programs end."""
        terminal = self.terminals.pop(terminal_id)
        self.closed_chunks[terminal_id] = terminal.seq
        terminal.close()

    def last_chunks(self) -> dict[str, int]:
        """The last chunk's number of every terminal that is or was there."""
        return {**self.closed_chunks, **{name: terminal.seq for name, terminal in self.terminals.items()}}

    def stop_node(self, name: str) -> None:
        """A machine goes away."""
        self.cluster.stop_node(name)
        self.stopped_nodes.add(name)

    def start_node(self, name: str) -> None:
        """A machine comes back."""
        self.cluster.start_node(name)
        self.stopped_nodes.discard(name)

    def _switched(self, name: str, on: bool) -> None:
        """A machine was switched on or off from inside."""
        if on:
            self.stopped_nodes.discard(name)
        else:
            self.stopped_nodes.add(name)
        self.on_power()

    def hosts(self) -> list[Host]:
        """The learner's machine, the nodes that somebody looked at, and the containers in which shells run."""
        runtime = self.cluster.runtime
        return [self.host, *self.nodes.hosts(), *(runtime.hosts() if isinstance(runtime, HostedRuntime) else ())]

    async def until_idle(self) -> None:
        """Return once no interpreter computes, on any machine."""
        while True:
            hosts = self.hosts()
            seen = [host.activity.changes for host in hosts]
            for host in hosts:
                await host.until_idle()
            # What one machine did may have woken another that was idle when it was asked, and looks so for a moment.
            if [host.activity.changes for host in hosts] == seen and self.hosts() == hosts:
                return

    def waiting(self) -> set[str]:
        """What the learner's programs wait for, also those run in containers: `time`, `network`, `input`."""
        inside = any(host.activity.session_waits() for host in self.hosts() if host is not self.host)
        return self.host.waiting() | ({"time"} if inside else set())

    def sleepers(self) -> bool:
        """Whether a program on any machine waits for time, or may do so in a moment."""
        return any("time" in host.waiting() or not host.idle() for host in self.hosts())

    async def close(self) -> None:
        """End every program, without a last word on the terminals."""
        for terminal in self.terminals.values():
            terminal.close()
        hosts = self.hosts()
        for host in hosts:
            host.end()
        for host in hosts:
            await host.ended()

    def snapshot(self) -> dict[str, Any]:
        """Everything needed to go on elsewhere, as JSON data."""
        return {
            "spec": asdict(self.spec),
            "now": self.clock.now,
            "randomness": self.randomness.state(),
            "cluster": self.cluster.snapshot(),
            "containers": runtime.snapshot() if isinstance(runtime := self.cluster.runtime, HostedRuntime) else {},
            "host": self.host.snapshot(),
            "docker": self.docker.snapshot() if self.docker is not None else None,
            "nodes": self.nodes.snapshot(),
            "terminals": {name: one.snapshot() for name, one in self.terminals.items() if one.opened},
            "closed terminals": self.closed_chunks,
            "stopped nodes": sorted(self.stopped_nodes),
        }

    @classmethod
    async def restore(cls, state: dict[str, Any], on_terminal: Callable[[Terminal], None] | None = None) -> Lab:
        """The world of a snapshot; programs that were running in the foreground run again."""
        described = dict(state["spec"])
        nodes = tuple(NodeSpec(**{**node, "taints": tuple(node["taints"])}) for node in described.pop("nodes"))
        spec = LabSpec(nodes=nodes, **described)
        world = world_of(spec.release)
        clock = Clock(state["now"])
        randomness = Randomness(spec.seed)
        randomness.restore(state["randomness"])
        network = network_of(spec, clock)
        runtime = runtime_of(spec, clock, network, randomness, state["containers"])
        interface = interface_of(spec, world, network)
        cluster = Cluster.restore(state["cluster"], clock, randomness, network, runtime)
        host = Host.restore(host_spec(spec, world, cluster), state["host"], clock, network, interface, randomness)
        lab = cls(spec, clock, randomness, network, cluster, host, state["nodes"], state["docker"])
        lab.stopped_nodes = set(state["stopped nodes"])
        lab.closed_chunks = dict(state["closed terminals"])
        if on_terminal is not None:
            lab.on_terminal = on_terminal
        for name, terminal_state in state["terminals"].items():
            terminal = lab.terminals[name] = await Terminal.restore(terminal_state, host)
            lab.on_terminal(terminal)
        return lab


def network_of(spec: LabSpec, clock: Clock) -> Network:
    """The network, with the chart repositories and manifests of the world outside; the recordings' cluster had none."""
    network = Network(clock)
    if spec.preset != "bare":
        servers.attach(network)
        sites.attach(network)
        downloads.attach(network, otherwise=sites.answer)
    return network


def runtime_of(
    spec: LabSpec, clock: Clock, network: Network, randomness: Randomness, kept: dict[str, Any] | None = None
) -> ImageRuntime:
    """What runs the containers: the recordings' fake runtime in the bare preset, shells otherwise."""
    if spec.preset == "bare":
        return ImageRuntime(clock, network, randomness, bare=True)
    return HostedRuntime(clock, network, randomness, kept, [declared(image) for image in spec.images])


def cluster_spec(spec: LabSpec, world: World) -> ClusterSpec:
    """The cluster that a lab begins with."""
    if spec.cluster == "absent":
        return ClusterSpec(world.cluster, (), spec.preset)
    if spec.cluster == "minikube" and world.workstation != world.host:
        return ClusterSpec(world.cluster, minikube_nodes(len(spec.nodes)), "minikube", MINIKUBE_PORT)
    return ClusterSpec(world.cluster, spec.nodes, spec.preset)


def _kubeconfig(cluster: Cluster) -> str:
    return str(yaml.dump(cluster.kubeconfig(), Dumper=yaml.CSafeDumper, sort_keys=True))  # the slow one takes 3 ms


def host_spec(spec: LabSpec, world: World, cluster: Cluster) -> HostSpec:
    """The learner's machine in a world; it knows the other nodes by name."""
    style = "2018" if world.release == "1.8" else "modern"
    if spec.cluster != "kubeadm":
        large = world.workstation != world.host
        cores, memory = (4, 7936) if large else (1, 3840)
        return HostSpec(name=world.workstation, style=style, kubectl_release=world.kubectl, cores=cores, memory=memory)
    own = cluster.network.interfaces[cluster.server[0]]
    others = "".join(f"{one.address} {name}\n" for name, one in cluster.interfaces.items() if one is not own)
    machine = HostSpec(name=world.host, style=style, kubectl_release=world.kubectl, hosts=others)
    return fitted(machine, cluster, spec.nodes[0].name)


def interface_of(spec: LabSpec, world: World, network: Network) -> Interface:
    """Where the learner sits: at the machine that serves the API, its first node, or at one that is no node."""
    name = world.workstation if spec.cluster != "kubeadm" else spec.nodes[0].name
    address = spec.nodes[0].address if spec.cluster == "kubeadm" else ""
    return network.attach(Interface(name, address or node_address(0)))


def encode(state: dict[str, Any]) -> bytes:
    """Snapshot data as bytes."""
    return orjson.dumps({"format": FORMAT, **state}, option=orjson.OPT_NON_STR_KEYS)


def decode(data: bytes) -> dict[str, Any]:
    """Snapshot data of bytes; ValueError when they are none of this format."""
    state = orjson.loads(data)
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ValueError("a snapshot of another format")
    return state

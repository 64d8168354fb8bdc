"""A simulated cluster: its API server, control plane and nodes. Synchronous, deterministic, no I/O."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Protocol

from app.cluster import bootstrap
from app.cluster.api import certificates
from app.cluster.api.api import Api
from app.cluster.api.custom import definitions
from app.cluster.api.kubelet import Kubelet
from app.cluster.api.objects import Object
from app.cluster.api.store import ResourceKey
from app.cluster.node.runtime import ContainerRuntime
from app.cluster.releases import RELEASES
from app.network.network import Interface, Listener, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

API_PORT = 6443
HOUR = 3600


@dataclass(frozen=True)
class NodeSpec:
    """A machine of the cluster. `role` is "control-plane" or empty; taints are `{key, value, effect}`.

    `address` and `runtime` are for machines that stand elsewhere, or run containers otherwise, than is usual.
    """

    name: str
    role: str = ""
    cpu: str = "1"
    memory: str = "3840Mi"
    taints: tuple[dict[str, str], ...] = ()
    address: str = ""
    runtime: str = ""  # docker://29.2.1, where it is not the usual one


@dataclass(frozen=True)
class ClusterSpec:
    """What to build. Presets: `lesson` is a kubeadm-like cluster, `bare` has nothing in kube-system.

    `minikube` is what that tool builds. Without nodes there is no cluster (yet).
    """

    release: str = "1.36"
    nodes: tuple[NodeSpec, ...] = (NodeSpec("controlplane", "control-plane"),)
    preset: str = "lesson"
    port: int = API_PORT  # of the API server


class Control(Protocol):
    """Everything that acts in a cluster: control loops, scheduler, kubelets. Started by `app.cluster.control.start`."""

    def kubelet(self, node: str) -> Kubelet | None:
        """A node's kubelet; None when the machine is away or there is none."""

    def away(self, node: str) -> bool:
        """Whether a machine is away."""

    def stop_node(self, name: str) -> None:
        """The machine goes away."""

    def start_node(self, name: str) -> None:
        """It comes back."""

    def stop_kubelet(self, name: str) -> None:
        """Only the kubelet's process ends."""

    def start_kubelet(self, name: str) -> None:
        """It is started again."""

    def load_balancer(self, provider: str) -> None:
        """Who gives Services of type LoadBalancer their addresses."""

    def manifests(self, node: str, files: Mapping[str, bytes], *, adopt: bool = False) -> None:
        """The files of a node's static pods."""

    def power(self, *, on: bool, machines: bool) -> None:
        """The control plane's processes end, or are started, and with them all machines."""

    def add_node(self, name: str, interface: Interface) -> None:
        """A machine joins."""

    def remove_node(self, name: str) -> None:
        """A machine leaves for good."""

    def end(self) -> None:
        """Everything stops: nothing is due any more."""

    def settled(self) -> bool:
        """Whether nothing is due but periodic things."""

    def snapshot(self) -> Any:
        """JSON data for `start(cluster, state)`."""


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def node_address(index: int) -> str:
    """The address of the n-th machine, from 0: 172.30.1.2, 172.30.2.2, ..."""
    return f"172.{30 + (index + 1) // 256}.{(index + 1) % 256}.2"


class Cluster:
    """One learner's cluster. Time passes only through `clock`.

    `interfaces` are the machines' places in the network by node name; the first one is where the learner sits and where
    the API server listens (`server`).
    """

    def __init__(
        self,
        clock: Clock,
        randomness: Randomness,
        network: Network,
        runtime: ContainerRuntime,
        spec: ClusterSpec,
        *,
        state: Any = None,
    ) -> None:
        self.clock, self.randomness, self.network, self.runtime = clock, randomness, network, runtime
        self._outer = network.translate, network.police  # what holds without a cluster
        self._watchers: list[Callable[[str, ResourceKey, Object], None]] = []
        self._make(spec, state)

    def _make(self, spec: ClusterSpec, state: Any) -> None:
        """Everything that one cluster is; `state` is a snapshot."""
        self.spec = spec
        self.interfaces: dict[str, Interface] = {}
        self._attached: list[Interface] = []
        for index, node in enumerate(spec.nodes):
            self._attach(node, index)
        self.api = Api(RELEASES[spec.release], self.clock, self.randomness, self.network)
        self.api.kubelet, self.api.away = self.kubelet, self.away
        self.control: Control | None = None
        self._listener: Listener | None = None
        self.serving: Callable[[], bytes | None] = lambda: None  # what the API server shows, when it is a file's (PEM)
        self.created: float = self.clock.now if state is None else state["created"]
        self.salt: str = self.randomness.hex(32) if state is None else state["salt"]
        for callback in self._watchers:
            self.api.store.on_change(callback)
        if not spec.nodes:
            return
        self.api.server = self.server
        self.api.interface = next(iter(self.interfaces.values()))
        bootstrap.preload(self)
        if state is None:
            bootstrap.build(self)
        else:
            self.api.store.restore(state["store"])
            self.api.untidy.update(self.api.store.uids())
            definitions.register_all(self.api)
            self.api.owners.restore(state["owners"])
        self.serve(up=True)
        self._start_control(state)

    def _attach(self, node: NodeSpec, index: int) -> Interface:
        address = node.address or node_address(index)
        found = self.network.interfaces.get(address)
        if found is None:
            found = self.network.attach(Interface(node.name, address))
            self._attached.append(found)
        self.interfaces[node.name] = found
        return found

    # -- clusters that come and go

    def rebuild(self, spec: ClusterSpec) -> None:
        """Another cluster takes this one's place, as new; none at all when the spec has no nodes."""
        if self.control is not None:
            self.control.end()
        if self.spec.nodes:
            self.serve(up=False)
        for interface in self._attached:
            self.network.detach(interface)
        self.network.translate, self.network.police = self._outer
        self._make(spec, None)

    def power(self, *, on: bool, machines: bool = True) -> None:
        """The control plane ends, or goes on; with it all machines, if so wanted."""
        if self.control is not None:
            self.control.power(on=on, machines=machines)

    def add_node(self, node: NodeSpec) -> None:
        """One more machine, ready."""
        index = len(self.spec.nodes)
        self.spec = replace(self.spec, nodes=(*self.spec.nodes, node))
        interface = self._attach(node, index)
        if self.control is not None:
            self.control.add_node(node.name, interface)
        bootstrap.add_node(self, node, index)

    def remove_node(self, name: str) -> None:
        """A machine goes for good, with its Node object."""
        self.spec = replace(self.spec, nodes=tuple(one for one in self.spec.nodes if one.name != name))
        if self.api.objects.get(("", "nodes"), "", name) is not None:
            self.api.objects.delete(("", "nodes"), "", name)
        if self.control is not None:
            self.control.remove_node(name)
        interface = self.interfaces.pop(name)
        if interface in self._attached:
            self._attached.remove(interface)
            self.network.detach(interface)

    def _start_control(self, state: Any) -> None:
        from app.cluster import control  # noqa: PLC0415

        start: Callable[..., Control] | None = getattr(control, "start", None)
        if start is not None:
            self.control = start(self, state["control"] if state is not None else None)

    def serve(self, *, up: bool) -> None:
        """Listen on the API server's port, or do not."""
        if up and self._listener is None:
            self._listener = self.network.listen(
                next(iter(self.interfaces.values())), self.spec.port, self.api.serve, tls=True, owner="kube-apiserver",
                certificates=lambda _: self.serving() or self._certificate(),
            )  # fmt: skip
        elif not up and self._listener is not None:
            self.network.unlisten(self._listener)
            self._listener = None
            self.api.hang_up()

    def _certificate(self) -> bytes:
        names = certificates.server_names(self.spec.preset, next(iter(self.interfaces)), self.server[0])
        return certificates.server_certificate(names, self.created // HOUR * HOUR)

    def manifests(self, node: str, files: Mapping[str, bytes], *, adopt: bool = False) -> None:
        """The files of a node's static pods by path; `adopt` when these are those that run already."""
        if self.control is not None:
            self.control.manifests(node, files, adopt=adopt)

    @property
    def server(self) -> tuple[str, int]:
        """The API server's place in the network (a TLS listener)."""
        first = next(iter(self.interfaces.values()), None)
        return (first.address if first is not None else "127.0.0.1", self.spec.port)

    def kubeconfig(self) -> Object:
        """The admin's kubeconfig: context kubernetes-admin@kubernetes with a client certificate."""
        host, port = self.server
        ours = certificates.authority()
        certificate = certificates.admin_certificate(self.created // HOUR * HOUR)
        cluster = {"certificate-authority-data": _base64(ours["ca.crt"]), "server": f"https://{host}:{port}"}
        user = {"client-certificate-data": _base64(certificate), "client-key-data": _base64(ours["admin.key"])}
        context = {"cluster": "kubernetes", "user": "kubernetes-admin"}
        return {
            "apiVersion": "v1",
            "clusters": [{"cluster": cluster, "name": "kubernetes"}],
            "contexts": [{"context": context, "name": "kubernetes-admin@kubernetes"}],
            "current-context": "kubernetes-admin@kubernetes",
            "kind": "Config",
            "users": [{"name": "kubernetes-admin", "user": user}],
        }

    def kubelet(self, node: str) -> Kubelet | None:
        """A node's kubelet as the API server reaches it; None when there is none."""
        return self.control.kubelet(node) if self.control is not None else None

    def away(self, node: str) -> bool:
        """Whether a node's machine is away."""
        return self.control is not None and self.control.away(node)

    def stop_node(self, name: str) -> None:
        """The machine goes away: its kubelet is silent and its pods unreachable."""
        if self.control is not None:
            self.control.stop_node(name)

    def start_node(self, name: str) -> None:
        """The machine comes back."""
        if self.control is not None:
            self.control.start_node(name)

    def stop_kubelet(self, node: str) -> None:
        """A node's kubelet ends; its containers run on."""
        if self.control is not None:
            self.control.stop_kubelet(node)

    def start_kubelet(self, node: str) -> None:
        """It is started again."""
        if self.control is not None:
            self.control.start_kubelet(node)

    def load_balancer(self, provider: Literal["", "cloud", "tunnel"]) -> None:
        """Who gives Services of type LoadBalancer their addresses: a simulated cloud, `minikube tunnel` or nobody."""
        if self.control is not None:
            self.control.load_balancer(provider)

    def on_change(self, callback: Callable[[str, ResourceKey, Object], None]) -> None:
        """`callback(type, key, obj)` after every write; must be cheap."""
        self._watchers.append(callback)
        self.api.store.on_change(callback)

    def settled(self) -> bool:
        """Whether nothing is due but periodic things."""
        return self.control is None or self.control.settled()

    def snapshot(self) -> Any:
        """Everything as JSON data."""
        return {
            "spec": asdict(self.spec),
            "created": self.created,
            "salt": self.salt,
            "store": self.api.store.snapshot(),
            "owners": self.api.owners.snapshot(),
            "control": self.control.snapshot() if self.control is not None else None,
        }

    @classmethod
    def restore(
        cls, snapshot: Any, clock: Clock, randomness: Randomness, network: Network, runtime: ContainerRuntime
    ) -> Cluster:
        """Go on from a `snapshot()`; clock and randomness have been restored by the caller."""
        given = snapshot["spec"]
        nodes = tuple(NodeSpec(**{**node, "taints": tuple(node["taints"])}) for node in given["nodes"])
        spec = ClusterSpec(given["release"], nodes, given["preset"], given["port"])
        return cls(clock, randomness, network, runtime, spec, state=snapshot)

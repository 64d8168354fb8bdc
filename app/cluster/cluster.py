"""A simulated cluster: its API server, control plane and nodes. Synchronous, deterministic, no I/O."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
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
    """A machine of the cluster. `role` is "control-plane" or empty; taints are `{key, value, effect}`."""

    name: str
    role: str = ""
    cpu: str = "1"
    memory: str = "3840Mi"
    taints: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class ClusterSpec:
    """What to build. Presets: `lesson` is a kubeadm-like cluster, `bare` has nothing in kube-system."""

    release: str = "1.36"
    nodes: tuple[NodeSpec, ...] = (NodeSpec("controlplane", "control-plane"),)
    preset: str = "lesson"


class Control(Protocol):
    """Everything that acts in a cluster: control loops, scheduler, kubelets. Started by `app.cluster.control.start`."""

    def kubelet(self, node: str) -> Kubelet | None:
        """A node's kubelet; None when the machine is away or there is none."""

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
        self.clock, self.randomness, self.network, self.runtime, self.spec = clock, randomness, network, runtime, spec
        self.interfaces: dict[str, Interface] = {}
        for index, node in enumerate(spec.nodes):
            address = node_address(index)
            self.interfaces[node.name] = network.interfaces.get(address) or network.attach(
                Interface(node.name, address)
            )
        self.api = Api(RELEASES[spec.release], clock, randomness, network)
        self.api.kubelet = self.kubelet
        self.api.server = self.server
        self.api.interface = next(iter(self.interfaces.values()))
        self.control: Control | None = None
        self.created: float = clock.now if state is None else state["created"]
        self.salt: str = randomness.hex(32) if state is None else state["salt"]
        bootstrap.preload(self)
        if state is None:
            bootstrap.build(self)
        else:
            self.api.store.restore(state["store"])
            self.api.untidy.update(self.api.store.uids())
            definitions.register_all(self.api)
            self.api.owners.restore(state["owners"])
        self._listener: Listener | None = None
        self.serve(up=True)
        self._start_control(state)

    def _start_control(self, state: Any) -> None:
        from app.cluster import control  # noqa: PLC0415

        start: Callable[..., Control] | None = getattr(control, "start", None)
        if start is not None:
            self.control = start(self, state["control"] if state is not None else None)

    def serve(self, *, up: bool) -> None:
        """Listen on the API server's port, or do not."""
        if up and self._listener is None:
            self._listener = self.network.listen(
                next(iter(self.interfaces.values())), API_PORT, self.api.serve, tls=True, owner="kube-apiserver"
            )
        elif not up and self._listener is not None:
            self.network.unlisten(self._listener)
            self._listener = None

    def manifests(self, node: str, files: Mapping[str, bytes], *, adopt: bool = False) -> None:
        """The files of a node's static pods by path; `adopt` when these are those that run already."""
        if self.control is not None:
            self.control.manifests(node, files, adopt=adopt)

    @property
    def server(self) -> tuple[str, int]:
        """The API server's place in the network (a TLS listener)."""
        return (next(iter(self.interfaces.values())).address, API_PORT)

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
        spec = ClusterSpec(given["release"], nodes, given["preset"])
        return cls(clock, randomness, network, runtime, spec, state=snapshot)

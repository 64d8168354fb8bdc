"""What a machine's container runtime would tell, when the machine is a node. The lab injects it as `host.node`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.host.bash.interpreter import Writer
from app.host.device import TerminalDevice
from app.host.links import PodNetwork
from app.host.power import Power
from app.host.streams import Source


@dataclass(frozen=True)
class Sandbox:
    """A pod on the node. Times are seconds since 1970."""

    id: str
    name: str
    namespace: str
    uid: str
    created: float
    ready: bool


@dataclass(frozen=True)
class NodeContainer:
    """A container on the node: `state` is Running or Exited, `image_id` without `sha256:`."""

    id: str
    name: str
    image: str
    image_id: str
    attempt: int
    state: str
    created: float
    sandbox: Sandbox
    exit_code: int = 0


@dataclass(frozen=True)
class NodeImage:
    """An image on the node; `size` in bytes."""

    repository: str
    tag: str
    id: str
    digest: str
    size: int


@dataclass(frozen=True)
class EtcdValue:
    """A key of etcd's with its value and revisions."""

    key: str
    value: bytes
    created: int
    modified: int
    version: int = 1


@dataclass(frozen=True)
class ServicePort:
    """A port of a Service, as kube-proxy knows it: `name` is namespace/name:port, endpoints are address:port."""

    name: str
    protocol: str
    address: str
    port: int
    node_port: int
    endpoints: tuple[str, ...]


class Etcd(Protocol):
    """The store of the cluster, as etcd's clients see it."""

    @property
    def member(self) -> str:
        """The name of its one member."""

    @property
    def address(self) -> str:
        """Where its machine is."""

    def issuer(self) -> str:
        """Whose certificates it shows and trusts, as a distinguished name."""

    def measure(self) -> tuple[int, int, int]:
        """Revision, number of keys, bytes."""

    def dump(self) -> bytes:
        """Everything, as the file that `snapshot save` writes."""

    def range(self, key: str, end: str) -> list[EtcdValue]:
        """The keys from one to before another, in order; only `key` itself when `end` is empty."""

    def put(self, key: str, value: bytes) -> None:
        """Write a key of the learner's own; PermissionError for those of the API server."""

    def delete(self, key: str) -> None:
        """Take a key out."""


class Node(Protocol):
    """A node's runtime, read only."""

    @property
    def release(self) -> str:
        """The version of the node's binaries: v1.36.2."""

    @property
    def created(self) -> float:
        """When kubeadm made the cluster."""

    @property
    def power(self) -> Power | None:
        """The machine's switch; None for the learner's own machine."""

    def journal(self) -> list[tuple[float, str]]:
        """What the kubelet has logged: (time, line in klog's form)."""

    def etcd(self, address: str = "127.0.0.1") -> Etcd | None:
        """The etcd that answers at an address as this machine sees it; None where none does."""

    def admits(self, endpoint: str, token: str, hashes: tuple[str, ...]) -> str:
        """Why the cluster behind an endpoint does not let this machine join; "" when it does."""

    def join(self) -> None:
        """Put down what the kubelet needs to be a node of the cluster."""

    def initialise(self) -> None:
        """Put down what the control plane of a new cluster needs."""

    def mark(self) -> None:
        """Make the node one of the control plane, and add DNS and kube-proxy to the cluster."""

    def leave(self) -> None:
        """End every container; the machine is no node until it joins again."""

    def services(self) -> list[ServicePort]:
        """The ports of all Services that have an address, by name."""

    def pod_network(self) -> PodNetwork | None:
        """The addresses of pods; None while the node has no range for them."""

    def containers(self) -> list[NodeContainer]:
        """Every container, the latest first."""

    def sandboxes(self) -> list[Sandbox]:
        """Every pod, the latest first."""

    def images(self) -> list[NodeImage]:
        """Every image, by name."""

    def logs(self, container: str) -> list[tuple[float, str, bytes]]:
        """What a container has written: (time, stdout or stderr, line)."""

    async def execute(
        self, container: str, command: list[str], source: Source, stdout: Writer, stderr: Writer,
        terminal: TerminalDevice | None = None,
    ) -> int | None:  # fmt: skip
        """Run a program in a container to its end; None when it has no such program."""

    def stop(self, container: str, seconds: float) -> None:
        """Ask a container to end, and end it when the seconds are over."""

    def remove(self, container: str) -> None:
        """Forget a container that has ended."""

    def pull(self, image: str) -> NodeImage | str:
        """Fetch an image; what the registry says when it has none."""

    def remove_image(self, image: str) -> NodeImage | None:
        """Forget an image; None when it is not there."""

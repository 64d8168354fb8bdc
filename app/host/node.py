"""What a machine's container runtime would tell, when the machine is a node. The lab injects it as `host.node`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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


class Node(Protocol):
    """A node's runtime, read only."""

    @property
    def release(self) -> str:
        """The version of the node's binaries: v1.36.2."""

    @property
    def created(self) -> float:
        """When kubeadm made the cluster."""

    def journal(self) -> list[tuple[float, str]]:
        """What the kubelet has logged: (time, line in klog's form)."""

    def etcd(self) -> tuple[int, int, int] | None:
        """Revision, number of keys and bytes of the etcd that runs here; None where none runs."""

    def containers(self) -> list[NodeContainer]:
        """Every container, the latest first."""

    def sandboxes(self) -> list[Sandbox]:
        """Every pod, the latest first."""

    def images(self) -> list[NodeImage]:
        """Every image, by name."""

    def logs(self, container: str) -> list[tuple[float, str, bytes]]:
        """What a container has written: (time, stdout or stderr, line)."""

"""What minikube makes clusters with, when a machine can have one. The lab injects it as `host.local_cluster`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.host.host import Host


@dataclass(frozen=True)
class LocalMachine:
    """A machine of the cluster: `cpus`, `memory` in MiB, and what runs its containers (docker://29.2.1)."""

    name: str
    address: str
    control_plane: bool = False
    cpus: int = 2
    memory: int = 3072
    runtime: str = "docker://29.2.1"


class LocalCluster(Protocol):
    """The one cluster that the learner can make, change and throw away."""

    @property
    def release(self) -> str:
        """The version of Kubernetes that is there to be had: v1.36.2."""

    @property
    def on_host(self) -> bool:
        """Whether the cluster runs on the learner's machine itself, as with minikube's driver `none`."""

    @property
    def taken(self) -> bool:
        """Whether this machine has a cluster of another tool."""

    def server(self) -> tuple[str, int]:
        """Where the API server listens."""

    def machines(self) -> list[str]:
        """The machines of the cluster; none when there is no cluster."""

    def running(self, machine: str) -> bool:
        """Whether a machine is switched on."""

    def serving(self) -> bool:
        """Whether the API server answers."""

    def create(self, machines: Sequence[LocalMachine]) -> None:
        """Make a cluster; the first machine has the control plane."""

    def delete(self) -> None:
        """Throw it away."""

    def power(self, *, on: bool) -> None:
        """Switch all of its machines on or off."""

    def pause(self, *, paused: bool) -> None:
        """Freeze the control plane, or let it go on."""

    def add(self, machine: LocalMachine) -> None:
        """One more node."""

    def remove(self, machine: str) -> None:
        """One node less."""

    def power_machine(self, machine: str, *, on: bool) -> None:
        """Switch one node on or off."""

    def host(self, machine: str) -> Host | None:
        """A node's machine."""

    def credentials(self) -> dict[str, str]:
        """`ca.crt`, `client.crt` and `client.key` of its administrator, as PEM."""

    def tunnel(self, *, is_open: bool) -> None:
        """Whether Services of type LoadBalancer get addresses."""

    def has_addon(self, name: str) -> bool:
        """Whether an addon is simulated."""

    def enable(self, name: str) -> None:
        """Apply an addon's objects."""

    def disable(self, name: str) -> None:
        """Delete them."""

    def addon_ready(self, name: str) -> bool:
        """Whether all of an addon's pods run."""

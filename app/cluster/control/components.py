"""Which parts of the control plane run: as long as their static pods' containers do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SERVER, STORE = "kube-apiserver", "etcd"
CONTROLLERS, SCHEDULER = "kube-controller-manager", "kube-scheduler"
NAMES = (STORE, SERVER, CONTROLLERS, SCHEDULER)


class Components:
    """The control plane's processes. `changed` is called after one has ended or begun.

    `begun` is told before that which pod one runs in, so that what its command line asks for holds from the start.
    """

    def __init__(self) -> None:
        self.down: set[str] = set()
        self.stalled: set[str] = set()  # processes that run, but wait for another one before they begin
        self.changed: list[Callable[[], None]] = []
        self.begun: list[Callable[[str, dict[str, Any]], None]] = []

    @property
    def listening(self) -> bool:
        """Whether anybody answers at the API server's port, perhaps only to say that there is no etcd."""
        return SERVER not in self.down

    @property
    def serving(self) -> bool:
        """Whether anybody reaches the API."""
        return not self.down & {SERVER, STORE}

    @property
    def controlling(self) -> bool:
        """Whether the control loops act."""
        return not self.down or not self.down & {SERVER, STORE, CONTROLLERS}

    @property
    def scheduling(self) -> bool:
        """Whether pods are given nodes."""
        return not self.down or not self.down & {SERVER, STORE, SCHEDULER}

    def change(self, name: str, *, up: bool, pod: dict[str, Any] | None = None) -> None:
        """One begins its work, in a pod, or has ended."""
        if up != (name in self.down):
            return
        if up and pod is not None:
            for begin in self.begun:
                begin(name, pod)
        self.down ^= {name}
        for tell in self.changed:
            tell()

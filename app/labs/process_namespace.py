"""Process namespaces that containers share: a pod's, and that of the container which an ephemeral one was made for.

Follows kubernetes pkg/kubelet/kuberuntime/security_context.go: namespacesForPod, NamespaceMode_TARGET.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.cluster.node.runtime import ContainerSpec
from app.host.host import Host
from app.host.processes import Process

if TYPE_CHECKING:
    from app.labs.containers import Machine

PAUSE = ("/pause",)
GAP = 6  # numbers that starting a container takes


def is_shared(spec: ContainerSpec) -> bool:
    """Whether a container sees the processes of all of its pod: then the sandbox's own has number 1."""
    return bool(spec.pod_spec.get("shareProcessNamespace"))


def target_of(spec: ContainerSpec) -> str:
    """The container whose processes this one sees; "" when it has a namespace of its own."""
    for container in spec.pod_spec.get("ephemeralContainers") or ():
        if container["name"] == spec.name:
            return str(container.get("targetContainerName") or "")
    return ""


def join(host: Host, target: Callable[[], Host | None]) -> None:
    """Have the table show the target's processes before its own, whose numbers go on behind those."""

    def theirs() -> list[Process]:
        found = target()
        return found.processes.all() if found is not None else []

    host.processes.contained = theirs
    host.processes.next_pid = max([host.processes.next_pid, *(one.pid + 1 for one in theirs())])


class PodProcesses:
    """The process namespace of one pod: who is in it, and the process that holds it."""

    def __init__(self, began: float, machines: Callable[[], list[Machine]]) -> None:
        self._machines = machines  # of the containers that run
        self._known: dict[str, Host | None] = {}  # by container id; None for one that is just coming
        self._pause = Process(1, 0, PAUSE, began, memory=1 << 20)
        self._last = 1

    def enter(self, machine: Machine, host: Host) -> None:
        """A container comes to the namespace; those that run already have come before it."""
        identity, table = machine.spec.id, host.processes
        self._known[identity] = None
        table.contained = lambda: [self._pause, *self._beside(identity)]
        table.shared = True
        self._last = max([self._last, *(one.pid for one in table.all())])
        table.next_pid = max(table.next_pid, self._last + GAP)
        self._known[identity] = host

    def _beside(self, identity: str) -> list[Process]:
        """Those of the other containers, whose machines are made when they are looked at, which they are now."""
        found: list[Process] = []
        for machine in self._machines():
            if machine.spec.id not in self._known and machine.process is not None:
                _ = machine.host
            host = self._known.get(machine.spec.id)
            if host is not None and machine.spec.id != identity:
                found += host.processes.own()
        return found

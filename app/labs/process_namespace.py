"""The process namespace of an ephemeral container that was made for another one, as `kubectl debug --target` makes it.

Follows kubernetes pkg/kubelet/kuberuntime/security_context.go: NamespaceMode_TARGET.
"""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.node.runtime import ContainerSpec
from app.host.host import Host
from app.host.processes import Process


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

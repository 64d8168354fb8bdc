"""A node's container runtime as a service: without it containers run on, but the node is not ready.

Follows kubernetes pkg/kubelet/kubelet.go (updateRuntimeUp, runtimeState) and pkg/kubelet/nodestatus/setters.go.
"""

from __future__ import annotations

from app.cluster.cluster import Cluster
from app.cluster.control.machinery import Machinery
from app.cluster.node.kubelet import Kubelet
from app.host import services
from app.host.host import Host
from app.labs.node import readiness
from app.sim.clock import Timer

DOWN = 30.0  # seconds after which a kubelet says that the runtime is down
REFUSED = "dial unix /run/containerd/containerd.sock: connect: connection refused"
LINE = (
    '"Container runtime sanity check failed" err="rpc error: code = Unavailable desc = connection error: desc = '
    f'\\"transport: Error while dialing: {REFUSED}\\""'
)


class ContainerdService:
    """`systemctl stop containerd` and its kind, on one node."""

    def __init__(self, cluster: Cluster, host: Host, node: str) -> None:
        self._cluster, self._host, self._node = cluster, host, node
        self._timer: Timer | None = None
        if not services.active(host, "containerd"):
            self._timer = host.clock.call_later(DOWN, self._down)

    def act(self, verb: str) -> None:
        """The learner starts, stops or restarts it."""
        if self._timer is not None:
            self._timer.cancel()
        if (kubelet := self._kubelet()) is None:
            return
        if verb == "stop":
            kubelet.fall_silent()
            kubelet.note("kubelet.go:3029", LINE, bad=True)
            self._timer = self._host.clock.call_later(DOWN, self._down)
        elif kubelet.stopped and services.active(self._host, "kubelet") and "kubelet" not in self._host.failures:
            kubelet.speak_again()
            readiness.tell(self._cluster, self._node, *readiness.READY)

    def _down(self) -> None:
        if not services.active(self._host, "containerd") and services.active(self._host, "kubelet"):
            readiness.tell(self._cluster, self._node, "False", "KubeletNotReady", "container runtime is down")

    def _kubelet(self) -> Kubelet | None:
        control = self._cluster.control
        return control.kubelets.get(self._node) if isinstance(control, Machinery) else None

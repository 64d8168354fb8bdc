"""A node's container runtime as a service: without it containers run on, but the node is not ready.

Follows kubernetes pkg/kubelet/kubelet.go (updateRuntimeUp, runtimeState) and pkg/kubelet/nodestatus/setters.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.cluster import Cluster
from app.cluster.control.machinery import Machinery
from app.cluster.node.kubelet import Kubelet
from app.host import services
from app.host.host import Host
from app.sim.clock import Timer, rfc3339

DOWN = 30.0  # seconds after which a kubelet says that the runtime is down
NODES = ("", "nodes")
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
            self._tell("True", "KubeletReady", "kubelet is posting ready status")

    def _down(self) -> None:
        if not services.active(self._host, "containerd") and services.active(self._host, "kubelet"):
            self._tell("False", "KubeletNotReady", "container runtime is down")

    def _kubelet(self) -> Kubelet | None:
        control = self._cluster.control
        return control.kubelets.get(self._node) if isinstance(control, Machinery) else None

    def _tell(self, status: str, reason: str, message: str) -> None:
        """Write the node's condition, as its kubelet does."""
        node = self._cluster.api.objects.get(NODES, "", self._node)
        if node is None:
            return
        now = rfc3339(self._cluster.clock.now)
        conditions: list[dict[str, Any]] = []
        for one in (node.get("status") or {}).get("conditions") or ():
            if one["type"] != "Ready":
                conditions.append(one)
                continue
            moved = one["lastTransitionTime"] if one["status"] == status else now
            conditions.append({"type": "Ready", "status": status, "lastHeartbeatTime": now, "lastTransitionTime": moved,
                               "reason": reason, "message": message})  # fmt: skip
        changed = {**node, "status": {**node["status"], "conditions": conditions}}
        self._cluster.api.objects.update(NODES, changed, subresource="status", manager="kubelet")

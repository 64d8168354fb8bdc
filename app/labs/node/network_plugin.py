"""The configuration of a node's network plugins: without any, pods get no network and the node is not ready.

Follows containerd internal/cri/server/cni_conf_syncer.go and status.go, and kubernetes pkg/kubelet/kubelet.go
(updateRuntimeUp) and nodestatus/setters.go (ReadyCondition).
"""

from __future__ import annotations

from app.cluster.cluster import Cluster
from app.cluster.control.machinery import Machinery
from app.host.host import Host
from app.labs.kubelets import kubelet_of
from app.labs.node import readiness

FOLDER = "/etc/cni/net.d"
SUFFIXES = (".conf", ".conflist", ".json")
NOTICE = 5.0  # seconds between two of a kubelet's looks at the runtime
MISSING = (
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin "
    "returns error: cni plugin not initialized"
)


class NetworkPlugin:
    """One node's. `look` is to be called when files may have changed."""

    def __init__(self, cluster: Cluster, host: Host, node: str) -> None:
        self._cluster, self._host, self._node = cluster, host, node
        self._there = self._configured()
        self._planned = False

    def look(self) -> None:
        """See whether there is a configuration; the kubelet hears of it a moment later."""
        if not self._planned and self._configured() != self._there:
            self.tell_soon()

    def tell_soon(self) -> None:
        """The kubelet asks the runtime how it is, as it does all the time, and when it starts."""
        self._planned = True
        self._cluster.clock.call_later(NOTICE, self._tell)

    def _tell(self) -> None:
        self._planned, self._there = False, self._configured()
        kubelet, control = kubelet_of(self._cluster, self._node), self._cluster.control
        if kubelet is None or not isinstance(control, Machinery):
            return
        before, kubelet.network.problem = kubelet.network.problem, "" if self._there else MISSING
        if kubelet.stopped or not (before or kubelet.network.problem):
            return
        state = readiness.READY if self._there else ("False", "KubeletNotReady", MISSING)
        node = self._cluster.api.objects.get(readiness.NODES, "", self._node)
        if readiness.tell(self._cluster, self._node, *state) and node is not None:
            reason = "NodeReady" if self._there else "NodeNotReady"
            text = f"Node {self._node} status is now: {reason}"
            control.plane.events.event(node, "Normal", reason, text, "kubelet", host=self._node)

    def _configured(self) -> bool:
        files = self._host.files
        return files.kind_of(FOLDER) == "directory" and any(
            name.endswith(SUFFIXES) for name in files.list_directory(FOLDER)
        )

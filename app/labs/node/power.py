"""A node's machine that goes down and comes up: its programs end, its services start as they are enabled."""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.api.api import Api
from app.cluster.bootstrap import stable_uid
from app.cluster.cluster import Cluster
from app.cluster.control.machinery import Machinery
from app.host import services
from app.host.host import Host
from app.labs.node.readiness import NODES
from app.sim.clock import Timer

STOPPING = 1.0  # seconds until sessions are ended
BOOT = 20.0  # seconds from going down to services that run
KEPT = "off"  # in the plane's memory
SERVICES = ("containerd", "kubelet")


class NodePower:
    """See app.host.power.Power."""

    def __init__(self, cluster: Cluster, host: Host, node: str, switched: Callable[[str, bool], None]) -> None:
        self._cluster, self._host, self._node, self._switched = cluster, host, node, switched
        self._timer: Timer | None = None
        control = cluster.control
        # Machines that went down by themselves, and whether they come up again.
        self._down_now: dict[str, bool] = (
            control.plane.kept.setdefault(KEPT, {}) if isinstance(control, Machinery) else {}
        )
        if self._down_now.get(node):  # in a snapshot
            self._timer = host.clock.call_later(BOOT, self._up)

    @property
    def on(self) -> bool:
        """See Power."""
        return self._node not in self._down_now or not self._cluster.away(self._node)

    def go_down(self, seconds: float, *, again: bool) -> None:
        """See Power."""
        self.cancel()
        self._timer = self._host.clock.call_later(seconds + STOPPING, lambda: self._down(again=again))

    def cancel(self) -> None:
        """See Power."""
        if self._timer is not None:
            self._timer.cancel()

    def _down(self, *, again: bool) -> None:
        self._down_now[self._node] = again
        self._cluster.stop_node(self._node)
        self._switched(self._node, False)
        self._host.end()
        if again:
            self._timer = self._host.clock.call_later(BOOT, self._up)

    def _up(self) -> None:
        """Follows kubernetes pkg/kubelet/nodestatus/setters.go: MachineInfo tells of another boot."""
        host = self._host
        host.booted = host.clock.now
        self._down_now.pop(self._node, None)
        self._cluster.start_node(self._node)
        self._switched(self._node, True)
        for name in SERVICES:
            services.act(host, name, "start" if services.enabled(host, name) else "stop")
        if services.enabled(host, "kubelet"):
            self._tell(self._cluster.api)

    def _tell(self, api: Api) -> None:
        node, control = api.objects.get(NODES, "", self._node), self._cluster.control
        if node is None or not isinstance(control, Machinery):
            return
        boot = stable_uid("boot", self._node, str(self._host.booted))
        text = f"Node {self._node} has been rebooted, boot id: {boot}"
        control.plane.events.event(node, "Warning", "Rebooted", text, "kubelet", host=self._node)
        status = {**node["status"], "nodeInfo": {**node["status"]["nodeInfo"], "bootID": boot}}
        api.objects.update(NODES, {**node, "status": status}, subresource="status", manager="kubelet")

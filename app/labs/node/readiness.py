"""The Ready condition of a node, as its kubelet writes it when something on the machine is amiss."""

from __future__ import annotations

from typing import Any

from app.cluster.cluster import Cluster
from app.sim.clock import rfc3339

NODES = ("", "nodes")
READY = ("True", "KubeletReady", "kubelet is posting ready status")


def tell(cluster: Cluster, name: str, status: str, reason: str, message: str) -> bool:
    """Write it; whether the node was otherwise before."""
    node = cluster.api.objects.get(NODES, "", name)
    if node is None:
        return False
    now = rfc3339(cluster.clock.now)
    turned = False
    conditions: list[dict[str, Any]] = []
    for one in (node.get("status") or {}).get("conditions") or ():
        if one["type"] != "Ready":
            conditions.append(one)
            continue
        turned = one["status"] != status
        moved = now if turned else one["lastTransitionTime"]
        conditions.append({"type": "Ready", "status": status, "lastHeartbeatTime": now, "lastTransitionTime": moved,
                           "reason": reason, "message": message})  # fmt: skip
    changed = {**node, "status": {**node["status"], "conditions": conditions}}
    cluster.api.objects.update(NODES, changed, subresource="status", manager="kubelet")
    return turned

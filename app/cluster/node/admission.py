"""Whether a kubelet takes a pod at all: pods bound by `spec.nodeName` may not fit.

Follows kubernetes pkg/kubelet/lifecycle/predicate.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.control.pods import is_finished
from app.cluster.control.resources import NODES, Object
from app.cluster.scheduler import filters
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.requirements import requirements

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet


def refuse(kubelet: Kubelet, pod: Object) -> tuple[str, str] | None:
    """(reason, message) of a pod that the kubelet fails at once, or None."""
    if any(one["type"] == "PodScheduled" for one in pod.get("status", {}).get("conditions") or ()):
        return None  # the scheduler has asked the same questions
    node = kubelet.plane.objects.get(NODES, "", kubelet.name)
    needs = requirements(pod)
    if node is None or not (needs.requests or needs.node_selector or needs.affinity):
        return None
    info = NodeInfo(node)
    for other in kubelet.plane.objects.by_node(kubelet.name):
        if other["metadata"]["uid"] != pod["metadata"]["uid"] and not is_finished(other):
            info.add(other, requirements(other))
    if not filters.matches_node(needs, info):
        return "NodeAffinity", f"Pod was rejected: Predicate NodeAffinity failed: {filters.AFFINITY}"
    for name, wanted in needs.requests.items():
        used, offered = info.requested.get(name, 0), info.allocatable.get(name, 0)
        if wanted > offered - used:
            message = (
                f"Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {offered}"
            )
            return f"OutOf{name}", f"Pod was rejected: {message}"
    return None

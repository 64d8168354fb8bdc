"""Whether a kubelet takes a pod at all: pods bound by `spec.nodeName` may not fit.

Follows kubernetes pkg/kubelet/lifecycle/predicate.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.control.pods import is_finished
from app.cluster.control.resources import NODES, Object, labels_of
from app.cluster.scheduler import filters
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.requirements import requirements

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet

OS_LABEL = "kubernetes.io/os"
SOURCE = "kubernetes.io/config.source"


def refuse(kubelet: Kubelet, pod: Object) -> tuple[str, str] | None:
    """(reason, message) of a pod that the kubelet fails at once, or None."""
    node = kubelet.plane.objects.get(NODES, "", kubelet.name)
    system = str((pod["spec"].get("os") or {}).get("name", ""))
    if node is None or (kubelet.plane.classic and system):
        return None
    wanted = (pod["spec"].get("nodeSelector") or {}).get(OS_LABEL)
    if wanted is not None and labels_of(node).get(OS_LABEL, wanted) != wanted:
        why = "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label"
        return "PodOSSelectorNodeLabelDoesNotMatch", why
    if system not in {"", "linux"}:
        return "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"
    if any(one["type"] == "PodScheduled" for one in pod.get("status", {}).get("conditions") or ()):
        return None  # the scheduler has asked the other questions
    return _misfit(kubelet, pod, node)


def _misfit(kubelet: Kubelet, pod: Object, node: Object) -> tuple[str, str] | None:
    needs, info = requirements(pod), NodeInfo(node)
    for other in kubelet.plane.objects.by_node(kubelet.name):
        if other["metadata"]["uid"] != pod["metadata"]["uid"] and not is_finished(other):
            info.add(other, requirements(other))
    amounts = [("pods", 1, len(info.pods), info.limit)]
    amounts += [(name, wanted, info.requested.get(name, 0), info.allocatable.get(name, 0))
                for name, wanted in needs.requests.items()]  # fmt: skip
    for name, wanted, used, offered in amounts:
        if wanted > offered - used:
            what = f"{name}, requested: {wanted}, used: {used}, capacity: {offered}"
            return f"OutOf{name}", f"Node didn't have enough resource: {what}"
    if not filters.matches_node(needs, info):
        return "NodeAffinity", f"Predicate NodeAffinity failed: {filters.AFFINITY}"
    if filters.ports_taken(needs, info):
        return "NodePorts", f"Predicate NodePorts failed: {filters.PORTS}"
    if filters.untolerated(info.taints, needs.tolerations, ("NoExecute",)) is not None and not is_static(pod):
        return "TaintToleration", "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"
    return None


def is_static(pod: Object) -> bool:
    """Whether the pod is one of the node's own manifests."""
    return SOURCE in (pod["metadata"].get("annotations") or {})

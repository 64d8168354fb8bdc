"""Which nodes a DaemonSet's pods belong on, and what such a pod looks like.

Follows kubernetes pkg/controller/daemon/daemon_controller.go: NodeShouldRunDaemonPod, and util/daemonset_util.go.
"""

from __future__ import annotations

from app.cluster.control.pods import from_template
from app.cluster.control.resources import Object, labels_of
from app.cluster.scheduler.filters import matches_node, untolerated
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.requirements import requirements

REVISION, GENERATION = "controller-revision-hash", "pod-template-generation"
TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
_TOLERATED = (
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
)


def tolerations(spec: Object) -> list[Object]:
    """The pod's tolerations with those that every daemon pod has."""
    wanted = list(_TOLERATED)
    if spec.get("hostNetwork"):
        wanted.append(("node.kubernetes.io/network-unavailable", "NoSchedule"))
    found = list(spec.get("tolerations") or ())
    for key, effect in wanted:
        made = {"key": key, "operator": "Exists", "effect": effect}
        if made not in found:
            found.append(made)
    return found


def make_pod(daemon_set: Object, node: str, digest: str) -> Object:
    """A new pod for a node: the scheduler is told by affinity where it belongs."""
    pod = from_template(daemon_set, daemon_set["spec"]["template"])
    generation = (daemon_set["metadata"].get("annotations") or {}).get(TEMPLATE_GENERATION)
    labels = {**labels_of(pod), REVISION: digest}
    if generation:
        labels[GENERATION] = generation
    pod["metadata"]["labels"] = labels
    spec = dict(pod["spec"])
    spec["tolerations"] = tolerations(spec)
    affinity = dict(spec.get("affinity") or {})
    node_affinity = dict(affinity.get("nodeAffinity") or {})
    field = {"key": "metadata.name", "operator": "In", "values": [node]}
    required = node_affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    given: list[Object] = required.get("nodeSelectorTerms") or [{}]
    terms = [{**term, "matchFields": [field]} for term in given]
    node_affinity["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": terms}
    affinity["nodeAffinity"] = node_affinity
    spec["affinity"] = affinity
    pod["spec"] = spec
    return pod


def node_of(pod: Object) -> str:
    """The node a daemon pod is on, or meant for."""
    if pod["spec"].get("nodeName"):
        return str(pod["spec"]["nodeName"])
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    for term in required.get("nodeSelectorTerms") or ():
        for field in term.get("matchFields") or ():
            if field["key"] == "metadata.name" and field.get("values"):
                return str(field["values"][0])
    return ""


def should_run(daemon_set: Object, node: Object) -> tuple[bool, bool]:
    """(a pod should be made there, a pod that is there may stay)."""
    spec = dict(daemon_set["spec"]["template"]["spec"])
    spec["tolerations"] = tolerations(spec)
    info = NodeInfo(node)
    needs = requirements({"metadata": {"name": "", "namespace": ""}, "spec": spec})
    if (needs.node_name and needs.node_name != info.name) or not matches_node(needs, info):
        return False, False
    if untolerated(info.taints, spec["tolerations"], ("NoSchedule", "NoExecute")) is not None:
        return False, untolerated(info.taints, spec["tolerations"], ("NoExecute",)) is None
    return True, True

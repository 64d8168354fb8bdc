"""Kubelets write their own node and the pods bound to it, nothing else.

Follows kubernetes plugin/pkg/admission/noderestriction/admission.go. Missing: resource claims and slices.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.node_authorizer import LEASES, claims_of, config_maps_of, node_of, secrets_of
from app.cluster.api.objects import annotations_of, labels_of, name_of

PODS, NODES, ACCOUNTS = ("", "pods"), ("", "nodes"), ("", "serviceaccounts")
CLAIMS, NODE_LEASES, CSI_NODES = (
    ("", "persistentvolumeclaims"),
    ("coordination.k8s.io", "leases"),
    ("storage.k8s.io", "csinodes"),
)
MIRROR = "kubernetes.io/config.mirror"
_RESTRICTED = "node-restriction.kubernetes.io"
_KUBELET_LABELS = """
    kubernetes.io/hostname topology.kubernetes.io/zone topology.kubernetes.io/region kubernetes.io/os kubernetes.io/arch
    failure-domain.beta.kubernetes.io/zone failure-domain.beta.kubernetes.io/region node.kubernetes.io/instance-type
    beta.kubernetes.io/instance-type beta.kubernetes.io/os beta.kubernetes.io/arch
"""
_KUBELET_SPACES = ("kubelet.kubernetes.io", "node.kubernetes.io")


def validate(attributes: Attributes) -> None:
    """ApiError 403 for what a kubelet may not write."""
    node = node_of(attributes.user)
    if node is None:
        return
    if not node:
        who = attributes.user.name
        raise attributes.forbid(f'could not determine node from user "{who}"')
    why = {
        PODS: _pod,
        NODES: _node,
        ACCOUNTS: _account,
        CLAIMS: _claim,
        NODE_LEASES: _lease,
        CSI_NODES: _csi_node,
    }[attributes.key](attributes, node)
    if why:
        raise attributes.forbid(why)


def _pod(attributes: Attributes, node: str) -> str:
    bound = (attributes.old or attributes.new)["spec"].get("nodeName")
    if attributes.subresource == "status":
        return _pod_status(attributes, node, bound)
    if attributes.subresource == "eviction":
        return "" if bound == node else f"node {node} can only evict pods with spec.nodeName set to itself"
    if attributes.subresource:
        return f"unexpected pod subresource \"{attributes.subresource}\", only 'status' and 'eviction' are allowed"
    if attributes.operation == "DELETE":
        return "" if bound == node else f'node "{node}" can only delete pods with spec.nodeName set to itself'
    if attributes.operation != "CREATE":
        return f'unexpected operation "{attributes.operation}", node "{node}" can only create and delete mirror pods'
    return _pod_create(attributes, node)


def _pod_status(attributes: Attributes, node: str, bound: str | None) -> str:
    if bound != node:
        return f'node "{node}" can only update pod status for pods with spec.nodeName set to itself'
    if attributes.old is not None and labels_of(attributes.old) != labels_of(attributes.new):
        return f'node "{node}" cannot update labels through pod status'
    return ""


def _pod_create(attributes: Attributes, node: str) -> str:
    pod = attributes.new
    if MIRROR not in annotations_of(pod):
        return f'pod does not have "{MIRROR}" annotation, node "{node}" can only create mirror pods'
    if pod["spec"].get("nodeName") != node:
        return f'node "{node}" can only create pods with spec.nodeName set to itself'
    owners = pod["metadata"].get("ownerReferences") or []
    if len(owners) > 1:
        return f'node "{node}" can only create pods with a single owner reference set to itself'
    owner = owners[0] if owners else {}
    if (owner.get("apiVersion"), owner.get("kind"), owner.get("name")) != ("v1", "Node", node):
        return f'node "{node}" can only create pods with an owner reference set to itself'
    if not owner.get("controller"):
        return f'node "{node}" can only create pods with a controller owner reference set to itself'
    for noun, found in (
        ("a service account", pod["spec"].get("serviceAccountName")),
        ("secrets", secrets_of(pod)),
        ("configmaps", config_maps_of(pod)),
        ("persistentvolumeclaims", claims_of(pod)),
    ):
        if found:
            return f'node "{node}" can not create pods that reference {noun}'
    return ""


def _node(attributes: Attributes, node: str) -> str:
    if attributes.name != node:
        return f'node "{node}" is not allowed to modify node "{attributes.name}"'
    if attributes.obj is None:
        return ""
    old, new = attributes.old or {"metadata": {}, "spec": {}}, attributes.new
    if attributes.operation == "UPDATE" and new["spec"].get("taints") != old["spec"].get("taints"):
        return f'node "{node}" is not allowed to modify taints'
    before, after = labels_of(old), labels_of(new)
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    bad = ", ".join(sorted(filter(_is_forbidden, changed)))
    if not bad:
        return ""
    if attributes.operation == "CREATE":
        return f'node "{node}" is not allowed to set the following labels: {bad}'
    return f"is not allowed to modify labels: {bad}"


def _within(space: str, home: str) -> bool:
    return space == home or space.endswith(f".{home}")


def _is_forbidden(label: str) -> bool:
    space = label.rpartition("/")[0]
    if _within(space, _RESTRICTED):
        return True
    if not _within(space, "kubernetes.io") and not _within(space, "k8s.io"):
        return False
    return label not in _KUBELET_LABELS.split() and not any(_within(space, home) for home in _KUBELET_SPACES)


def _account(attributes: Attributes, node: str) -> str:
    if attributes.operation != "CREATE" or attributes.subresource != "token":
        return ""
    reference = (attributes.new.get("spec") or {}).get("boundObjectRef") or {}
    if reference.get("apiVersion") != "v1" or reference.get("kind") != "Pod" or not reference.get("name"):
        return "node requested token not bound to a pod"
    if not reference.get("uid"):
        return "node requested token with a pod binding without a uid"
    pod = attributes.api.store.get(PODS, attributes.namespace, reference["name"])
    if pod is not None and pod["spec"].get("nodeName") != node:
        return "node requested token bound to a pod scheduled on a different node"
    return ""


def _claim(attributes: Attributes, node: str) -> str:
    return ""  # the authorizer lets it write the status alone


def _lease(attributes: Attributes, node: str) -> str:
    if attributes.namespace != LEASES:
        return f'can only access leases in the "{LEASES}" system namespace'
    name = name_of(attributes.new) if attributes.operation == "CREATE" else attributes.name
    return "" if name == node else "can only access node lease with the same name as the requesting node"


def _csi_node(attributes: Attributes, node: str) -> str:
    name = name_of(attributes.new) if attributes.operation == "CREATE" else attributes.name
    return "" if name == node else "can only access CSINode with the same name as the requesting node"


PLUGIN = Plugin(
    "NodeRestriction",
    admit=validate,
    operations=frozenset({"CREATE", "UPDATE"}),
    keys=frozenset({PODS, NODES, ACCOUNTS, CLAIMS, NODE_LEASES, CSI_NODES}),
    subresources=frozenset({"", "status", "eviction", "token"}),
)
DELETIONS = Plugin("NodeRestriction", validate=validate, operations=frozenset({"DELETE"}), keys=PLUGIN.keys)

"""What kubelets may do: their own node, the pods bound to it, and what those pods use.

Follows kubernetes plugin/pkg/auth/authorizer/node/{node_authorizer,graph}.go. Missing: resource claims and slices, and
secrets that volumes name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from app.cluster.api.call import User
from app.cluster.api.objects import Object, name_of, namespace_of

if TYPE_CHECKING:
    from app.cluster.api.api import Api
    from app.cluster.api.authorization import Attributes

PREFIX, GROUP = "system:node:", "system:nodes"
LEASES = "kube-node-lease"
VOLUMES, ATTACHMENTS = ("", "persistentvolumes"), ("storage.k8s.io", "volumeattachments")
Answer = tuple[bool, str]
_OWN = ("get", "create", "update", "patch", "delete")
_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


def node_of(user: User) -> str | None:
    """The node whose kubelet a user is; None for everybody else."""
    if user.name.startswith(PREFIX) and GROUP in user.groups:
        return user.name.removeprefix(PREFIX)
    return None


def decide(api: Api, asked: Attributes, static: Callable[[], bool]) -> Answer:
    """(allowed, why not). `static` answers from the rules that all nodes have."""
    node = node_of(asked.user)
    if node is None:
        return False, ""
    if not node:
        return False, f'unknown node for user "{asked.user.name}"'
    special = _SPECIAL.get((asked.group, asked.resource)) if asked.resource else None
    return special(api, node, asked) if special is not None else (static(), "")


def _unrelated(node: str) -> Answer:
    return False, f"no relationship found between node '{node}' and this object"


def _related(api: Api, node: str, asked: Attributes, names: Callable[[Object], Iterable[str]]) -> Answer:
    """Whether a pod of the node, in the object's namespace, uses it."""
    if not asked.name:
        return False, "No Object name found"
    for pod in api.store.by_node(node):
        if namespace_of(pod) == asked.namespace and asked.name in names(pod):
            return True, ""
    return _unrelated(node)


def _read_only(names: Callable[[Object], Iterable[str]]) -> Callable[[Api, str, Attributes], Answer]:
    def run(api: Api, node: str, asked: Attributes) -> Answer:
        if asked.verb not in {"get", "list", "watch"}:
            return False, "can only read resources of this type"
        if asked.subresource:
            return False, "cannot read subresource"
        if not asked.namespace:
            return False, "can only read namespaced object of this type"
        return _related(api, node, asked, names)

    return run


def _only_get(asked: Attributes) -> str:
    if asked.verb != "get":
        return "can only get individual resources of this type"
    return "cannot get subresource" if asked.subresource else ""


def _claim(api: Api, node: str, asked: Attributes) -> Answer:
    if asked.subresource == "status":
        if asked.verb not in {"update", "patch"}:
            return False, "can only get/update/patch this type"
    elif why := _only_get(asked):
        return False, why
    return _related(api, node, asked, claims_of)


def _volume(api: Api, node: str, asked: Attributes) -> Answer:
    if why := _only_get(asked):
        return False, why
    volume = api.store.get(VOLUMES, "", asked.name)
    claim = ((volume or {}).get("spec") or {}).get("claimRef") or {}
    place = (claim.get("namespace", ""), claim.get("name", ""))
    used = any((namespace_of(pod), name) == place for pod in api.store.by_node(node) for name in claims_of(pod))
    return (True, "") if used else _unrelated(node)


def _attachment(api: Api, node: str, asked: Attributes) -> Answer:
    if why := _only_get(asked):
        return False, why
    found = api.store.get(ATTACHMENTS, "", asked.name)
    return (True, "") if found is not None and found["spec"].get("nodeName") == node else _unrelated(node)


def _account(api: Api, node: str, asked: Attributes) -> Answer:
    if asked.verb != "create" or not asked.name:
        return False, "can only create tokens for individual service accounts"
    if asked.subresource != "token":
        return False, "can only create token subresource of serviceaccount"
    return _related(api, node, asked, lambda pod: [pod["spec"].get("serviceAccountName", "")])


def _lease(api: Api, node: str, asked: Attributes) -> Answer:
    if asked.verb not in _OWN:
        return False, "can only get, create, update, patch, or delete a node lease"
    if asked.namespace != LEASES:
        return False, f'can only access leases in the "{LEASES}" system namespace'
    if asked.verb != "create" and asked.name != node:
        return False, "can only access node lease with the same name as the requesting node"
    return True, ""


def _csi_node(api: Api, node: str, asked: Attributes) -> Answer:
    if asked.verb not in _OWN:
        return False, "can only get, create, update, patch, or delete a CSINode"
    if asked.subresource:
        return False, "cannot authorize CSINode subresources"
    if asked.verb != "create" and asked.name != node:
        return False, "can only access CSINode with the same name as the requesting node"
    return True, ""


def _node(api: Api, node: str, asked: Attributes) -> Answer:
    if asked.subresource == "status":
        return asked.verb in {"update", "patch"}, ""
    if asked.subresource:
        return False, ""
    if asked.verb in {"create", "update", "patch"}:
        return True, ""
    if asked.verb not in {"get", "list", "watch"}:
        return False, ""
    if asked.name == node:
        return True, ""
    if not asked.name:
        return False, f"node '{node}' cannot read all nodes, only its own Node object"
    return False, f"node '{node}' cannot read '{asked.name}', only its own Node object"


def _pod(api: Api, node: str, asked: Attributes) -> Answer:
    if asked.subresource == "status":
        return asked.verb in {"update", "patch"}, ""
    if asked.subresource:
        return asked.subresource == "eviction" and asked.verb == "create", ""
    if asked.verb in {"create", "delete"}:
        return True, ""
    if asked.verb in {"list", "watch"} and f"spec.nodeName={node}" in asked.fields.replace("==", "=").split(","):
        return True, ""
    if asked.verb not in {"get", "list", "watch"}:
        return False, ""
    if asked.name or asked.verb == "get":
        return _related(api, node, asked, lambda pod: [name_of(pod)])
    return False, "can only list/watch pods with spec.nodeName field selector"


def _sources(pod: Object, key: str, env: str) -> Iterator[Any]:
    """References of a pod's environments and projected volumes: `secretRef`, `configMapRef` and the like."""
    spec = pod["spec"]
    for container in (item for kind in _CONTAINERS for item in spec.get(kind) or ()):
        yield from ((source.get(f"{key}Ref") or {}).get("name") for source in container.get("envFrom") or ())
        for variable in container.get("env") or ():
            yield ((variable.get("valueFrom") or {}).get(env) or {}).get("name")
    for volume in spec.get("volumes") or ():
        for source in (volume.get("projected") or {}).get("sources") or ():
            yield (source.get(key) or {}).get("name")


def secrets_of(pod: Object) -> set[str]:
    """The secrets a pod names."""
    found = set(_sources(pod, "secret", "secretKeyRef"))
    found |= {(volume.get("secret") or {}).get("secretName") for volume in pod["spec"].get("volumes") or ()}
    found |= {item.get("name") for item in pod["spec"].get("imagePullSecrets") or ()}
    return found - {None}


def config_maps_of(pod: Object) -> set[str]:
    """The config maps a pod names."""
    found = set(_sources(pod, "configMap", "configMapKeyRef"))
    found |= {(volume.get("configMap") or {}).get("name") for volume in pod["spec"].get("volumes") or ()}
    return found - {None}


def claims_of(pod: Object) -> set[str]:
    """The claims a pod names, those made for it included."""
    found = set()
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            found.add(volume["persistentVolumeClaim"].get("claimName", ""))
        elif "ephemeral" in volume:
            found.add(f"{name_of(pod)}-{volume['name']}")
    return found


_SPECIAL: dict[tuple[str, str], Callable[[Api, str, Attributes], Answer]] = {
    ("", "secrets"): _read_only(secrets_of),
    ("", "configmaps"): _read_only(config_maps_of),
    ("", "persistentvolumeclaims"): _claim,
    VOLUMES: _volume,
    ATTACHMENTS: _attachment,
    ("", "serviceaccounts"): _account,
    ("coordination.k8s.io", "leases"): _lease,
    ("storage.k8s.io", "csinodes"): _csi_node,
    ("", "nodes"): _node,
    ("", "pods"): _pod,
}

"""Short hands for what manifests of add-ons hold: workloads, Services and the rights of their accounts."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]
RBAC = "rbac.authorization.k8s.io"
ANYWHERE = [{"operator": "Exists"}]  # tolerations of what runs on every node
CONTROL_PLANE = [{"key": "CriticalAddonsOnly", "operator": "Exists"},
                 {"effect": "NoSchedule", "key": "node-role.kubernetes.io/control-plane"}]  # fmt: skip


def meta(name: str, namespace: str = "", labels: dict[str, str] | None = None) -> Object:
    """An object's metadata."""
    found: Object = {"name": name}
    if namespace:
        found["namespace"] = namespace
    return {**found, "labels": labels} if labels else found


def namespace(name: str, labels: dict[str, str] | None = None) -> Object:
    """A Namespace."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": meta(name, labels=labels)}


def rule(groups: str, resources: str, verbs: str = "get list watch create update patch delete") -> Object:
    """A rule of a role: words that are parted by blanks; `core` is the group without a name."""
    return {"apiGroups": ["" if group == "core" else group for group in groups.split()],
            "resources": resources.split(), "verbs": verbs.split()}  # fmt: skip


def account(
    name: str, space: str, rules: list[Object], *, role: str = "", labels: dict[str, str] | None = None
) -> list[Object]:
    """A ServiceAccount with a ClusterRole of its own."""
    role = role or name
    reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": role}
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta(name, space, labels)},
        {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": meta(role, labels=labels), "rules": rules},
        {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding", "metadata": meta(role, labels=labels),
         "roleRef": reference, "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": space}]},
    ]  # fmt: skip


def workload(
    kind: str, name: str, space: str, labels: dict[str, str], containers: list[Object], *,
    also: dict[str, str] | None = None, spec: Object | None = None, **pod: Any,
) -> Object:  # fmt: skip
    """A Deployment, DaemonSet or StatefulSet. `labels` select its pods; `also` are further ones."""
    every = {**labels, **(also or {})}
    template = {"metadata": {"labels": every}, "spec": {"containers": containers, **pod}}
    found: Object = {"selector": {"matchLabels": labels}, "template": template, **(spec or {})}
    if kind == "Deployment":
        found = {"replicas": 1, **found}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": meta(name, space, every), "spec": found}


def service(name: str, space: str, labels: dict[str, str], **ports: tuple[int, int]) -> Object:
    """A Service: by name, its port and the pods' port."""
    listed = [{"name": port.replace("_", "-"), "port": outside, "protocol": "TCP", "targetPort": inside}
              for port, (outside, inside) in ports.items()]  # fmt: skip
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta(name, space, labels),
            "spec": {"ports": listed, "selector": labels}}  # fmt: skip


def config_map(
    name: str, space: str, labels: dict[str, str] | None = None, data: dict[str, str] | None = None
) -> Object:
    """A ConfigMap."""
    found: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta(name, space, labels)}
    return {**found, "data": data} if data else found

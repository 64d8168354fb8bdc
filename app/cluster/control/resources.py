"""The resources that controllers read and write, and small readers of their objects."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]
ResourceKey = tuple[str, str]  # (group, resource)
Name = tuple[str, str]  # (namespace, name); namespace "" for cluster-scoped objects

CONFIG_MAPS: ResourceKey = ("", "configmaps")
ENDPOINTS: ResourceKey = ("", "endpoints")
EVENTS: ResourceKey = ("", "events")
LIMIT_RANGES: ResourceKey = ("", "limitranges")
NAMESPACES: ResourceKey = ("", "namespaces")
NODES: ResourceKey = ("", "nodes")
PERSISTENT_VOLUMES: ResourceKey = ("", "persistentvolumes")
PERSISTENT_VOLUME_CLAIMS: ResourceKey = ("", "persistentvolumeclaims")
PODS: ResourceKey = ("", "pods")
REPLICATION_CONTROLLERS: ResourceKey = ("", "replicationcontrollers")
RESOURCE_QUOTAS: ResourceKey = ("", "resourcequotas")
SECRETS: ResourceKey = ("", "secrets")
SERVICES: ResourceKey = ("", "services")
SERVICE_ACCOUNTS: ResourceKey = ("", "serviceaccounts")
CONTROLLER_REVISIONS: ResourceKey = ("apps", "controllerrevisions")
DAEMON_SETS: ResourceKey = ("apps", "daemonsets")
DEPLOYMENTS: ResourceKey = ("apps", "deployments")
REPLICA_SETS: ResourceKey = ("apps", "replicasets")
STATEFUL_SETS: ResourceKey = ("apps", "statefulsets")
HORIZONTAL_POD_AUTOSCALERS: ResourceKey = ("autoscaling", "horizontalpodautoscalers")
CRON_JOBS: ResourceKey = ("batch", "cronjobs")
JOBS: ResourceKey = ("batch", "jobs")
LEASES: ResourceKey = ("coordination.k8s.io", "leases")
ENDPOINT_SLICES: ResourceKey = ("discovery.k8s.io", "endpointslices")
NETWORK_POLICIES: ResourceKey = ("networking.k8s.io", "networkpolicies")
INGRESSES: ResourceKey = ("networking.k8s.io", "ingresses")
POD_DISRUPTION_BUDGETS: ResourceKey = ("policy", "poddisruptionbudgets")
CSI_DRIVERS: ResourceKey = ("storage.k8s.io", "csidrivers")
CSI_NODES: ResourceKey = ("storage.k8s.io", "csinodes")
STORAGE_CLASSES: ResourceKey = ("storage.k8s.io", "storageclasses")
VOLUME_ATTACHMENTS: ResourceKey = ("storage.k8s.io", "volumeattachments")
# What pods' volumes lead to outside of their namespace.
FOR_VOLUMES = frozenset({PERSISTENT_VOLUMES, CSI_DRIVERS, VOLUME_ATTACHMENTS})


def name_of(obj: Object) -> Name:
    """(namespace, name) of an object."""
    meta = obj["metadata"]
    return meta.get("namespace", ""), meta["name"]


def controller_of(obj: Object) -> Object | None:
    """The owner reference whose `controller` is true, or None."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return dict(reference)
    return None


def owner_uid(obj: Object) -> str:
    """The UID of the controlling owner, or ""."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return str(reference["uid"])
    return ""


def labels_of(obj: Object) -> dict[str, str]:
    """The labels of an object; read only."""
    return (obj.get("metadata") or {}).get("labels") or {}


def is_deleting(obj: Object) -> bool:
    """Whether a deletion timestamp is set."""
    return "deletionTimestamp" in obj["metadata"]


def condition(obj: Object, kind: str) -> Object | None:
    """The status condition of a type, or None."""
    for found in obj.get("status", {}).get("conditions") or ():
        if found["type"] == kind:
            return dict(found)
    return None


def controller_reference(owner: Object) -> Object:
    """The owner reference that makes `owner` the controller of something."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }

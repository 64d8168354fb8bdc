"""What a server makes of an object before it validates it, and what it says then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from app.cluster.api.decode import decode_object
from app.cluster.defaults import apply_defaults, prepare_create, prepare_update
from app.cluster.validation import validate_create, validate_update

VERSIONS = {
    "CronJob": "batch/v1",
    "Deployment": "apps/v1",
    "EndpointSlice": "discovery.k8s.io/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "IPAddress": "networking.k8s.io/v1",
    "Ingress": "networking.k8s.io/v1",
    "IngressClass": "networking.k8s.io/v1",
    "Job": "batch/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "PodDisruptionBudget": "policy/v1",
    "PriorityClass": "scheduling.k8s.io/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1",
    "ServiceCIDR": "networking.k8s.io/v1",
    "StatefulSet": "apps/v1",
}


def made(kind: str, text: str, name: str = "p") -> tuple[tuple[str, str, str], dict[str, Any]]:
    """(group, version, kind) and the object, defaulted."""
    given = yaml.safe_load(text) or {}
    given["metadata"] = {"name": name, **(given.get("metadata") or {})}
    group, _, version = VERSIONS.get(kind, "v1").rpartition("/")
    gvk = (group, version, kind)
    obj = decode_object(given, gvk).object
    apply_defaults(gvk, obj)
    obj["metadata"]["uid"] = "u"
    prepare_create(gvk, obj)
    return gvk, obj


def errors(kind: str, text: str, name: str = "p") -> list[str]:
    """What is wrong with a new object."""
    gvk, obj = made(kind, text, name)
    return [str(error) for error in validate_create(gvk, obj)]


def update_errors(
    kind: str, text: str, change: Callable[[dict[str, Any]], Any], status: dict[str, Any] | None = None
) -> list[str]:
    """What is wrong with a change of an object, which has this status."""
    gvk, old = made(kind, text)
    old["metadata"]["resourceVersion"] = "1"
    if status:
        old["status"] = status
    new = yaml.safe_load(yaml.safe_dump(old))
    change(new)
    prepare_update(gvk, new, old)
    return [str(error) for error in validate_update(gvk, new, old)]

"""Where objects lie in etcd, which some refusals tell.

Follows kubernetes apiserver/pkg/server/storage/storage_factory.go and apiserver/pkg/storage/errors.go.
"""

from __future__ import annotations

from app.cluster.api.errors import ApiError, conflict
from app.cluster.api.registry import Resource

# Resources whose objects lie under another name than their own.
_PREFIXES = {
    ("", "replicationcontrollers"): "controllers",
    ("", "endpoints"): "services/endpoints",
    ("", "services"): "services/specs",
    ("", "nodes"): "minions",
    ("networking.k8s.io", "ingresses"): "ingress",
}
_GROUPS_WITH_NAMES = frozenset({"apiextensions.k8s.io", "apiregistration.k8s.io"})


def storage_key(resource: Resource, namespace: str, name: str) -> str:
    """`/registry/pods/default/web`."""
    kind = resource.kind
    prefix = _PREFIXES.get(resource.key, kind.plural)
    if resource.custom is not None or kind.group in _GROUPS_WITH_NAMES:
        prefix = f"{kind.group}/{kind.plural}"
    return "/".join(part for part in ("/registry", prefix, namespace, name) if part)


def wrong_uid(resource: Resource, namespace: str, name: str, wanted: str, stored: str) -> ApiError:
    """409: an update was meant for an object of another uid."""
    key = storage_key(resource, namespace, name)
    why = (
        f"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: "
        f"Precondition failed: UID in precondition: {wanted}, UID in object meta: {stored}"
    )
    return conflict(*resource.key, name, why)

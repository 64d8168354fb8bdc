"""Defaults, validation and managed fields of a resource, built-in or custom: one place that knows the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call
from app.cluster.api.decode import normalise as encode
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.api.store import ResourceKey

if TYPE_CHECKING:
    from app.cluster.api.api import Api

# Kinds that refuse an update without a resourceVersion (AllowUnconditionalUpdate is false).
CONDITIONAL_ONLY: frozenset[ResourceKey] = frozenset(
    {
        ("", "serviceaccounts"),
        ("apiextensions.k8s.io", "customresourcedefinitions"),
        ("apiregistration.k8s.io", "apiservices"),
        ("coordination.k8s.io", "leases"),
        ("node.k8s.io", "runtimeclasses"),
        ("policy", "poddisruptionbudgets"),
        ("storage.k8s.io", "csidrivers"),
        ("storage.k8s.io", "csinodes"),
        ("storage.k8s.io", "volumeattachments"),
    }
)
# Kinds whose dependents survive when a delete says nothing about them.
ORPHAN_BY_DEFAULT: frozenset[ResourceKey] = frozenset({("", "replicationcontrollers"), ("batch", "jobs")})


def defaults(resource: Resource, obj: Object) -> None:
    """Fill in what a versioned default says; in place."""


def prepare_create(resource: Resource, obj: Object) -> None:
    """What the strategy sets on create; in place."""


def prepare_update(resource: Resource, obj: Object, old: Object, subresource: str) -> None:
    """What the strategy sets and keeps on update; in place."""
    if subresource:
        return
    if "generation" in old["metadata"] and obj.get("spec") != old.get("spec"):
        obj["metadata"]["generation"] = old["metadata"]["generation"] + 1


def restrict(resource: Resource, obj: Object, old: Object, subresource: str) -> Object:
    """The object of an update as far as the subresource may change it."""
    if subresource == "status":
        return {**old, "metadata": obj["metadata"], "status": obj.get("status") or {}}
    return obj


def check_create(resource: Resource, obj: Object) -> None:
    """Validate; ApiError 422."""


def check_update(resource: Resource, obj: Object, old: Object, subresource: str) -> None:
    """Validate; ApiError 422."""


def track_create(api: Api, resource: Resource, obj: Object, call: Call) -> None:
    """Note in managedFields who set what."""


def track_update(api: Api, resource: Resource, obj: Object, old: Object, call: Call) -> None:
    """Note in managedFields who changed what."""


def normalise(resource: Resource, obj: Object) -> Object:
    """The object in Go's field order."""
    return obj if resource.custom is not None else encode(obj, resource.kind.gvk)

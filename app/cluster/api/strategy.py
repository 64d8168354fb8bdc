"""Defaults, validation and managed fields of a resource, built-in or custom: one place that knows the difference."""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.api import custom
from app.cluster.api.decode import normalise as encode
from app.cluster.api.errors import invalid
from app.cluster.api.objects import Object, name_of
from app.cluster.api.registry import Resource
from app.cluster.api.store import ResourceKey
from app.cluster.defaults import apply_defaults
from app.cluster.defaults import prepare_create as creation
from app.cluster.defaults import prepare_update as change
from app.cluster.validation import validate_create, validate_update
from app.cluster.validation.field_errors import FieldError, causes, message
from app.cluster.validation.pod import validate_ephemeral_containers_update, validate_resize

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
# Doors through which a pod gets a new specification.
RESPECIFYING = frozenset({"ephemeralcontainers", "resize"})
# Subresources whose handlers build the whole new object themselves.
OWN_STRATEGY = frozenset({"finalize", "approval", "binding", "ephemeralcontainers", "resize"})
_CHECKS = {"ephemeralcontainers": validate_ephemeral_containers_update, "resize": validate_resize}
# Kinds whose dependents survive when a delete says nothing about them.
ORPHAN_BY_DEFAULT: frozenset[ResourceKey] = frozenset({("", "replicationcontrollers"), ("batch", "jobs")})


def defaults(resource: Resource, obj: Object) -> None:
    """Fill in what a versioned default says; in place."""
    if resource.custom is None:
        apply_defaults(resource.kind.gvk, obj)
    else:
        custom.defaults(resource, obj)


def fill_in(gvk: tuple[str, str, str], obj: Object) -> None:
    """The defaults of a built-in kind; in place."""
    apply_defaults(gvk, obj)


def prepare_create(resource: Resource, obj: Object) -> None:
    """What the strategy sets on create; in place."""
    creation(resource.kind.gvk, obj)
    if resource.custom is not None and custom.has_status(resource):
        obj.pop("status", None)


def prepare_update(resource: Resource, obj: Object, old: Object, subresource: str) -> None:
    """What the strategy sets and keeps on update; in place."""
    if subresource in OWN_STRATEGY:
        if subresource in RESPECIFYING and obj["spec"] != old["spec"] and "generation" in old["metadata"]:
            obj["metadata"]["generation"] = old["metadata"]["generation"] + 1
        return
    has_status = resource.custom is None or custom.has_status(resource)
    change(resource.kind.gvk, obj, old, "status" if subresource == "status" else "", has_status=has_status)


def check_create(resource: Resource, obj: Object) -> None:
    """Validate; ApiError 422."""
    if resource.custom is None:
        found = validate_create(resource.kind.gvk, obj, namespaced=resource.kind.namespaced)
    else:
        found = custom.validate_create(resource, obj)
    _refuse(resource, obj, found)


def check_update(
    resource: Resource, obj: Object, old: Object, subresource: str, warn: Callable[[str], None] = lambda _: None
) -> None:
    """Validate; ApiError 422. What the cluster's own parts write is not checked."""
    if (check := _CHECKS.get(subresource)) is not None:
        _refuse(resource, obj, check(obj, old))
    if subresource == "status" and resource.custom is None:
        kind = resource.kind
        found = validate_update(kind.gvk, obj, old, namespaced=kind.namespaced, subresource="status")
    elif subresource and (resource.custom is None or subresource not in {"status", "scale"}):
        return
    elif subresource == "status":
        found = custom.validate_status(resource, obj, old, warn)
    elif resource.custom is None:
        found = validate_update(resource.kind.gvk, obj, old, namespaced=resource.kind.namespaced)
    else:
        found = custom.validate_update(resource, obj, old, warn)
    _refuse(resource, obj, found)


def normalise(resource: Resource, obj: Object) -> Object:
    """The object in Go's field order."""
    return obj if resource.custom is not None else encode(obj, resource.kind.gvk)


def _refuse(resource: Resource, obj: Object, found: list[FieldError]) -> None:
    if found:
        kind = resource.kind
        raise invalid(kind.group, kind.kind, name_of(obj), causes(found), message(found))

"""Custom resources: what a CustomResourceDefinition brings with it."""

from __future__ import annotations

from app.cluster.api.custom.validation import validate_create, validate_status, validate_update
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.api.structural import apply_schema_defaults

__all__ = ["defaults", "has_status", "validate_create", "validate_status", "validate_update"]


def has_status(resource: Resource) -> bool:
    """Whether the version serves /status, which then is nobody else's to write."""
    return resource.custom is not None and "status" in (resource.custom.get("subresources") or {})


def defaults(resource: Resource, obj: Object) -> None:
    """The schema's defaults; in place."""
    if resource.schema is not None:
        apply_schema_defaults(obj, resource.schema)

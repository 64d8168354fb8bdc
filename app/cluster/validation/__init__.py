"""The rules that schemas cannot say, with the API server's wording: a module a kind or group, shared rules beside.

Validation functions take an object that is decoded and defaulted, and return field errors in the order upstream finds
them. `kind(obj)` says which; see field_errors for how they are rendered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from app.cluster.validation.field_errors import Errors, FieldError, causes, message
from app.cluster.validation.object_meta import (
    validate_kube_finalizers,
    validate_object_meta,
    validate_object_meta_update,
)

GVK = tuple[str, str, str]
Object = dict[str, Any]

__all__ = ["Errors", "FieldError", "causes", "message", "validate_create", "validate_update"]

# Groups whose kinds are validated by the rules of core; others take any finalizer.
_CORE = frozenset({
    "", "apps", "autoscaling", "batch", "certificates.k8s.io", "discovery.k8s.io", "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io",
    "storage.k8s.io",
})  # fmt: skip


@cache
def _registry(name: str) -> dict[tuple[str, str], Callable[..., Errors]]:
    found: dict[tuple[str, str], Callable[..., Errors]] = {}
    for module in sorted(info.name for info in iter_modules(__path__)):
        found.update(getattr(import_module(f"{__name__}.{module}"), name, {}))
    return found


def validate_create(gvk: GVK, obj: Object, *, namespaced: bool | None = None) -> Errors:
    """What is wrong with an object that is to be created; empty when nothing is.

    `namespaced` says whether the kind is; left out, a namespace is neither demanded nor forbidden.
    """
    key = (gvk[0], gvk[2])
    errors = validate_object_meta(key, obj["metadata"], namespaced=namespaced)
    errors += _finalizers(key, obj)
    rule = _registry("CREATE").get(key)
    return errors + (rule(obj) if rule else [])


def _finalizers(key: tuple[str, str], obj: Object) -> Errors:
    found = obj["metadata"].get("finalizers")
    return validate_kube_finalizers(found) if found and key[0] in _CORE else []


def validate_update(
    gvk: GVK, new: Object, old: Object, *, namespaced: bool | None = None, subresource: str = ""
) -> Errors:
    """What is wrong with an update of `old` to `new`, immutable fields included."""
    key = (gvk[0], gvk[2])
    errors = validate_object_meta_update(new["metadata"], old["metadata"], namespaced=namespaced)
    errors += _finalizers(key, new)
    if subresource == "status":
        rule = _registry("UPDATE_STATUS").get(key)
        return errors + (rule(new, old) if rule else [])
    update = _registry("UPDATE").get(key)
    if update is not None:
        return errors + update(new, old)
    create = _registry("CREATE").get(key)
    return errors + (create(new) if create else [])

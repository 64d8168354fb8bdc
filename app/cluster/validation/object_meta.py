"""Rules of `metadata`, for every kind.

Follows kubernetes apimachinery/pkg/api/validation/objectmeta.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.validation.field_errors import Bare, Errors, FieldError, forbidden, invalid, required, too_long
from app.sim.go_strings import quote
from app.sim.names import (
    is_canonical_ip,
    is_label,
    is_label_key,
    is_label_value,
    is_path_segment,
    is_subdomain,
)

Object = dict[str, Any]
NameRule = Callable[[str], list[str]]

MAX_ANNOTATIONS = 256 * 1024
IMMUTABLE = "field is immutable"
_RBAC = "rbac.authorization.k8s.io"
_NAME_RULES: dict[tuple[str, str], NameRule] = {
    ("", "Namespace"): is_label,
    ("", "Service"): is_label,
    ("apps", "StatefulSet"): is_subdomain,
    ("networking.k8s.io", "IPAddress"): is_canonical_ip,
    ("apiregistration.k8s.io", "APIService"): is_path_segment,
    (_RBAC, "Role"): is_path_segment,
    (_RBAC, "RoleBinding"): is_path_segment,
    (_RBAC, "ClusterRole"): is_path_segment,
    (_RBAC, "ClusterRoleBinding"): is_path_segment,
}
_EXCLUSIVE = ("orphan", "foregroundDeletion")
STANDARD_FINALIZERS = frozenset({"kubernetes", *_EXCLUSIVE})


def name_rule(key: tuple[str, str]) -> NameRule:
    """The rule that names of a kind follow; a DNS subdomain unless something else is said."""
    return _NAME_RULES.get(key, is_subdomain)


def validate_object_meta(
    key: tuple[str, str],
    metadata: Object,
    *,
    namespaced: bool | None,
    path: str = "metadata",
    rule: NameRule | None = None,
) -> Errors:
    """Errors of an object's metadata on creation, its name having been generated."""
    errors: Errors = []
    rule = rule or name_rule(key)
    generate, name = metadata.get("generateName") or "", metadata.get("name") or ""
    if generate:
        # The prefix may end in a dash, since more follows.
        shown = f"{generate[:-1]}a" if generate.endswith("-") else generate
        errors += [invalid(f"{path}.generateName", generate, text) for text in rule(shown)]
    if not name:
        errors.append(required(f"{path}.name", "name or generateName is required"))
    else:
        errors += [invalid(f"{path}.name", name, text) for text in rule(name)]
    return errors + _validate_namespace(metadata, path, namespaced=namespaced) + _validate_common(metadata, path)


def _validate_namespace(metadata: Object, path: str, *, namespaced: bool | None) -> Errors:
    namespace = metadata.get("namespace") or ""
    if namespaced and not namespace:
        return [required(f"{path}.namespace")]
    if namespaced:
        return [invalid(f"{path}.namespace", namespace, text) for text in is_label(namespace)]
    return [forbidden(f"{path}.namespace", "not allowed on this type")] if namespace and namespaced is False else []


def _validate_common(metadata: Object, path: str) -> Errors:
    return [
        *validate_labels(metadata.get("labels"), f"{path}.labels"),
        *validate_annotations(metadata.get("annotations"), f"{path}.annotations"),
        *_validate_owners(metadata.get("ownerReferences") or [], f"{path}.ownerReferences"),
        *_validate_finalizers(metadata.get("finalizers") or [], f"{path}.finalizers"),
    ]


def validate_labels(labels: dict[str, str] | None, path: str) -> Errors:
    """Keys are qualified names, values short and plain."""
    errors: Errors = []
    for key, value in sorted((labels or {}).items()):
        errors += [invalid(path, key, text) for text in is_label_key(key)]
        errors += [invalid(path, value, text) for text in is_label_value(value)]
    return errors


def validate_annotations(annotations: dict[str, str] | None, path: str) -> Errors:
    """Keys are qualified names in any case; all together are limited in size."""
    errors: Errors = []
    total = 0
    for key, value in sorted((annotations or {}).items()):
        errors += [invalid(path, key, text) for text in is_label_key(key.lower())]
        total += len(key.encode()) + len(value.encode())
    return [*errors, too_long(path, MAX_ANNOTATIONS)] if total > MAX_ANNOTATIONS else errors


def _validate_owners(owners: list[Object], path: str) -> Errors:
    errors: Errors = []
    controller = ""
    for owner in owners:
        version = owner.get("apiVersion") or ""
        if not version.rpartition("/")[2]:
            errors.append(invalid(f"{path}.apiVersion", version, "version must not be empty"))
        for name in ("kind", "name", "uid"):
            if not owner.get(name):
                errors.append(invalid(f"{path}.{name}", "", "must not be empty"))
        if owner.get("kind") == "Event" and version == "v1":
            errors.append(invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"))
        if owner.get("controller"):
            current = f"{owner.get('kind')}/{owner.get('name')}"
            if controller:
                text = 'Only one reference can have Controller set to true. Found "true" in references for '
                errors.append(invalid(path, owners, f"{text}{controller} and {current}"))
            controller = controller or current
    return errors


def _validate_finalizers(finalizers: list[str], path: str) -> Errors:
    errors = [invalid(path, name, text) for name in finalizers for text in is_label_key(name)]
    if set(_EXCLUSIVE) <= set(finalizers):
        errors.append(invalid(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"))
    return errors


def validate_kube_finalizers(finalizers: list[str], path: str = "metadata.finalizers") -> Errors:
    """Finalizers of built-in kinds have a path or are known. Follows pkg/apis/core/validation/validation.go."""
    text = "name is neither a standard finalizer name nor is it fully qualified"
    return [invalid(f"{path}[{index}]", name, text) for index, name in enumerate(finalizers) if not is_qualified(name)]


def is_qualified(finalizer: str) -> bool:
    """Whether a finalizer names who is to remove it, or is one of the server's own."""
    return "/" in finalizer or finalizer in STANDARD_FINALIZERS


def validate_object_meta_update(new: Object, old: Object, *, namespaced: bool | None, path: str = "metadata") -> Errors:
    """Errors of an object's metadata when it is updated."""
    errors: Errors = []
    if old.get("deletionTimestamp"):
        extra = sorted(set(new.get("finalizers") or ()) - set(old.get("finalizers") or ()))
        if extra:
            shown = ", ".join(quote(name) for name in extra)
            detail = "no new finalizers can be added if the object is being deleted, found new finalizers"
            errors.append(forbidden(f"{path}.finalizers", f"{detail} []string{{{shown}}}"))
    if not new.get("resourceVersion"):
        errors.append(invalid(f"{path}.resourceVersion", _version(new), "must be specified for an update"))
    if (new.get("generation") or 0) < (old.get("generation") or 0):
        errors.append(invalid(f"{path}.generation", new.get("generation") or 0, "must not be decremented"))
    for name in ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"):
        if (new.get(name) or None) != (old.get(name) or None):
            errors.append(invalid(f"{path}.{name}", _shown(name, new), IMMUTABLE))
    return errors + _validate_common(new, path)


def _version(metadata: Object) -> Any:
    # Upstream prints it as the number 0x0 when it is missing.
    return metadata.get("resourceVersion") or Bare("0x0")


def _shown(name: str, metadata: Object) -> Any:
    value = metadata.get(name)
    return "" if value is None and name in {"name", "namespace", "uid"} else value


def immutable(path: str, new: Any, old: Any) -> list[FieldError]:
    """`spec.selector: Invalid value: {...}: field is immutable` when the two differ."""
    return [] if new == old else [invalid(path, new, IMMUTABLE)]

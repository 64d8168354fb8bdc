"""What a claim asks for, whether it stands alone or a pod or stateful set makes it.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidatePersistentVolumeClaimSpec,
ValidatePersistentVolumeClaimTemplate.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import Bare, Errors, forbidden, invalid, not_supported, required
from app.cluster.validation.object_meta import validate_annotations, validate_labels
from app.cluster.validation.resources import amount, positive
from app.cluster.validation.rules import label_selector, subdomain, wrong
from app.sim.names import is_subdomain

Object = dict[str, Any]
ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
VOLUME_MODES = ("Block", "Filesystem")
_POD_ONLY = "may not use ReadWriteOncePod with other access modes"
# Fields of metadata that mean nothing in a template, as upstream spells and orders them.
_NOT_IN_TEMPLATES = {
    "name": "name", "generateName": "generateName", "namespace": "namespace", "selfLink": "selfLink", "uid": "uID",
    "resourceVersion": "resourceVersion", "generation": "generation", "creationTimestamp": "creationTimestamp",
    "deletionTimestamp": "deletionTimestamp", "deletionGracePeriodSeconds": "deletionGracePeriodSeconds",
    "ownerReferences": "ownerReferences", "finalizers": "finalizers", "managedFields": "managedFields",
}  # fmt: skip


def access_modes(path: str, modes: list[str]) -> Errors:
    """Known modes, and ReadWriteOncePod alone."""
    errors = [not_supported(path, mode, ACCESS_MODES) for mode in modes if mode not in ACCESS_MODES]
    known = {mode for mode in modes if mode in ACCESS_MODES}
    if "ReadWriteOncePod" in known and len(known) > 1:
        errors.append(forbidden(path, _POD_ONLY))
    return errors


def validate_claim_template(path: str, template: Object) -> Errors:
    """A claim that a pod makes for itself."""
    metadata = template.get("metadata") or {}
    errors = validate_annotations(metadata.get("annotations"), f"{path}.metadata.annotations")
    errors += validate_labels(metadata.get("labels"), f"{path}.metadata.labels")
    for key, shown in _NOT_IN_TEMPLATES.items():
        if metadata.get(key):
            errors.append(forbidden(f"{path}.metadata.{shown}", "cannot be set"))
    return errors + validate_claim_spec(f"{path}.spec", template.get("spec") or {})


def validate_claim_spec(path: str, spec: Object) -> Errors:
    """The spec of a claim."""
    modes = spec.get("accessModes") or []
    errors: Errors = [] if modes else [required(f"{path}.accessModes", "at least 1 access mode is required")]
    if spec.get("selector") is not None:
        errors += label_selector(f"{path}.selector", spec["selector"])
    errors += access_modes(f"{path}.accessModes", modes)
    size = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    place = f"{path}.resources[storage]"
    if size is None:
        errors.append(required(place))
    else:
        errors += positive(place, size) or amount(place, "storage", size)
    if spec.get("storageClassName"):
        errors += subdomain(f"{path}.storageClassName", spec["storageClassName"])
    if spec.get("volumeMode") is not None and spec["volumeMode"] not in VOLUME_MODES:
        errors.append(not_supported(f"{path}.volumeMode", spec["volumeMode"], VOLUME_MODES))
    for name in ("dataSource", "dataSourceRef"):
        if spec.get(name) is not None:
            errors += _data_source(f"{path}.{name}", spec[name])
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if source is not None and reference is not None and not _same(source, reference):
        # Upstream shows the path as a value, which has no fields of its own.
        errors.append(invalid(path, Bare("{}"), "must match dataSourceRef"))
    if spec.get("volumeAttributesClassName"):
        errors += subdomain(f"{path}.volumeAttributesClassName", spec["volumeAttributesClassName"])
    return errors


def _same(source: Object, reference: Object) -> bool:
    return source.get("apiGroup") == reference.get("apiGroup") and all(
        (source.get(key) or "") == (reference.get(key) or "") for key in ("kind", "name")
    )


def _data_source(path: str, source: Object) -> Errors:
    errors = [required(f"{path}.{key}") for key in ("name", "kind") if not source.get(key)]
    group = source.get("apiGroup") or ""
    if not group and source.get("kind") != "PersistentVolumeClaim":
        text = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        errors.append(invalid(path, source.get("kind") or "", text))
    return errors + (wrong(f"{path}.apiGroup", group, is_subdomain(group)) if group else [])

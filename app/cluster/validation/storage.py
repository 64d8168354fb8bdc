"""Persistent volumes, claims, storage classes.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidatePersistentVolume, ValidatePersistentVolumeClaim, and
pkg/apis/storage/validation/validation.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import (
    Bare,
    Errors,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
    words,
)
from app.cluster.validation.internal_types import difference, internal
from app.cluster.validation.names import is_label_key
from app.cluster.validation.object_meta import immutable
from app.cluster.validation.resources import amount, positive, resource_name
from app.cluster.validation.rules import label_name, label_selector, one_of, subdomain, wrong
from app.cluster.validation.scheduling_rules import node_selector
from app.cluster.validation.volumes import host_path, validate_source
from app.sim.quantity import parse

Object = dict[str, Any]
_ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
_MODES = ("Block", "Filesystem")
_RECLAIM = ("Delete", "Recycle", "Retain")
_POD_ONLY = "may not use ReadWriteOncePod with other access modes"
_SOURCES = words(
    "hostPath gcePersistentDisk awsElasticBlockStore glusterfs flocker nfs rbd quobyte cephfs iscsi cinder fc "
    "flexVolume azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk scaleIO local storageos csi"
)
_CLAIM_SPEC = "api.core.v1.PersistentVolumeClaimSpec"
_IMMUTABLE_CLAIM = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
)


def _access_modes(path: str, modes: list[str]) -> Errors:
    errors = [not_supported(path, mode, _ACCESS_MODES) for mode in modes if mode not in _ACCESS_MODES]
    known = {mode for mode in modes if mode in _ACCESS_MODES}
    if "ReadWriteOncePod" in known and len(known) > 1:
        errors.append(forbidden(path, _POD_ONLY))
    return errors


def _volume(volume: Object) -> Errors:
    spec = volume.get("spec") or {}
    modes, capacity = spec.get("accessModes") or [], spec.get("capacity") or {}
    errors: Errors = [] if modes else [required("spec.accessModes")]
    errors += _access_modes("spec.accessModes", modes)
    if not capacity:
        errors.append(required("spec.capacity"))
    if set(capacity) != {"storage"}:
        errors.append(not_supported("spec.capacity", capacity, ["storage"]))
    for name, value in sorted(capacity.items()):
        place = f"spec.capacity[{name}]"
        errors += resource_name(place, name)
        errors += positive(place, value) or amount(place, name, value)
    reclaim = spec.get("persistentVolumeReclaimPolicy")
    if reclaim:
        errors += one_of("spec.persistentVolumeReclaimPolicy", reclaim, _RECLAIM)
    affinity = spec.get("nodeAffinity")
    if affinity is not None:
        errors += _node_affinity("spec.nodeAffinity", affinity)
    errors += _volume_source(spec)
    if spec.get("storageClassName"):
        errors += subdomain("spec.storageClassName", spec["storageClassName"])
    if spec.get("volumeMode") is not None:
        errors += one_of("spec.volumeMode", spec["volumeMode"], _MODES)
    return errors


def _node_affinity(path: str, affinity: Object) -> Errors:
    if affinity.get("required") is None:
        return [required(f"{path}.required", "must specify required node constraints")]
    return node_selector(f"{path}.required", affinity["required"])


def _volume_source(spec: Object) -> Errors:
    found = [name for name in _SOURCES if spec.get(name) is not None]
    if not found:
        return [required("spec", "must specify a volume type")]
    text = "may not specify more than 1 volume type"
    errors: Errors = [forbidden(f"spec.{name}", text) for name in found[1:]]
    name = found[0]
    if name == "hostPath":
        errors += host_path("spec.hostPath", spec["hostPath"])
        if spec["hostPath"].get("path") == "/" and spec.get("persistentVolumeReclaimPolicy") == "Recycle":
            text = "may not be 'recycle' for a hostPath mount of '/'"
            errors.append(forbidden("spec.persistentVolumeReclaimPolicy", text))
    elif name == "local":
        if not spec["local"].get("path"):
            errors.append(required("spec.local.path"))
        if spec.get("nodeAffinity") is None:
            errors.append(required("spec.nodeAffinity", "Local volume requires node affinity"))
    elif name == "csi":
        csi = spec["csi"]
        errors += [required(f"spec.csi.{key}") for key in ("driver", "volumeHandle") if not csi.get(key)]
    else:
        errors += validate_source("spec", {name: spec[name]})
    return errors


def _volume_update(new: Object, old: Object) -> Errors:
    errors = _volume(new)
    after, before = new["spec"], old["spec"]
    changed = [name for name in _SOURCES if after.get(name) != before.get(name)]
    if changed:
        was = internal({name: before[name] for name in _SOURCES if name in before}, _VOLUME_SOURCE)
        now = internal({name: after[name] for name in _SOURCES if name in after}, _VOLUME_SOURCE)
        text = f"spec.persistentvolumesource is immutable after creation\n{difference(was, now)}"
        errors.append(forbidden("spec.persistentvolumesource", text))
    return errors + list(immutable("volumeMode", after.get("volumeMode"), before.get("volumeMode")))


_VOLUME_SOURCE = "api.core.v1.PersistentVolumeSource"


def _claim(claim: Object) -> Errors:
    return validate_claim_spec("spec", claim.get("spec") or {})


def validate_claim_spec(path: str, spec: Object) -> Errors:
    """The spec of a claim, also of one that a pod makes for itself."""
    modes = spec.get("accessModes") or []
    errors: Errors = [] if modes else [required(f"{path}.accessModes", "at least 1 access mode is required")]
    if spec.get("selector") is not None:
        errors += label_selector(f"{path}.selector", spec["selector"])
    errors += _access_modes(f"{path}.accessModes", modes)
    size = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    place = f"{path}.resources[storage]"
    if size is None:
        errors.append(required(place))
    else:
        errors += positive(place, size) or amount(place, "storage", size)
    for name in ("storageClassName", "volumeAttributesClassName"):
        if spec.get(name):
            errors += subdomain(f"{path}.{name}", spec[name])
    if spec.get("volumeMode") is not None:
        errors += one_of(f"{path}.volumeMode", spec["volumeMode"], _MODES)
    for name in ("dataSource", "dataSourceRef"):
        if spec.get(name) is not None:
            errors += _data_source(f"{path}.{name}", spec[name])
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if source is not None and reference is not None and any(
        (source.get(key) or "") != (reference.get(key) or "") for key in ("apiGroup", "kind", "name")):  # fmt: skip
        errors.append(invalid(path, Bare("{}"), "must match dataSourceRef"))
    return errors


def _data_source(path: str, source: Object) -> Errors:
    errors = [required(f"{path}.{key}") for key in ("name", "kind") if not source.get(key)]
    if not source.get("apiGroup") and source.get("kind") != "PersistentVolumeClaim":
        text = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        errors.append(invalid(path, source.get("kind") or "", text))
    return errors


def _claim_update(new: Object, old: Object) -> Errors:
    errors = _claim(new)
    after, before = new["spec"], old["spec"]
    bound = (new.get("status") or {}).get("phase") == "Bound"
    shown, was = {**after}, {**before}
    if not before.get("volumeName"):
        _keep(was, after, "volumeName")
    if before.get("storageClassName") is None and after.get("storageClassName") is not None:
        _keep(shown, before, "storageClassName")
    size, old_size = _storage(after), _storage(before)
    if bound and size is not None:
        requests = {**shown["resources"]["requests"]}
        _keep(requests, (before.get("resources") or {}).get("requests") or {}, "storage")
        shown["resources"] = {**shown["resources"], "requests": requests}
    if bound and after.get("volumeAttributesClassName") is not None:
        _keep(shown, before, "volumeAttributesClassName")
    old_form, new_form = internal(was, _CLAIM_SPEC), internal(shown, _CLAIM_SPEC)
    if old_form != new_form:
        errors.append(forbidden("spec", f"{_IMMUTABLE_CLAIM}\n{difference(old_form, new_form)}"))
    capacity = ((old.get("status") or {}).get("capacity") or {}).get("storage") or "0"
    shrinks = size is not None and old_size is not None and parse(size) < parse(old_size)
    if shrinks and parse(str(size)) <= parse(str(capacity)):
        text = "field can not be less than status.capacity"
        errors.append(forbidden("spec.resources.requests.storage", text))
    return errors + list(immutable("volumeMode", after.get("volumeMode"), before.get("volumeMode")))


def _keep(target: Object, source: Object, key: str) -> None:
    if key in source:
        target[key] = source[key]
    else:
        target.pop(key, None)


def _storage(spec: Object) -> str | None:
    value = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    return None if value is None else str(value)


def _storage_class(storage_class: Object) -> Errors:
    provisioner = storage_class.get("provisioner") or ""
    errors: Errors = []
    if provisioner:
        errors += wrong("provisioner", provisioner.lower(), is_label_key(provisioner.lower()))
    else:
        errors.append(required("provisioner"))
    for key in storage_class.get("parameters") or ():
        errors += [] if key else [invalid("parameters", key, "field can not be empty.")]
    reclaim = storage_class.get("reclaimPolicy")
    if reclaim:
        errors += one_of("reclaimPolicy", reclaim, ["Delete", "Retain"])
    mode = storage_class.get("volumeBindingMode")
    errors += one_of("volumeBindingMode", mode, ["Immediate", "WaitForFirstConsumer"])
    for term in storage_class.get("allowedTopologies") or ():
        errors += _topology(term)
    return errors


def _topology(term: Object) -> Errors:
    """Upstream's paths leave out which of the topologies it is."""
    errors: Errors = []
    keys: set[str] = set()
    for index, one in enumerate(term.get("matchLabelExpressions") or ()):
        path = f"allowedTopologies.matchLabelExpressions[{index}]"
        values, key = one.get("values") or [], one.get("key") or ""
        if not values:
            errors.append(required(f"{path}.values"))
        errors += [duplicate(f"{path}.values[{at}]", value) for at, value in enumerate(values) if value in values[:at]]
        errors += label_name(f"{path}.key", key)
        if key in keys:
            errors.append(duplicate(f"{path}.key", key))
        keys.add(key)
    return errors


def _storage_class_update(new: Object, old: Object) -> Errors:
    errors: Errors = []
    for name in ("parameters", "provisioner", "reclaimPolicy"):
        if new.get(name) != old.get(name):
            errors.append(forbidden(name, f"updates to {name} are forbidden."))
    return errors + list(immutable("volumeBindingMode", new.get("volumeBindingMode"), old.get("volumeBindingMode")))


CREATE = {
    ("", "PersistentVolume"): _volume,
    ("", "PersistentVolumeClaim"): _claim,
    ("storage.k8s.io", "StorageClass"): _storage_class,
}
UPDATE = {
    ("", "PersistentVolume"): _volume_update,
    ("", "PersistentVolumeClaim"): _claim_update,
    ("storage.k8s.io", "StorageClass"): _storage_class_update,
}

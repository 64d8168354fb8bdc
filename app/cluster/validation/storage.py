"""Persistent volumes, claims, storage classes.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidatePersistentVolume, ValidatePersistentVolumeClaim, and
pkg/apis/storage/validation/validation.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.claims import VOLUME_MODES, access_modes, validate_claim_spec
from app.cluster.validation.field_errors import Errors, duplicate, forbidden, invalid, not_supported, required, words
from app.cluster.validation.internal_types import difference, internal
from app.cluster.validation.object_meta import immutable
from app.cluster.validation.resources import positive
from app.cluster.validation.rules import label_name, one_of, subdomain, wrong
from app.cluster.validation.scheduling_rules import node_selector
from app.cluster.validation.volume_sources import one_too_many, volume_source
from app.sim.names import is_label_key
from app.sim.quantity import parse

Object = dict[str, Any]
_LONGEST = 64
_RECLAIM = ("Delete", "Recycle", "Retain")
_SOURCES = words(
    "hostPath gcePersistentDisk awsElasticBlockStore glusterfs flocker nfs rbd quobyte cephfs iscsi cinder fc "
    "flexVolume azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk scaleIO local storageos csi"
)
_CLAIM_SPEC = "api.core.v1.PersistentVolumeClaimSpec"
_IMMUTABLE_CLAIM = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
)


def _volume(volume: Object) -> Errors:
    spec = volume.get("spec") or {}
    modes, capacity = spec.get("accessModes") or [], spec.get("capacity") or {}
    errors: Errors = [] if modes else [required("spec.accessModes")]
    errors += access_modes("spec.accessModes", modes)
    if not capacity:
        errors.append(required("spec.capacity"))
    if set(capacity) != {"storage"}:
        errors.append(not_supported("spec.capacity", spec.get("capacity"), ["storage"]))
    for name, value in sorted(capacity.items()):
        number = parse(str(value)).value()
        if number < 0:
            errors.append(invalid(f"spec.capacity[{name}]", number, "must be a valid resource quantity"))
        errors += positive(f"spec.capacity[{name}]", value)
    reclaim = spec.get("persistentVolumeReclaimPolicy")
    if reclaim:
        errors += one_of("spec.persistentVolumeReclaimPolicy", reclaim, _RECLAIM)
    affinity = spec.get("nodeAffinity")
    if affinity is not None:
        errors += _node_affinity("spec.nodeAffinity", affinity)
    errors += _volume_source(volume, spec)
    if spec.get("storageClassName"):
        errors += subdomain("spec.storageClassName", spec["storageClassName"])
    if spec.get("volumeMode") is not None and spec["volumeMode"] not in VOLUME_MODES:
        errors.append(not_supported("spec.volumeMode", spec["volumeMode"], VOLUME_MODES))
    return errors + _attributes_class(spec)


def _attributes_class(spec: Object) -> Errors:
    name, path = spec.get("volumeAttributesClassName"), "spec.volumeAttributesClassName"
    if name is None:
        return []
    errors = subdomain(path, name) if name else [required(path, "an empty string is disallowed")]
    if spec.get("csi") is None:
        errors.append(required("spec.csi", "has to be specified when using volumeAttributesClassName"))
    return errors


def _node_affinity(path: str, affinity: Object) -> Errors:
    if affinity.get("required") is None:
        return [required(f"{path}.required", "must specify required node constraints")]
    return node_selector(f"{path}.required", affinity["required"])


def _volume_source(volume: Object, spec: Object) -> Errors:
    errors: Errors = []
    found = [name for name in _SOURCES if spec.get(name) is not None]
    for name in found:
        if name != found[0] and name != "flexVolume":
            errors += one_too_many("spec", name)
            continue
        errors += volume_source("spec", name, spec[name], persistent=True)
        if name == "local" and spec.get("nodeAffinity") is None:
            errors.append(required("spec.nodeAffinity", "Local volume requires node affinity"))
        if name == "iscsi":
            errors += _target(volume["metadata"].get("name") or "", spec["iscsi"])
    if not found:
        errors.append(required("spec", "must specify a volume type"))
    path = (spec.get("hostPath") or {}).get("path") or ""
    if path and not path.strip("/") and spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        text = "may not be 'recycle' for a hostPath mount of '/'"
        errors.append(forbidden("spec.persistentVolumeReclaimPolicy", text))
    return errors


def _target(name: str, source: Object) -> Errors:
    portal = source.get("targetPortal") or ""
    if source.get("initiatorName") is None or len(f"{name}:{portal}") <= _LONGEST:
        return []
    text = ("Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
            "iscsi.initiatorName is specified.")  # fmt: skip
    return [invalid("spec.iscsi.targetportal", portal, text)]


def _volume_update(new: Object, old: Object) -> Errors:
    errors = _volume(new)
    after, before = new["spec"], old["spec"]
    changed = [name for name in _SOURCES if after.get(name) != before.get(name)]
    if changed:
        was = internal({name: before[name] for name in _SOURCES if name in before}, _VOLUME_SOURCE)
        now = internal({name: after[name] for name in _SOURCES if name in after}, _VOLUME_SOURCE)
        text = f"spec.persistentvolumesource is immutable after creation\n{difference(was, now)}"
        errors.append(forbidden("spec.persistentvolumesource", text))
    errors += immutable("volumeMode", _shown(after), before.get("volumeMode"))
    affinity = before.get("nodeAffinity")
    if affinity is not None and after.get("nodeAffinity") != affinity:
        shown = internal(after["nodeAffinity"], _AFFINITY) if after.get("nodeAffinity") is not None else "null"
        text = "field is immutable, except for updating from beta label to GA"
        errors.append(invalid("nodeAffinity", shown, text))
    if before.get("volumeAttributesClassName") is not None and after.get("volumeAttributesClassName") is None:
        errors.append(forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden"))
    return errors


def _shown(spec: Object) -> str:
    """A pointer that is nil is shown as this word, in quotes."""
    return spec.get("volumeMode") or "null"


_AFFINITY = "api.core.v1.VolumeNodeAffinity"
_VOLUME_SOURCE = "api.core.v1.PersistentVolumeSource"


def _claim(claim: Object) -> Errors:
    return validate_claim_spec("spec", claim.get("spec") or {})


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
    errors += immutable("volumeMode", _shown(after), before.get("volumeMode"))
    return errors + _class_change(after, before)


def _class_change(after: Object, before: Object) -> Errors:
    path = "spec.volumeAttributesClassName"
    if before.get("volumeAttributesClassName") is None or after.get("volumeAttributesClassName"):
        return []
    what = "nil" if after.get("volumeAttributesClassName") is None else "an empty string"
    return [forbidden(path, f"update from non-nil value to {what} is forbidden")]


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

"""Volumes of pods.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidateVolumes and validateVolumeSource.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.validation.field_errors import Errors, duplicate, forbidden, invalid, not_supported, required, words
from app.cluster.validation.names import is_config_key, is_subdomain
from app.cluster.validation.rules import dns_label, wrong
from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
_MORE_THAN_ONE = "may not specify more than 1 volume type"
_MODE = "must be a number between 0 and 0777 (octal), both inclusive"
_HOST_PATH_TYPES = (
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
)
_DOWNWARD_FIELDS = ("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid")
_MIN_TOKEN_SECONDS, _MAX_TOKEN_SECONDS = 600, 1 << 32
# In the order in which upstream looks, with what each source must say.
_REQUIRED: dict[str, tuple[str, ...]] = {
    "gitRepo": ("repository",),
    "gcePersistentDisk": ("pdName",),
    "awsElasticBlockStore": ("volumeID",),
    "nfs": ("server", "path"),
    "iscsi": ("targetPortal", "iqn"),
    "glusterfs": ("endpoints", "path"),
    "persistentVolumeClaim": ("claimName",),
    "rbd": ("monitors", "image"),
    "cinder": ("volumeID",),
    "cephfs": ("monitors",),
    "quobyte": ("registry", "volume"),
    "flexVolume": ("driver",),
    "azureFile": ("secretName", "shareName"),
    "vsphereVolume": ("volumePath",),
    "photonPersistentDisk": ("pdID",),
    "portworxVolume": ("volumeID",),
    "azureDisk": ("diskName", "diskURI"),
    "scaleIO": ("gateway", "system", "volumeName"),
    "csi": ("driver",),
}
_SOURCES = words(
    "emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker "
    "persistentVolumeClaim rbd cinder cephfs quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume "
    "photonPersistentDisk portworxVolume azureDisk storageos projected scaleIO csi ephemeral image"
)


def validate_volumes(path: str, volumes: list[Object], pod_name: str) -> tuple[dict[str, Object], Errors]:
    """The volumes that are in order, by name, and what is wrong with the others."""
    good: dict[str, Object] = {}
    errors: Errors = []
    created = {f"{pod_name}-{volume.get('name')}" for volume in volumes if pod_name and volume.get("ephemeral")}
    for index, volume in enumerate(volumes):
        place, name = f"{path}[{index}]", volume.get("name") or ""
        found = validate_source(place, volume)
        found += dns_label(f"{place}.name", name) if name else [required(f"{place}.name")]
        if name in good:
            found.append(duplicate(f"{place}.name", name))
        if not found:
            good[name] = volume
        errors += found
        claim = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if claim in created:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            errors.append(invalid(f"{place}.persistentVolumeClaim.claimName", claim, detail))
    return good, errors


def validate_source(path: str, volume: Object) -> Errors:
    """Exactly one source, and a good one."""
    errors: Errors = []
    found = False
    for name in _SOURCES:
        source = volume.get(name)
        if source is None:
            continue
        if found:
            errors.append(forbidden(f"{path}.{name}", _MORE_THAN_ONE))
            continue
        found = True
        errors += _one_source(f"{path}.{name}", name, source)
    return errors if found else [required(path, "must specify a volume type")]


def _one_source(path: str, name: str, source: Object) -> Errors:
    if name in _REQUIRED:
        return [required(f"{path}.{key}") for key in _REQUIRED[name] if not source.get(key)]
    rule = _RULES.get(name)
    return rule(path, source) if rule else []


def _empty_dir(path: str, source: Object) -> Errors:
    limit = source.get("sizeLimit")
    if limit is not None and parse(str(limit)) < Quantity(0):
        return [forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")]
    return []


def host_path(path: str, source: Object) -> Errors:
    """A path without backsteps and a known type."""
    if not source.get("path"):
        return [required(f"{path}.path")]
    errors = no_backsteps(f"{path}.path", source["path"])
    kind = source.get("type")
    if kind is not None and kind not in _HOST_PATH_TYPES:
        errors.append(not_supported(f"{path}.type", kind, _HOST_PATH_TYPES))
    return errors


def no_backsteps(path: str, value: str) -> Errors:
    """No `..` in a path."""
    return [invalid(path, value, "must not contain '..'")] if ".." in value.split("/") else []


def descending_path(path: str, value: str) -> Errors:
    """A relative path that stays below its start."""
    if value.startswith("/"):
        return [invalid(path, value, "must be a relative path"), *no_backsteps(path, value)]
    return no_backsteps(path, value)


def _secret(path: str, source: Object) -> Errors:
    errors = [] if source.get("secretName") else [required(f"{path}.secretName")]
    return errors + _files(path, source)


def _config_map(path: str, source: Object) -> Errors:
    errors = [] if source.get("name") else [required(f"{path}.name")]
    return errors + _files(path, source)


def _files(path: str, source: Object) -> Errors:
    errors = _file_mode(f"{path}.defaultMode", source.get("defaultMode"))
    for index, item in enumerate(source.get("items") or ()):
        # Upstream leaves the index out of these paths.
        errors += _key_to_path(f"{path}.items[{index}]", item)
    return errors


def _file_mode(path: str, mode: int | None) -> Errors:
    return [invalid(path, mode, _MODE)] if mode is not None and not 0 <= mode <= 0o777 else []


def _key_to_path(path: str, item: Object) -> Errors:
    errors = [] if item.get("key") else [required(f"{path}.key")]
    errors += _local_path(f"{path}.path", item.get("path") or "")
    return errors + _file_mode(f"{path}.mode", item.get("mode"))


def _local_path(path: str, value: str) -> Errors:
    if not value:
        return [required(path)]
    errors = descending_path(path, value)
    if value.startswith("..") and not value.startswith("../"):
        errors.append(invalid(path, value, "must not start with '..'"))
    return errors


def _downward_api(path: str, source: Object) -> Errors:
    errors = _file_mode(f"{path}.defaultMode", source.get("defaultMode"))
    for item in source.get("items") or ():
        errors += _downward_file(path, item)
    return errors


def _downward_file(path: str, item: Object) -> Errors:
    errors = _local_path(f"{path}.path", item.get("path") or "")
    if item.get("fieldRef") is not None:
        field_path = item["fieldRef"].get("fieldPath") or ""
        base = field_path.partition("[")[0]
        if not field_path:
            errors.append(required(f"{path}.fieldRef.fieldPath"))
        elif base not in _DOWNWARD_FIELDS:
            errors.append(not_supported(f"{path}.fieldRef.fieldPath", field_path, _DOWNWARD_FIELDS))
        if item.get("resourceFieldRef") is not None:
            errors.append(
                invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
            )
    elif item.get("resourceFieldRef") is None:
        errors.append(required(path, "one of fieldRef and resourceFieldRef is required"))
    return errors + _file_mode(f"{path}.mode", item.get("mode"))


def _projected(path: str, source: Object) -> Errors:
    errors = _file_mode(f"{path}.defaultMode", source.get("defaultMode"))
    for index, item in enumerate(source.get("sources") or ()):
        place = f"{path}.sources[{index}]"
        if item.get("configMap") is not None:
            errors += _config_map(f"{place}.configMap", item["configMap"])
        if item.get("secret") is not None:
            errors += _config_map(f"{place}.secret", item["secret"])
        if item.get("downwardAPI") is not None:
            errors += _downward_api(f"{place}.downwardAPI", item["downwardAPI"])
        if item.get("serviceAccountToken") is not None:
            errors += _token(f"{place}.serviceAccountToken", item["serviceAccountToken"])
    return errors


def _token(path: str, source: Object) -> Errors:
    seconds = source.get("expirationSeconds") or 0
    errors: Errors = []
    if seconds < _MIN_TOKEN_SECONDS:
        errors.append(invalid(f"{path}.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"))
    if seconds > _MAX_TOKEN_SECONDS:
        errors.append(
            invalid(f"{path}.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")
        )
    return errors if source.get("path") else [*errors, required(f"{path}.path")]


def _ephemeral(path: str, source: Object) -> Errors:
    if source.get("volumeClaimTemplate") is None:
        return [required(f"{path}.volumeClaimTemplate")]
    return []


def _image(path: str, source: Object) -> Errors:
    return [] if source.get("reference") else [required(f"{path}.reference")]


_RULES: dict[str, Callable[[str, Object], Errors]] = {
    "emptyDir": _empty_dir,
    "hostPath": host_path,
    "secret": _secret,
    "configMap": _config_map,
    "downwardAPI": _downward_api,
    "projected": _projected,
    "ephemeral": _ephemeral,
    "image": _image,
}


def config_map_key(path: str, ref: Object) -> Errors:
    """A reference to a key of a ConfigMap or Secret."""
    errors = wrong(f"{path}.name", ref.get("name") or "", is_subdomain(ref.get("name") or ""))
    if not ref.get("key"):
        return [*errors, required(f"{path}.key")]
    return errors + wrong(f"{path}.key", ref["key"], is_config_key(ref["key"]))

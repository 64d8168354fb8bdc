"""Volumes that come from elsewhere: network file systems, disks of clouds, CSI drivers; of pods, and persistent ones.

Follows kubernetes pkg/apis/core/validation/validation.go: validateNFSVolumeSource and its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, invalid, not_supported, required, too_long
from app.cluster.validation.file_paths import descending_path, no_backsteps
from app.cluster.validation.rules import dns_label, subdomain, wrong
from app.sim.names import in_range, is_label, is_subdomain

Object = dict[str, Any]
Rule = Callable[[str, Object], Errors]
MORE_THAN_ONE = "may not specify more than 1 volume type"
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
# What each source must say, where that is all there is to it.
_REQUIRED: dict[str, tuple[str, ...]] = {
    "persistentVolumeClaim": ("claimName",),
    "rbd": ("monitors", "image"),
    "cephfs": ("monitors",),
    "vsphereVolume": ("volumePath",),
    "photonPersistentDisk": ("pdID",),
    "portworxVolume": ("volumeID",),
    "scaleIO": ("gateway", "system", "volumeName"),
}
_QUALIFIED_NAMES = {
    "iqn": r"iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$",
    "eui": r"^eui.[A-Za-z0-9]{16}$",
    "naa": r"^naa.[A-Za-z0-9]{32}$",
}
_PAIRS = "must be a host:port pair or multiple pairs separated by commas"
# Where messages name a source otherwise than its field: inside, and when there is one too many.
SHOWN_INSIDE = {"gcePersistentDisk": "persistentDisk"}
SHOWN_OUTSIDE = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}


def demand(path: str, source: Object, *keys: str) -> Errors:
    """The fields that must not be empty."""
    return [required(f"{path}.{key}") for key in keys if not source.get(key)]


def host_path(path: str, source: Object) -> Errors:
    """A path without backsteps and a known type."""
    if not source.get("path"):
        return [required(f"{path}.path")]
    errors = no_backsteps(f"{path}.path", source["path"])
    kind = source.get("type")
    if kind is not None and kind not in _HOST_PATH_TYPES:
        errors.append(not_supported(f"{path}.type", kind, _HOST_PATH_TYPES))
    return errors


def _git_repo(path: str, source: Object) -> Errors:
    return demand(path, source, "repository") + descending_path(f"{path}.directory", source.get("directory") or "")


def _disk(key: str) -> Rule:
    def rule(path: str, source: Object) -> Errors:
        errors, number = demand(path, source, key), source.get("partition") or 0
        if not 0 <= number <= 255:
            errors.append(invalid(f"{path}.partition", number, in_range(1, 255)))
        return errors

    return rule


def _nfs(path: str, source: Object) -> Errors:
    where, errors = source.get("path") or "", demand(path, source, "server", "path")
    if not where.startswith("/"):
        errors.append(invalid(f"{path}.path", where, "must be an absolute path"))
    return errors


def _iscsi(path: str, source: Object, *, persistent: bool = False) -> Errors:
    errors = demand(path, source, "targetPortal", "iqn")
    starts = "must be valid format" if persistent else "must be valid format starting with iqn, eui, or naa"
    if source.get("iqn"):
        errors += _qualified_name(f"{path}.iqn", source["iqn"], starts)
    number = source.get("lun") or 0
    if not 0 <= number <= 255:
        errors.append(invalid(f"{path}.lun", number, in_range(0, 255)))
    secret = source.get("secretRef")
    if (source.get("chapAuthDiscovery") or source.get("chapAuthSession")) and secret is None:
        errors.append(required(f"{path}.secretRef"))
    if persistent and secret is not None and not secret.get("name"):
        errors.append(required(f"{path}.secretRef.name"))
    if source.get("initiatorName") is not None:
        errors += _qualified_name(f"{path}.initiatorname", source["initiatorName"], starts)
    return errors


def _qualified_name(path: str, value: str, starts: str) -> Errors:
    pattern = _QUALIFIED_NAMES.get(value[:3])
    if pattern is None:
        return [invalid(path, value, starts)]
    return [] if re.search(pattern, value) else [invalid(path, value, "must be valid format")]


def _fibre_channel(path: str, source: Object) -> Errors:
    names, ids, number = source.get("targetWWNs") or [], source.get("wwids") or [], source.get("lun")
    errors: Errors = []
    if not names and not ids:
        errors.append(required(f"{path}.targetWWNs", "must specify either targetWWNs or wwids, but not both"))
    if names and ids:
        text = "targetWWNs and wwids can not be specified simultaneously"
        errors.append(invalid(f"{path}.targetWWNs", names, text))
    if names and number is None:
        errors.append(required(f"{path}.lun", "lun is required if targetWWNs is specified"))
    elif names and not 0 <= int(number or 0) <= 255:
        errors.append(invalid(f"{path}.lun", number, in_range(0, 255)))
    return errors


def _glusterfs(path: str, source: Object) -> Errors:
    errors, namespace = demand(path, source, "endpoints", "path"), source.get("endpointsNamespace")
    if namespace == "":
        text = "if the endpointnamespace is set, it must be a valid namespace name"
        errors.append(invalid(f"{path}.endpointsNamespace", namespace, text))
    elif namespace is not None:
        errors += wrong(f"{path}.endpointsNamespace", namespace, is_label(namespace))
    return errors


def _flocker(path: str, source: Object) -> Errors:
    name, identity = source.get("datasetName") or "", source.get("datasetUUID") or ""
    errors: Errors = []
    if not name and not identity:
        errors.append(required(path, "one of datasetName and datasetUUID is required"))
    if name and identity:
        text = "datasetName and datasetUUID can not be specified simultaneously"
        errors.append(invalid(path, "resource", text))
    if "/" in name:
        errors.append(invalid(f"{path}.datasetName", name, "must not contain '/'"))
    return errors


def _quobyte(path: str, source: Object) -> Errors:
    registry = source.get("registry") or ""
    errors: Errors = []
    if not registry:
        errors.append(required(f"{path}.registry", _PAIRS))
    elif len(source.get("tenant") or "") >= 65:
        text = "must be a UUID and may not exceed a length of 64 characters"
        errors.append(required(f"{path}.tenant", text))
    else:
        bad = [pair for pair in registry.split(",") if not re.fullmatch(r"([^:\[\]]*|\[[^\]]*\]):[^:]*", pair)]
        errors += [invalid(f"{path}.registry", registry, _PAIRS) for _ in bad]
    return errors + demand(path, source, "volume")


def _secret_reference(path: str, secret: Object | None, *keys: str) -> Errors:
    return demand(path, secret, *keys) if secret is not None else []


def _cinder(path: str, source: Object, *, persistent: bool = False) -> Errors:
    keys = ("name", "namespace") if persistent else ("name",)
    return demand(path, source, "volumeID") + _secret_reference(f"{path}.secretRef", source.get("secretRef"), *keys)


def _flex_volume(path: str, source: Object) -> Errors:
    errors = demand(path, source, "driver")
    for key in sorted(source.get("options") or ()):
        place = "." + key.partition("/")[0].lower()
        if place.endswith((".kubernetes.io", ".k8s.io")):
            text = "kubernetes.io and k8s.io namespaces are reserved"
            errors.append(invalid(f"{path}.options[{key}]", key, text))
    return errors


def _azure_file(path: str, source: Object) -> Errors:
    errors = demand(path, source, "secretName", "shareName")
    return [*errors, required(f"{path}.secretNamespace")] if source.get("secretNamespace") == "" else errors


def _azure_disk(path: str, source: Object) -> Errors:
    errors = demand(path, source, "diskName", "diskURI")
    caching, kind, uri = source.get("cachingMode"), source.get("kind"), source.get("diskURI") or ""
    modes, kinds = ("None", "ReadOnly", "ReadWrite"), ("Dedicated", "Managed", "Shared")
    if caching is not None and caching not in modes:
        errors.append(not_supported(f"{path}.cachingMode", caching, modes))
    if kind is not None and kind not in kinds:
        errors.append(not_supported(f"{path}.kind", kind, kinds))
    managed = ("/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",)
    blob = ("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd",)
    if kind == "Managed" and not uri.startswith("/subscriptions/"):
        errors.append(not_supported(f"{path}.diskURI", uri, managed))
    if kind is not None and kind != "Managed" and not uri.startswith("https://"):
        errors.append(not_supported(f"{path}.diskURI", uri, blob))
    return errors


def _storage_os(path: str, source: Object, *, persistent: bool = False) -> Errors:
    name, namespace = source.get("volumeName") or "", source.get("volumeNamespace") or ""
    errors = dns_label(f"{path}.volumeName", name) if name else [required(f"{path}.volumeName")]
    if namespace:
        errors += dns_label(f"{path}.volumeNamespace", namespace)
    keys = ("name", "namespace") if persistent else ("name",)
    return errors + _secret_reference(f"{path}.secretRef", source.get("secretRef"), *keys)


def driver_name(path: str, name: str) -> Errors:
    """The name of a CSI driver."""
    errors = [] if name else [required(path)]
    if len(name) > 63:
        errors.append(too_long(path, 63))
    return errors + wrong(path, name, is_subdomain(name.lower()))


def _csi(path: str, source: Object) -> Errors:
    errors, secret = driver_name(f"{path}.driver", source.get("driver") or ""), source.get("nodePublishSecretRef")
    if secret is None:
        return errors
    name = secret.get("name") or ""
    if not name:
        return [*errors, required(f"{path}.nodePublishSecretRef.name")]
    return errors + wrong(f"{path}.name", name, is_subdomain(name))


def _persistent_csi(path: str, source: Object) -> Errors:
    errors = driver_name(f"{path}.driver", source.get("driver") or "") + demand(path, source, "volumeHandle")
    for key in ("controllerPublish", "controllerExpand", "nodePublish", "nodeExpand"):
        secret = source.get(f"{key}SecretRef")
        if secret is not None:
            place, name, namespace = f"{path}.{key}SecretRef", secret.get("name") or "", secret.get("namespace") or ""
            errors += subdomain(f"{place}.name", name) if name else [required(f"{place}.name")]
            errors += dns_label(f"{place}.namespace", namespace) if namespace else [required(f"{place}.namespace")]
    return errors


def _local(path: str, source: Object) -> Errors:
    return no_backsteps(f"{path}.path", source["path"]) if source.get("path") else [required(f"{path}.path")]


_RULES: dict[str, Rule] = {
    "hostPath": host_path,
    "gitRepo": _git_repo,
    "gcePersistentDisk": _disk("pdName"),
    "awsElasticBlockStore": _disk("volumeID"),
    "nfs": _nfs,
    "iscsi": _iscsi,
    "glusterfs": lambda path, source: demand(path, source, "endpoints", "path"),
    "flocker": _flocker,
    "cinder": _cinder,
    "quobyte": _quobyte,
    "fc": _fibre_channel,
    "flexVolume": _flex_volume,
    "azureFile": lambda path, source: demand(path, source, "secretName", "shareName"),
    "azureDisk": _azure_disk,
    "storageos": _storage_os,
    "csi": _csi,
}
_PERSISTENT: dict[str, Rule] = {
    "iscsi": lambda path, source: _iscsi(path, source, persistent=True),
    "glusterfs": _glusterfs,
    "cinder": lambda path, source: _cinder(path, source, persistent=True),
    "azureFile": _azure_file,
    "storageos": lambda path, source: _storage_os(path, source, persistent=True),
    "csi": _persistent_csi,
    "local": _local,
}


def volume_source(path: str, name: str, source: Object, *, persistent: bool = False) -> Errors:
    """One source of a volume; `path` is what holds it. Nothing is said of sources that are not from elsewhere."""
    place = f"{path}.{SHOWN_INSIDE.get(name, name)}"
    if name in _REQUIRED:
        return demand(place, source, *_REQUIRED[name])
    rule = (_PERSISTENT.get(name) if persistent else None) or _RULES.get(name)
    return rule(place, source) if rule else []


def one_too_many(path: str, name: str) -> Errors:
    """A volume has another source already."""
    return [forbidden(f"{path}.{SHOWN_OUTSIDE.get(name, name)}", MORE_THAN_ONE)]

"""Volumes whose files the kubelet writes: config maps, secrets, the downward API, and several of these in one.

Follows kubernetes pkg/apis/core/validation/validation.go: validateProjectionSources, validateDownwardAPIVolumeFile.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.downward import VOLUME_FIELDS, field_selector, resource_selector
from app.cluster.validation.field_errors import Errors, forbidden, invalid, required
from app.cluster.validation.file_paths import file_mode, local_path

Object = dict[str, Any]
_MIN_TOKEN_SECONDS, _MAX_TOKEN_SECONDS = 600, 1 << 32
_REPEATED = "conflicting duplicate paths"


def secret_volume(path: str, source: Object) -> Errors:
    """A `secret` volume."""
    errors = [] if source.get("secretName") else [required(f"{path}.secretName")]
    return errors + _files(path, source)


def config_map_volume(path: str, source: Object) -> Errors:
    """A `configMap` volume."""
    errors = [] if source.get("name") else [required(f"{path}.name")]
    return errors + _files(path, source)


def _files(path: str, source: Object) -> Errors:
    errors = file_mode(f"{path}.defaultMode", source.get("defaultMode"))
    for index, item in enumerate(source.get("items") or ()):
        errors += _key_to_path(f"{path}.items[{index}]", item)
    return errors


def _key_to_path(path: str, item: Object) -> Errors:
    errors = [required(f"{path}.{key}") for key in ("key", "path") if not item.get(key)]
    errors += local_path(f"{path}.path", item.get("path") or "")
    return errors + file_mode(f"{path}.mode", item.get("mode"))


def downward_volume(path: str, source: Object) -> Errors:
    """A `downwardAPI` volume. Upstream leaves the index of the file out."""
    errors = file_mode(f"{path}.defaultMode", source.get("defaultMode"))
    for item in source.get("items") or ():
        errors += _downward_file(path, item)
    return errors


def _downward_file(path: str, item: Object) -> Errors:
    errors = [] if item.get("path") else [required(f"{path}.path")]
    errors += local_path(f"{path}.path", item.get("path") or "")
    field, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    if field is not None:
        errors += field_selector(f"{path}.fieldRef", field, VOLUME_FIELDS)
        if resource is not None:
            text = "fieldRef and resourceFieldRef can not be specified simultaneously"
            errors.append(invalid(path, "resource", text))
    elif resource is not None:
        errors += resource_selector(f"{path}.resourceFieldRef", resource, volume=True)
    else:
        errors.append(required(path, "one of fieldRef and resourceFieldRef is required"))
    return errors + file_mode(f"{path}.mode", item.get("mode"))


def projected_volume(path: str, source: Object) -> Errors:
    """A `projected` volume; no two of its sources may write the same file."""
    errors = file_mode(f"{path}.defaultMode", source.get("defaultMode"))
    seen: set[str] = set()
    for index, item in enumerate(source.get("sources") or ()):
        place = f"{path}.sources[{index}]"
        found = [name for name, part in item.items() if part is not None]
        for key in ("secret", "configMap"):
            if item.get(key) is not None:
                errors += _keys(path, f"{place}.{key}", item[key], seen)
        for file in (item.get("downwardAPI") or {}).get("items") or ():
            errors += _downward_file(f"{place}.downwardAPI", file)
            errors += _once(path, file.get("path") or "", file.get("path") or "", seen)
        if item.get("serviceAccountToken") is not None:
            errors += _token(path, f"{place}.serviceAccountToken", item["serviceAccountToken"])
        if len(found) > 1:
            errors.append(forbidden(place, "may not specify more than 1 volume type per source"))
    return errors


def _keys(path: str, place: str, source: Object, seen: set[str]) -> Errors:
    errors = [] if source.get("name") else [required(f"{place}.name")]
    for index, item in enumerate(source.get("items") or ()):
        errors += _key_to_path(f"{place}.items[{index}]", item)
        errors += _once(path, item.get("path") or "", source.get("name") or "", seen)
    return errors


def _once(path: str, file: str, shown: str, seen: set[str]) -> Errors:
    if not file or file not in seen:
        seen.add(file)
        return []
    return [invalid(path, shown, _REPEATED)]


def _token(path: str, place: str, source: Object) -> Errors:
    seconds = source.get("expirationSeconds") or 0
    errors: Errors = []
    if seconds < _MIN_TOKEN_SECONDS:
        errors.append(invalid(f"{place}.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"))
    if seconds > _MAX_TOKEN_SECONDS:
        text = "may not specify a duration larger than 2^32 seconds"
        errors.append(invalid(f"{place}.expirationSeconds", seconds, text))
    # Upstream names the volume's path here, not the source's.
    if not source.get("path"):
        return [*errors, required(f"{path}.path")]
    return errors + local_path(f"{path}.path", source["path"])

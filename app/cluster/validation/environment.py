"""Environment variables of containers.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidateEnv, validateEnvVarValueFrom, ValidateEnvFrom,
validateFileKeyRefVolumes.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.downward import ENV_FIELDS, field_selector, resource_selector
from app.cluster.validation.field_errors import Errors, invalid, not_found, required
from app.cluster.validation.file_paths import no_backsteps
from app.cluster.validation.rules import dns_label, wrong
from app.sim.names import is_config_key, is_env_name, is_subdomain

Object = dict[str, Any]
_SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")


def validate_env(path: str, variables: list[Object]) -> Errors:
    """`env`: names, and where values come from."""
    errors: Errors = []
    for index, variable in enumerate(variables):
        place, name = f"{path}[{index}]", variable.get("name") or ""
        errors += wrong(f"{place}.name", name, is_env_name(name)) if name else [required(f"{place}.name")]
        if variable.get("valueFrom") is not None:
            errors += _value_from(f"{place}.valueFrom", variable)
    return errors


def _value_from(path: str, variable: Object) -> Errors:
    source = variable["valueFrom"]
    errors: Errors = []
    found = [key for key in _SOURCES if source.get(key) is not None]
    if "fieldRef" in found:
        errors += field_selector(f"{path}.fieldRef", source["fieldRef"], ENV_FIELDS)
    if "resourceFieldRef" in found:
        errors += resource_selector(f"{path}.resourceFieldRef", source["resourceFieldRef"], volume=False)
    for key in ("configMapKeyRef", "secretKeyRef"):
        if key in found:
            errors += _key_selector(f"{path}.{key}", source[key])
    if "fileKeyRef" in found:
        errors += _file_selector(f"{path}.fileKeyRef", source["fileKeyRef"])
    if not found:
        names = "`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
        errors.append(invalid(path, "", f"must specify one of: {names}"))
    elif variable.get("value"):
        errors.append(invalid(path, "", "may not be specified when `value` is not empty"))
    elif len(found) > 1:
        errors.append(invalid(path, "", "may not have more than one field specified at a time"))
    return errors


def _key_selector(path: str, ref: Object) -> Errors:
    """A reference to a key of a ConfigMap or Secret."""
    errors = wrong(f"{path}.name", ref.get("name") or "", is_subdomain(ref.get("name") or ""))
    if not ref.get("key"):
        return [*errors, required(f"{path}.key")]
    return errors + wrong(f"{path}.key", ref["key"], is_config_key(ref["key"]))


def _file_selector(path: str, ref: Object) -> Errors:
    """A reference to a key in a file of a volume."""
    key, volume, file = (ref.get(name) or "" for name in ("key", "volumeName", "path"))
    errors = wrong(f"{path}.key", key, is_env_name(key)) if key else [required(f"{path}.key")]
    errors += dns_label(f"{path}.volumeName", volume) if volume else [required(f"{path}.volumeName")]
    return errors + (no_backsteps(f"{path}.path", file) if file else [required(f"{path}.path")])


def validate_file_volumes(path: str, containers: list[Object], volumes: list[Object]) -> Errors:
    """Variables read from files: each names an emptyDir of the pod. `path` is that of the list of containers."""
    sources = {volume.get("name") or "": volume for volume in volumes}
    errors: Errors = []
    for index, container in enumerate(containers):
        for at, variable in enumerate(container.get("env") or ()):
            ref = (variable.get("valueFrom") or {}).get("fileKeyRef")
            if ref is None:
                continue
            place, name = f"{path}[{index}].env[{at}].valueFrom.fileKeyRef.volumeName", ref.get("volumeName") or ""
            if name not in sources:
                errors.append(not_found(place, name))
            elif sources[name].get("emptyDir") is None:
                errors.append(invalid(place, name, "referenced volume must be of type emptyDir"))
    return errors


def validate_env_from(path: str, sources: list[Object]) -> Errors:
    """`envFrom`: whole ConfigMaps and Secrets."""
    errors: Errors = []
    for index, source in enumerate(sources):
        place = f"{path}[{index}]"
        if source.get("prefix"):
            errors += wrong(f"{place}.prefix", source["prefix"], is_env_name(source["prefix"]))
        found = [key for key in ("configMapRef", "secretRef") if source.get(key) is not None]
        for key in found:
            name = source[key].get("name") or ""
            problems = wrong(f"{place}.{key}.name", name, is_subdomain(name))
            errors += problems if name else [required(f"{place}.{key}.name")]
        # Upstream leaves the index out of these paths.
        if not found:
            errors.append(invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"))
        elif len(found) > 1:
            errors.append(invalid(path, "", "may not have more than one field specified at a time"))
    return errors

"""Environment variables of containers.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidateEnv, validateEnvVarValueFrom, ValidateEnvFrom.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.downward import ENV_FIELDS, field_selector, resource_selector
from app.cluster.validation.field_errors import Errors, invalid, required
from app.cluster.validation.file_paths import local_path
from app.cluster.validation.rules import wrong
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
    key = ref.get("key") or ""
    errors = wrong(f"{path}.key", key, is_env_name(key)) if key else [required(f"{path}.key")]
    errors += [required(f"{path}.{name}") for name in ("volumeName", "path") if not ref.get(name)]
    return errors + local_path(f"{path}.path", ref.get("path") or "")


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

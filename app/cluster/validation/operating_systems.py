"""What a pod that names its operating system may not say.

Follows kubernetes pkg/apis/core/validation/validation.go: validateOS, validateLinux, validateWindows.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, not_supported, required

Object = dict[str, Any]
_NOT_WINDOWS = "cannot be set for a windows pod"
# In upstream's order: those of the pod's security context, and those beside it.
_OF_PODS = (
    ("securityContext", "appArmorProfile"), ("securityContext", "seLinuxOptions"), ("", "hostUsers"), ("", "hostPID"),
    ("", "hostIPC"), ("securityContext", "seccompProfile"), ("securityContext", "fsGroup"),
    ("securityContext", "fsGroupChangePolicy"), ("securityContext", "sysctls"), ("", "shareProcessNamespace"),
    ("securityContext", "runAsUser"), ("securityContext", "runAsGroup"), ("securityContext", "supplementalGroups"),
    ("securityContext", "supplementalGroupsPolicy"), ("securityContext", "seLinuxChangePolicy"),
)  # fmt: skip
_FLAGS = ("hostPID", "hostIPC", "sysctls")  # matter when they are true or not empty, not when they are there
_OF_CONTAINERS = (
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
    "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
)  # fmt: skip


def validate_os(path: str, spec: Object) -> Errors:
    """`os` of a pod spec, and what goes with it."""
    system = spec.get("os")
    if system is None:
        return []
    name = system.get("name") or ""
    if not name:
        return [required(f"{path}.os.name", "cannot be empty")]
    if name == "linux":
        return _linux(path, spec)
    if name == "windows":
        return _windows(path, spec)
    return [not_supported(f"{path}.os", name, ["linux", "windows"])]


def _contexts(path: str, spec: Object) -> list[tuple[str, Object]]:
    return [(f"{path}.{key}[{index}].securityContext", container.get("securityContext") or {})
            for key in ("initContainers", "containers", "ephemeralContainers")
            for index, container in enumerate(spec.get(key) or ())]  # fmt: skip


def _linux(path: str, spec: Object) -> Errors:
    contexts = [(f"{path}.securityContext", spec.get("securityContext") or {}), *_contexts(path, spec)]
    text = "windows options cannot be set for a linux pod"
    return [forbidden(f"{place}.windowsOptions", text) for place, context in contexts if context.get("windowsOptions")]


def _windows(path: str, spec: Object) -> Errors:
    context = spec.get("securityContext") or {}
    errors: Errors = []
    for holder, key in _OF_PODS:
        value = (context if holder else spec).get(key)
        if value if key in _FLAGS else value is not None:
            errors.append(forbidden(f"{path}.{holder}.{key}" if holder else f"{path}.{key}", _NOT_WINDOWS))
    for place, one in _contexts(path, spec):
        errors += [forbidden(f"{place}.{key}", _NOT_WINDOWS) for key in _OF_CONTAINERS if one.get(key) is not None]
    return errors

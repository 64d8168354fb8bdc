"""Security contexts of pods and containers.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidateSecurityContext, validatePodSpecSecurityContext.
"""

from __future__ import annotations

import re
from typing import Any

from app.cluster.validation.field_errors import Errors, duplicate, invalid, not_supported, required, too_long
from app.cluster.validation.file_paths import descending_path
from app.cluster.validation.internal_types import internal
from app.sim.names import in_range

Object = dict[str, Any]
_MAX_ID = 0xFFFFFFFF
_MAX_PATH = 4095
_SYSCTL = r"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")


def _identity(path: str, value: int | None) -> Errors:
    if value is None or 0 <= value <= _MAX_ID:
        return []
    return [invalid(path, value, in_range(0, _MAX_ID))]


def _seccomp(path: str, profile: Object | None) -> Errors:
    if profile is None:
        return []
    errors: Errors = []
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        errors.append(required(f"{path}.type", "type is required when seccompProfile is set"))
    elif kind not in _PROFILES:
        errors.append(not_supported(f"{path}.type", kind, _PROFILES))
    if kind == "Localhost" and local is None:
        errors.append(required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost"))
    elif kind == "Localhost":
        errors += descending_path(f"{path}.localhostProfile", str(local))
    elif local is not None:
        shown = internal(profile, "api.core.v1.SeccompProfile")
        errors.append(invalid(f"{path}.localhostProfile", shown, "can only be set when seccomp type is Localhost"))
    return errors


def _app_armor(path: str, profile: Object | None) -> Errors:
    if profile is None:
        return []
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        return [required(f"{path}.type", "type is required when appArmorProfile is set")]
    if kind not in _PROFILES:
        return [not_supported(f"{path}.type", kind, _PROFILES)]
    if kind == "Localhost":
        return _local_profile(f"{path}.localhostProfile", local)
    if local is not None:
        return [invalid(f"{path}.localhostProfile", local, "can only be set when AppArmor type is Localhost")]
    return []


def _local_profile(path: str, name: str | None) -> Errors:
    missing = required(path, "must be set when AppArmor type is Localhost")
    if name is None:
        return [missing]
    errors: Errors = []
    if name.strip() != name:
        errors.append(invalid(path, name, "must not be padded with whitespace"))
    elif not name:
        errors.append(missing)
    return [*errors, too_long(path, _MAX_PATH)] if len(name.encode()) > _MAX_PATH else errors


def validate_security_context(path: str, context: Object | None, *, host_users: bool) -> Errors:
    """A container's security context."""
    if context is None:
        return []
    errors = _identity(f"{path}.runAsUser", context.get("runAsUser"))
    errors += _identity(f"{path}.runAsGroup", context.get("runAsGroup"))
    mount = context.get("procMount")
    if mount is not None and mount not in {"Default", "Unmasked"}:
        errors.append(not_supported(f"{path}.procMount", mount, ["Default", "Unmasked"]))
    if mount == "Unmasked" and host_users:
        errors.append(invalid(f"{path}.procMount", mount, "`hostUsers` must be false to use `Unmasked`"))
    errors += _seccomp(f"{path}.seccompProfile", context.get("seccompProfile"))
    if context.get("allowPrivilegeEscalation") is False:
        shown = internal(context, "api.core.v1.SecurityContext")
        if context.get("privileged"):
            text = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            errors.append(invalid(path, shown, text))
        if "CAP_SYS_ADMIN" in ((context.get("capabilities") or {}).get("add") or ()):
            text = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
            errors.append(invalid(path, shown, text))
    return errors + _app_armor(f"{path}.appArmorProfile", context.get("appArmorProfile"))


def validate_pod_security_context(path: str, context: Object | None, spec: Object) -> Errors:
    """A pod's security context."""
    if context is None:
        return []
    errors: Errors = []
    for name in ("fsGroup", "runAsUser", "runAsGroup"):
        errors += _identity(f"{path}.{name}", context.get(name))
    for index, group in enumerate(context.get("supplementalGroups") or ()):
        errors += _identity(f"{path}.supplementalGroups[{index}]", group)
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        text = "ShareProcessNamespace and HostPID cannot both be enabled"
        errors.append(invalid(f"{path}.shareProcessNamespace", True, text))
    errors += _sysctls(f"{path}.sysctls", context.get("sysctls") or [], spec)
    policy = context.get("fsGroupChangePolicy")
    if policy is not None and policy not in {"Always", "OnRootMismatch"}:
        errors.append(not_supported(f"{path}.fsGroupChangePolicy", policy, ["Always", "OnRootMismatch"]))
    errors += _seccomp(f"{path}.seccompProfile", context.get("seccompProfile"))
    errors += _app_armor(f"{path}.appArmorProfile", context.get("appArmorProfile"))
    groups = context.get("supplementalGroupsPolicy")
    if groups is not None and groups not in {"Merge", "Strict"}:
        errors.append(not_supported(f"{path}.supplementalGroupsPolicy", groups, ["Merge", "Strict"]))
    change = context.get("seLinuxChangePolicy")
    if change is not None and change not in {"MountOption", "Recursive"}:
        errors.append(not_supported(f"{path}.seLinuxChangePolicy", change, ["MountOption", "Recursive"]))
    return errors


def _sysctls(path: str, sysctls: list[Object], spec: Object) -> Errors:
    errors: Errors = []
    seen: set[str] = set()
    for index, sysctl in enumerate(sysctls):
        place, name = f"{path}[{index}].name", sysctl.get("name") or ""
        if not name:
            errors.append(required(place))
        elif len(name) > 253 or not re.fullmatch(_SYSCTL, name):
            errors.append(invalid(place, name, f"must have at most 253 characters and match regex ^{_SYSCTL}$"))
        elif name in seen:
            errors.append(duplicate(place, name))
        errors += _of_host(place, name, spec)
        seen.add(name)
    return errors


def _of_host(path: str, name: str, spec: Object) -> Errors:
    """Follows component-helpers/node/util/sysctl/namespace.go: GetNamespace."""
    dotted = name.replace("/", ".")
    if spec.get("hostNetwork") and dotted.startswith("net."):
        return [invalid(path, name, "may not be specified when 'hostNetwork' is true")]
    of_ipc = dotted == "kernel.sem" or dotted.startswith(("kernel.shm", "kernel.msg", "fs.mqueue."))
    if spec.get("hostIPC") and of_ipc:
        return [invalid(path, name, "may not be specified when 'hostIPC' is true")]
    return []

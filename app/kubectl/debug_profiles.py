"""What the profiles of `kubectl debug` let a debugging container do, and what `--custom` changes of it.

Follows kubernetes kubectl/pkg/cmd/debug/profiles.go.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError
from app.kubectl.local_patch import apply_locally
from app.kubectl.manifests import ManifestError, load

Object = dict[str, Any]
PROFILES = ("legacy", "general", "baseline", "netadmin", "restricted", "sysadmin")
CAPABILITIES = {"general": ("SYS_PTRACE",), "netadmin": ("NET_ADMIN", "NET_RAW")}
WITH_HOST_FILES = ("legacy", "general", "sysadmin")
WITH_HOST_NAMESPACES = ("legacy", "general", "netadmin", "sysadmin")
NEEDS_ROOT = ("general", "netadmin", "sysadmin")
FIXED = ("name", "command", "image", "lifecycle", "volumeDevices")
POD = Mapping("", "v1", "pods", "Pod", True)
LEGACY = (
    "--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, "
    'for example "--profile=general".'
)
NOT_ROOT = (
    "Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not "
    'work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".'
)


def custom_of(call: Call) -> Object:
    """The container that `--custom` names; {} without it. KubectlError for what cannot be one."""
    path = call.flags.text("custom")
    if not path:
        return {}
    try:
        found = load(call.machine.read_file(path))
    except OSError as wrong:
        why = f"open {path}: {(wrong.strerror or '').lower()}"
        raise KubectlError(f"must pass a container spec json file for custom profile: {why}") from None
    except ManifestError as wrong:
        raise KubectlError(f"{path} does not contain a valid container spec: {wrong}") from None
    if not isinstance(found, dict):
        kind = "array" if isinstance(found, list) else "string"
        raise KubectlError(
            f"{path} does not contain a valid container spec: error unmarshaling JSON: while decoding JSON: json: "
            f"cannot unmarshal {kind} into Go value of type v1.Container"
        )
    if any(found.get(key) for key in FIXED):
        raise KubectlError("name, command, image, lifecycle and volume devices are not modifiable via custom profile")
    return found


async def warn_of_user(call: Call, pod: Object) -> None:
    """Say that a pod's user may not use what the profile grants."""
    user = (pod["spec"].get("securityContext") or {}).get("runAsUser")
    if user and call.flags.text("profile") in NEEDS_ROOT:
        await call.warn(NOT_ROOT)


def equip(profile: str, container: Object, custom: Object, *, on_node: bool = False) -> None:
    """Change a debugging container as the profile and then the custom one say."""
    traces = on_node and profile == "general"  # the node's processes are seen through its namespaces
    context = {} if traces else _context(profile, container.get("securityContext") or {})
    if context:
        container["securityContext"] = context
    if custom:
        pod = {"spec": {"containers": [container]}}
        patch = orjson.dumps({"spec": {"containers": [{**custom, "name": container["name"]}]}})
        container.update(apply_locally("strategic", pod, patch, POD)["spec"]["containers"][0])


def _context(profile: str, context: Object) -> Object:
    if profile == "restricted":
        capabilities = {"drop": ["ALL"]}
        return {
            "capabilities": capabilities, "runAsNonRoot": True, "allowPrivilegeEscalation": False,
            "seccompProfile": {"type": "RuntimeDefault"},
        }  # fmt: skip
    if profile == "sysadmin":
        return {**context, "privileged": True}
    if profile in CAPABILITIES:
        capabilities = context.get("capabilities") or {}
        added = [*(capabilities.get("add") or ()), *CAPABILITIES[profile]]  # a second time, too, for one that is there
        return {**context, "capabilities": {**capabilities, "add": added}}
    return context


def open_node(profile: str, spec: Object) -> None:
    """Give a pod on a node what the profile lets it see of the node."""
    if profile in WITH_HOST_FILES:
        spec["containers"][0]["volumeMounts"] = [{"mountPath": "/host", "name": "host-root"}]
        spec["volumes"] = [{"hostPath": {"path": "/"}, "name": "host-root"}]
    if profile in WITH_HOST_NAMESPACES:
        spec |= {"hostIPC": True, "hostNetwork": True, "hostPID": True}

"""Containers: names, ports, environment, mounts.

Follows kubernetes pkg/apis/core/validation/validation.go: validateContainers, validateInitContainers,
validateEphemeralContainers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.cluster.validation.environment import validate_env, validate_env_from
from app.cluster.validation.field_errors import (
    Errors,
    duplicate,
    forbidden,
    invalid,
    not_found,
    not_supported,
    required,
)
from app.cluster.validation.file_paths import descending_path, no_backsteps
from app.cluster.validation.probes import validate_lifecycle, validate_probes
from app.cluster.validation.resources import requirements
from app.cluster.validation.restart_rules import validate_restart_policy
from app.cluster.validation.rules import dns_label, one_of, wrong
from app.cluster.validation.security_context import validate_security_context
from app.sim.names import is_port_name, is_port_number

Object = dict[str, Any]
PROTOCOLS = ("SCTP", "TCP", "UDP")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_NOT_FOR_INIT = "may not be set for init containers without restartPolicy=Always"
_NO_RESTART_FOR_INIT = "must not be set to 'RestartContainer' for non-sidecar initContainers"
_NOT_FOR_EPHEMERAL = "cannot be set for an Ephemeral Container"
_EPHEMERAL_FORBIDDEN = (
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
)


@dataclass(frozen=True, slots=True)
class PodContext:
    """What the containers of a pod are checked against."""

    volumes: dict[str, Object]
    claims: set[str]
    grace: int | None
    restart_policy: str
    host_users: bool


def validate_containers(path: str, containers: list[Object], pod: PodContext) -> Errors:
    """The regular containers; at least one."""
    if not containers:
        return [required(path)]
    errors: Errors = []
    names: set[str] = set()
    for index, container in enumerate(containers):
        place, name = f"{path}[{index}]", container.get("name") or ""
        errors += _common(place, container, pod)
        if name in names:
            errors.append(duplicate(f"{place}.name", name))
        names.add(name)
        errors += validate_lifecycle(f"{place}.lifecycle", container.get("lifecycle"), pod.grace)
        errors += validate_probes(place, container, pod.grace)
        errors += validate_restart_policy(place, container, init=False)
    return errors + _host_ports(path, containers)


def validate_init_containers(path: str, init: list[Object], regular: list[Object], pod: PodContext) -> Errors:
    """The init containers; those that restart always are sidecars."""
    errors: Errors = []
    names = {container.get("name") or "" for container in regular}
    for index, container in enumerate(init):
        place, name = f"{path}[{index}]", container.get("name") or ""
        errors += _common(place, container, pod)
        errors += validate_restart_policy(place, container, init=True)
        if name in names:
            errors.append(duplicate(f"{place}.name", name))
        elif name:
            names.add(name)
        errors += _host_ports(path, [container])
        if container.get("restartPolicy") == "Always":
            errors += validate_lifecycle(f"{place}.lifecycle", container.get("lifecycle"), pod.grace)
            errors += validate_probes(place, container, pod.grace)
        else:
            hooks = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
            errors += [forbidden(f"{place}.{hook}", _NOT_FOR_INIT) for hook in hooks if container.get(hook) is not None]
            errors += [
                invalid(f"{place}.resizePolicy[{at}].restartPolicy", "RestartContainer", _NO_RESTART_FOR_INIT)
                for at, policy in enumerate(container.get("resizePolicy") or ())
                if policy.get("restartPolicy") == "RestartContainer"
            ]
    return errors


def validate_ephemeral_containers(path: str, ephemeral: list[Object], others: list[Object], pod: PodContext) -> Errors:
    """Debugging containers, which may use little."""
    errors: Errors = []
    targets = {container.get("name") or "" for container in others}
    names = set(targets)
    for index, container in enumerate(ephemeral):
        place, name = f"{path}[{index}]", container.get("name") or ""
        errors += _common(place, container, pod) + validate_image_whitespace(place, container)
        if name in names:
            errors.append(duplicate(f"{place}.name", name))
        names.add(name)
        target = container.get("targetContainerName")
        if target and target not in targets:
            errors.append(not_found(f"{place}.targetContainerName", target))
        errors += [
            forbidden(f"{place}.{key}", _NOT_FOR_EPHEMERAL) for key in _EPHEMERAL_FORBIDDEN if container.get(key)
        ]
        for at, mount in enumerate(container.get("volumeMounts") or ()):
            keys = [key for key in ("subPath", "subPathExpr") if mount.get(key)]
            errors += [forbidden(f"{place}.volumeMounts[{at}].{key}", _NOT_FOR_EPHEMERAL) for key in keys]
    return errors


def validate_image_whitespace(path: str, container: Object) -> Errors:
    """What only real pods are checked for, not templates."""
    image = container.get("image") or ""
    if image != image.strip():
        return [invalid(f"{path}.image", image, "must not have leading or trailing whitespace")]
    return []


def _common(path: str, container: Object, pod: PodContext) -> Errors:
    name = container.get("name") or ""
    errors = dns_label(f"{path}.name", name) if name else [required(f"{path}.name")]
    if not container.get("image"):
        errors.append(required(f"{path}.image"))
    errors += one_of(
        f"{path}.terminationMessagePolicy", container.get("terminationMessagePolicy"), ["File", "FallbackToLogsOnError"]
    )
    errors += _ports(f"{path}.ports", container.get("ports") or [])
    errors += validate_env(f"{path}.env", container.get("env") or [])
    errors += validate_env_from(f"{path}.envFrom", container.get("envFrom") or [])
    errors += _mounts(f"{path}.volumeMounts", container, pod)
    errors += _devices(f"{path}.volumeDevices", container, pod)
    errors += one_of(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), _PULL_POLICIES)
    errors += requirements(f"{path}.resources", container.get("resources"), pod.claims)
    errors += _resize_policy(f"{path}.resizePolicy", container.get("resizePolicy") or [], pod)
    security = container.get("securityContext")
    return errors + validate_security_context(f"{path}.securityContext", security, host_users=pod.host_users)


def _ports(path: str, ports: list[Object]) -> Errors:
    errors: Errors = []
    names: set[str] = set()
    for index, port in enumerate(ports):
        place, name = f"{path}[{index}]", port.get("name") or ""
        problems = is_port_name(name) if name else []
        errors += wrong(f"{place}.name", name, problems)
        if name and not problems:
            if name in names:
                errors.append(duplicate(f"{place}.name", name))
            names.add(name)
        number = port.get("containerPort") or 0
        if number == 0:
            errors.append(required(f"{place}.containerPort"))
        else:
            errors += wrong(f"{place}.containerPort", number, is_port_number(number))
        if port.get("hostPort"):
            errors += wrong(f"{place}.hostPort", port["hostPort"], is_port_number(port["hostPort"]))
        errors += one_of(f"{place}.protocol", port.get("protocol"), PROTOCOLS)
    return errors


def _host_ports(path: str, containers: list[Object]) -> Errors:
    errors: Errors = []
    seen: set[str] = set()
    for index, container in enumerate(containers):
        for at, port in enumerate(container.get("ports") or ()):
            if not port.get("hostPort"):
                continue
            mark = f"{port.get('protocol') or ''}/{port.get('hostIP') or ''}/{port['hostPort']}"
            if mark in seen:
                errors.append(duplicate(f"{path}[{index}].ports[{at}].hostPort", mark))
            seen.add(mark)
    return errors


def _mounts(path: str, container: Object, pod: PodContext) -> Errors:
    errors: Errors = []
    points: set[str] = set()
    devices = {item.get("name"): item.get("devicePath") for item in container.get("volumeDevices") or ()}
    for index, mount in enumerate(container.get("volumeMounts") or ()):
        place, name, point = f"{path}[{index}]", mount.get("name") or "", mount.get("mountPath") or ""
        if not name:
            errors.append(required(f"{place}.name"))
        if name not in pod.volumes:
            errors.append(not_found(f"{place}.name", name))
        if not point:
            errors.append(required(f"{place}.mountPath"))
        if point in points:
            errors.append(invalid(f"{place}.mountPath", point, "must be unique"))
        points.add(point)
        if name in devices:
            errors.append(invalid(f"{place}.name", name, "must not already exist in volumeDevices"))
        if point in devices.values():
            errors.append(invalid(f"{place}.mountPath", point, "must not already exist as a path in volumeDevices"))
        errors += _sub_paths(path, place, mount) + _propagation(path, mount, container)
        errors += _recursive_read_only(path, mount)
    return errors


def _sub_paths(path: str, place: str, mount: Object) -> Errors:
    errors: Errors = []
    # Upstream reports what is wrong inside a subPath without the mount's index.
    if mount.get("subPath"):
        errors += descending_path(f"{path}.subPath", mount["subPath"])
    if mount.get("subPathExpr"):
        if mount.get("subPath"):
            text = "subPathExpr and subPath are mutually exclusive"
            errors.append(invalid(f"{place}.subPathExpr", mount["subPathExpr"], text))
        errors += descending_path(f"{path}.subPathExpr", mount["subPathExpr"])
    return errors


def _propagation(path: str, mount: Object, container: Object) -> Errors:
    mode = mount.get("mountPropagation")
    if mode is None:
        return []
    modes = ("Bidirectional", "HostToContainer", "None")
    if mode not in modes:
        return [not_supported(f"{path}.mountPropagation", mode, modes)]
    if mode == "Bidirectional" and not (container.get("securityContext") or {}).get("privileged"):
        text = "Bidirectional mount propagation is available only to privileged containers"
        return [forbidden(f"{path}.mountPropagation", text)]
    return []


def _recursive_read_only(path: str, mount: Object) -> Errors:
    mode, place = mount.get("recursiveReadOnly"), f"{path}.recursiveReadOnly"
    if mode in {None, "Disabled"}:
        return []
    if mode not in {"Enabled", "IfPossible"}:
        return [not_supported(place, mode, ["Disabled", "Enabled", "IfPossible"])]
    errors: Errors = []
    if not mount.get("readOnly"):
        errors.append(forbidden(place, "may only be specified when readOnly is true"))
    if (mount.get("mountPropagation") or "None") != "None":
        errors.append(forbidden(place, "may only be specified when mountPropagation is None or not specified"))
    return errors


def _devices(path: str, container: Object, pod: PodContext) -> Errors:
    errors: Errors = []
    names: set[str] = set()
    points: set[str] = set()
    mounts = {mount.get("name") or "": mount.get("mountPath") or "" for mount in container.get("volumeMounts") or ()}
    for index, device in enumerate(container.get("volumeDevices") or ()):
        place, name, point = f"{path}[{index}]", device.get("name") or "", device.get("devicePath") or ""
        volume = pod.volumes.get(name)
        if not name:
            errors.append(required(f"{place}.name"))
        if name in names:
            errors.append(invalid(f"{place}.name", name, "must be unique"))
        if volume is None:
            errors.append(not_found(f"{place}.name", name))
        elif volume.get("persistentVolumeClaim") is None and volume.get("ephemeral") is None:
            text = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            errors.append(invalid(f"{place}.name", name, text))
        errors += _device_path(f"{place}.devicePath", point, points)
        if name in mounts:
            errors.append(invalid(f"{place}.name", name, "must not already exist in volumeMounts"))
        if point in mounts.values():
            errors.append(invalid(f"{place}.devicePath", point, "must not already exist as a path in volumeMounts"))
        names |= {name} if name else set()
    return errors


def _device_path(path: str, point: str, points: set[str]) -> Errors:
    errors: Errors = [] if point else [required(path)]
    if point in points:
        errors.append(invalid(path, point, "must be unique"))
    if no_backsteps("", point):
        return [*errors, invalid(path, point, "can not contain backsteps ('..')")]
    points.add(point)
    return errors


def _resize_policy(path: str, policies: list[Object], pod: PodContext) -> Errors:
    errors: Errors = []
    seen: set[str] = set()
    for index, policy in enumerate(policies):
        name, restart = policy.get("resourceName") or "", policy.get("restartPolicy") or ""
        if name in seen:
            errors.append(duplicate(f"{path}[{index}]", name))
        seen.add(name)
        errors += one_of(path, name, ["cpu", "memory"])
        errors += one_of(path, restart, ["NotRequired", "RestartContainer"])
        if pod.restart_policy == "Never" and restart != "NotRequired":
            errors.append(invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"))
    return errors

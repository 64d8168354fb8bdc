"""Annotations that mean something to a pod: mirror pods, deletion cost, seccomp and AppArmor profiles of old.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidatePodSpecificAnnotations,
validateAppArmorAnnotationsAndFieldsMatchOnCreate.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, invalid
from app.cluster.validation.file_paths import descending_path
from app.sim.go_strings import quote

Object = dict[str, Any]
MIRROR = "kubernetes.io/config.mirror"
_DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_DEFAULTS = ("runtime/default", "docker/default")


def is_app_armor(key: str) -> bool:
    """Whether an annotation says a container's AppArmor profile."""
    return key.startswith(_APP_ARMOR)


def validate_pod_annotations(path: str, annotations: dict[str, str], spec: Object) -> Errors:
    """Annotations of a pod or a template."""
    errors: Errors = []
    if MIRROR in annotations and not spec.get("nodeName"):
        text = "must set spec.nodeName if mirror pod annotation is set"
        errors.append(invalid(f"{path}[{MIRROR}]", annotations[MIRROR], text))
    cost = annotations.get(_DELETION_COST)
    if cost is not None and not _is_int32(cost):
        errors.append(invalid(f"{path}[{_DELETION_COST}]", cost, "must be a 32bit integer"))
    if _SECCOMP_POD in annotations:
        errors += _seccomp(f"{path}.{_SECCOMP_POD}", annotations[_SECCOMP_POD])
    for key in sorted(annotations):
        if key.startswith(_SECCOMP):
            errors += _seccomp(f"{path}.{key}", annotations[key])
    names = {container.get("name") for _, container in _containers("", spec)}
    for key in sorted(filter(is_app_armor, annotations)):
        if key.removeprefix(_APP_ARMOR) not in names:
            errors.append(invalid(f"{path}[{key}]", key.removeprefix(_APP_ARMOR), "container not found"))
        profile = annotations[key]
        if profile not in {"", "runtime/default", "unconfined"} and not profile.startswith("localhost/"):
            errors.append(invalid(f"{path}[{key}]", profile, f"invalid AppArmor profile name: {quote(profile)}"))
    return errors


def _is_int32(text: str) -> bool:
    digits = text[1:] if text.startswith("-") else text
    plain = digits.isdigit() and (digits == "0" or not digits.startswith("0"))
    return plain and text != "-0" and -(2**31) <= int(text) < 2**31


def _seccomp(path: str, profile: str) -> Errors:
    if profile in {*_DEFAULTS, "unconfined"}:
        return []
    if profile.startswith("localhost/"):
        return descending_path(path, profile.removeprefix("localhost/"))
    return [invalid(path, profile, "must be a valid seccomp profile")]


def _containers(path: str, spec: Object) -> Iterator[tuple[str, Object]]:
    """Every container with its path. Follows pkg/api/pod/util.go: VisitContainersWithPath."""
    for key in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(spec.get(key) or ()):
            yield f"{path}.{key}[{index}]", container


def annotations_match(path: str, annotations: dict[str, str], spec: Object) -> Errors:
    """Where annotations and fields both name a profile, it is the same one."""
    context = spec.get("securityContext") or {}
    errors: Errors = []
    if context.get("seccompProfile") is not None and _SECCOMP_POD in annotations:
        place = f"{path}.securityContext.seccompProfile"
        errors += _same(place, context["seccompProfile"], annotations[_SECCOMP_POD], "seccomp", _DEFAULTS)
    for place, container in _containers(path, spec):
        profile = (container.get("securityContext") or {}).get("seccompProfile")
        key = _SECCOMP + str(container.get("name"))
        if profile is not None and key in annotations:
            where = f"{place}.securityContext.seccompProfile"
            errors += _same(where, profile, annotations[key], "seccomp", _DEFAULTS)
    for place, container in _containers(path, spec) if (spec.get("os") or {}).get("name") != "windows" else ():
        own = (container.get("securityContext") or {}).get("appArmorProfile")
        profile = own if own is not None else context.get("appArmorProfile")
        key = _APP_ARMOR + str(container.get("name"))
        if profile is not None and key in annotations:
            where = f"{place}.securityContext.appArmorProfile"
            errors += _same(where, profile, annotations[key], "apparmor", _DEFAULTS[:1])
    return errors


def _same(path: str, profile: Object, annotation: str, what: str, defaults: tuple[str, ...]) -> Errors:
    kind = profile.get("type")
    differs = (
        (kind == "Unconfined" and annotation != "unconfined")
        or (kind == "RuntimeDefault" and annotation not in defaults)
        or (kind == "Localhost" and not annotation.startswith("localhost/"))
    )
    if differs:
        return [forbidden(f"{path}.type", f"{what} type in annotation and field must match")]
    if kind == "Localhost" and annotation.removeprefix("localhost/") != profile.get("localhostProfile"):
        return [forbidden(f"{path}.localhostProfile", f"{what} profile in annotation and field must match")]
    return []

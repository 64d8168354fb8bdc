"""Pod Security Standards: namespaces say by label what their pods may not do.

Follows kubernetes pod-security-admission/admission/admission.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.cluster.api.admission import pod_security_checks as checks
from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.errors import ApiError, invalid
from app.cluster.api.objects import Object, labels_of, name_of
from app.cluster.api.pod_security_defaults import PREFIX

PODS, NAMESPACES = ("", "pods"), ("", "namespaces")
LEVELS = ("privileged", "baseline", "restricted")
# Where the pod spec lies in kinds that make pods; these are only warned about.
_TEMPLATES: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "replicationcontrollers"): ("spec", "template"),
    ("", "podtemplates"): ("template",),
    ("apps", "daemonsets"): ("spec", "template"),
    ("apps", "deployments"): ("spec", "template"),
    ("apps", "replicasets"): ("spec", "template"),
    ("apps", "statefulsets"): ("spec", "template"),
    ("batch", "cronjobs"): ("spec", "jobTemplate", "spec", "template"),
    ("batch", "jobs"): ("spec", "template"),
}


def policy(labels: dict[str, str], mode: str) -> tuple[str, str]:
    """(level, version) of enforce, audit or warn."""
    level = labels.get(PREFIX + mode, "privileged")
    return (level if level in LEVELS else "restricted"), labels.get(f"{PREFIX}{mode}-version", "latest")


def validate(attributes: Attributes) -> None:
    """ApiError 403 for pods that violate the enforced level; warnings for the rest."""
    if attributes.key == NAMESPACES:
        _namespace(attributes)
        return
    namespace = attributes.api.store.get(NAMESPACES, "", attributes.namespace)
    defaults = attributes.api.options.pod_security
    labels = {**defaults.labels, **(labels_of(namespace) if namespace is not None else {})}
    if not any(key.startswith(PREFIX) for key in labels):
        return
    if defaults.exempts(attributes.user.name, attributes.namespace, _runtime_class(attributes)):
        return
    if attributes.key == PODS:
        if attributes.operation == "UPDATE" and not attributes.subresource and not _other_images(attributes):
            return
        _pod(attributes, labels)
        return
    template: Any = attributes.new
    for name in _TEMPLATES[attributes.key]:
        template = (template or {}).get(name)
    if template:
        _warn(attributes, labels, template)


def _runtime_class(attributes: Attributes) -> str:
    if attributes.key != PODS or attributes.obj is None:
        return ""
    return str((attributes.obj.get("spec") or {}).get("runtimeClassName") or "")


def _pod(attributes: Attributes, labels: dict[str, str]) -> None:
    level, version = policy(labels, "enforce")
    found = checks.violations(attributes.new, level, version)
    if found:
        raise attributes.forbid(f'violates PodSecurity "{level}:{version}": {detail(found)}')
    _warn(attributes, labels, attributes.new)


def _warn(attributes: Attributes, labels: dict[str, str], pod: Object) -> None:
    level, version = policy(labels, "warn")
    found = checks.violations(pod, level, version)
    if found:
        attributes.call.warn(f'would violate PodSecurity "{level}:{version}": {detail(found)}')


def _other_images(attributes: Attributes) -> bool:
    """Whether an update brings other images; nothing else that matters can change."""

    def images(pod: Object) -> list[Any]:
        spec = pod["spec"]
        return [item.get("image") for name in ("initContainers", "containers") for item in spec.get(name) or ()]

    return attributes.old is None or images(attributes.new) != images(attributes.old)


def detail(found: Iterable[checks.Violation]) -> str:
    """`reason (detail), reason (detail)`."""
    return ", ".join(f"{item.reason} ({item.detail})" if item.detail else item.reason for item in found)


def _namespace(attributes: Attributes) -> None:
    defaults = attributes.api.options.pod_security.labels
    labels = labels_of(attributes.new)
    before = labels_of(attributes.old) if attributes.old is not None else {}
    _check_labels(attributes, labels)
    new, old = policy({**defaults, **labels}, "enforce"), policy({**defaults, **before}, "enforce")
    stricter = LEVELS.index(new[0]) > LEVELS.index(old[0])
    if attributes.operation != "UPDATE" or new == old or not stricter:
        return
    lines = _existing(attributes, *new)
    if lines:
        attributes.call.warn(
            f'existing pods in namespace "{attributes.name}" violate the new PodSecurity enforce level '
            f'"{new[0]}:{new[1]}"'
        )
        for line in lines:
            attributes.call.warn(line)


def _existing(attributes: Attributes, level: str, version: str) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for pod in attributes.api.store.list(PODS, attributes.name):
        found = checks.violations(pod, level, version)
        if found:
            by_reason.setdefault(", ".join(item.reason for item in found), []).append(name_of(pod))
    lines = []
    for reason, names in by_reason.items():
        others = len(names) - 1
        more = f" (and {others} other pod{'s' if others > 1 else ''})" if others else ""
        lines.append(f"{min(names)}{more}: {reason}")
    return sorted(lines)


def _check_labels(attributes: Attributes, labels: dict[str, str]) -> None:
    for mode in ("enforce", "audit", "warn"):
        level, version = labels.get(PREFIX + mode), labels.get(f"{PREFIX}{mode}-version")
        if level is not None and level not in LEVELS:
            raise _bad(attributes, PREFIX + mode, level, "must be one of " + ", ".join(LEVELS))
        if version is not None and version != "latest" and not re.fullmatch(r"v1\.\d+", version):
            raise _bad(attributes, f"{PREFIX}{mode}-version", version, 'must be "latest" or "v1.x"')


def _bad(attributes: Attributes, label: str, value: str, why: str) -> ApiError:
    field, message = f"metadata.labels[{label}]", f'Invalid value: "{value}": {why}'
    cause = {"reason": "FieldValueInvalid", "message": message, "field": field}
    return invalid("", "Namespace", attributes.name, [cause], f"{field}: {message}")


PLUGIN = Plugin(
    "PodSecurity",
    validate=validate,
    keys=frozenset({PODS, NAMESPACES, *_TEMPLATES}),
    subresources=frozenset({"", "ephemeralcontainers"}),
)

"""Warnings of pods and of the templates of pods. Follows kubernetes pkg/api/pod/warnings.go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.warnings.storage import claim_spec
from app.cluster.warnings.values import NODE_LABELS, address, fractions, node_selector_term

Object = dict[str, Any]
BYTES = ("memory", "ephemeral-storage")
ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
}
SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
APPARMOR = 'deprecated since v1.30; use the "appArmorProfile" field instead'
VOLUMES = {
    "photonPersistentDisk": ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    "gitRepo": ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    "scaleIO": ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    "flocker": ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
    "storageos": ("storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    "quobyte": ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    "glusterfs": ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    "cephfs": ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    "rbd": ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
}
NO_SELECTOR = "a null labelSelector results in matching no pod"


def pod(obj: Object) -> list[str]:
    """Of a new pod."""
    return _warnings("", obj)


def pod_template(path: str, template: Object) -> list[str]:
    """Of a template: `path` is where it stands."""
    return _warnings(f"{path}.", template)


def _warnings(prefix: str, obj: Object) -> list[str]:
    spec, annotations = obj.get("spec") or {}, (obj.get("metadata") or {}).get("annotations") or {}
    at = f"{prefix}spec"
    return [
        *_scheduling(at, spec),
        *(f"{prefix}metadata.annotations[{key}]: {text}" for key, text in ANNOTATIONS.items() if key in annotations),
        *_volumes(f"{at}.volumes", spec.get("volumes") or []),
        *_lists(at, spec),
        *fractions(f"{at}.overhead", spec.get("overhead") or {}, BYTES),
        *_profiles(f"{prefix}metadata.annotations", spec, annotations),
        *(text for where, each in _containers(at, spec) for text in _container(where, each)),
        *_ports(at, spec),
        *_ending(at, spec),
        *_pod_affinity(f"{at}.affinity", spec.get("affinity") or {}),
    ]


def _containers(at: str, spec: Object) -> Iterator[tuple[str, Object]]:
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for index, each in enumerate(spec.get(field) or []):
            yield f"{at}.{field}[{index}]", each


def _scheduling(at: str, spec: Object) -> list[str]:
    selector = spec.get("nodeSelector") or {}
    found = [f"{at}.nodeSelector[{key}]: {NODE_LABELS[key]}" for key in selector if key in NODE_LABELS]
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required, preferred = "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"  # fmt: skip # noqa: E501
    for index, term in enumerate((affinity.get(required) or {}).get("nodeSelectorTerms") or []):
        found += node_selector_term(f"{at}.affinity.nodeAffinity.{required}.nodeSelectorTerms[{index}]", term)
    for index, term in enumerate(affinity.get(preferred) or []):
        where = f"{at}.affinity.nodeAffinity.{preferred}[{index}].preference"
        found += node_selector_term(where, term.get("preference") or {})
    for index, each in enumerate(spec.get("topologySpreadConstraints") or []):
        where = f"{at}.topologySpreadConstraints[{index}]"
        if (key := each.get("topologyKey")) in NODE_LABELS:
            found.append(f"{where}.topologyKey: {key} is {NODE_LABELS[key]}")
        if each.get("labelSelector") is None:
            found.append(f"{where}.labelSelector: {NO_SELECTOR}")
    return found


def _volumes(at: str, volumes: list[Object]) -> list[str]:
    found = []
    for index, each in enumerate(volumes):
        found += [f"{at}[{index}].{name}: {text}" for field, (name, text) in VOLUMES.items() if field in each]
        if template := (each.get("ephemeral") or {}).get("volumeClaimTemplate"):
            found += claim_spec(f"{at}[{index}].ephemeral.volumeClaimTemplate.spec", template.get("spec") or {})
    return found


def _lists(at: str, spec: Object) -> list[str]:
    found: list[str] = []
    for field, key, what in (("hostAliases", "ip", "ip"), ("imagePullSecrets", "name", "name")):
        seen = set()
        for index, each in enumerate(spec.get(field) or []):
            value = each.get(key) or ""
            if value in seen:
                found.append(f'{at}.{field}[{index}].{key}: duplicate {what} "{value}"')
            seen.add(value)
    for index, each in enumerate(spec.get("imagePullSecrets") or []):
        if not each.get("name"):
            found.append(f'{at}.imagePullSecrets[{index}].name: invalid empty name ""')
    for index, each in enumerate(spec.get("hostAliases") or []):
        found += address(f"{at}.hostAliases[{index}].ip", each.get("ip") or "")
    return found


def _profiles(at: str, spec: Object, annotations: Object) -> list[str]:
    """Security profiles that are set by annotations, without the fields that took their place."""
    context = spec.get("securityContext") or {}
    found = []
    if "seccomp.security.alpha.kubernetes.io/pod" in annotations and not context.get("seccompProfile"):
        found.append(f"{at}[seccomp.security.alpha.kubernetes.io/pod]: {SECCOMP}")
    for _, each in _containers("", spec):
        own = each.get("securityContext") or {}
        key = f"container.seccomp.security.alpha.kubernetes.io/{each.get('name')}"
        if key in annotations and not own.get("seccompProfile"):
            found.append(f"{at}[{key}]: {SECCOMP}")
        key = f"container.apparmor.security.beta.kubernetes.io/{each.get('name')}"
        if key in annotations and not own.get("appArmorProfile") and not context.get("appArmorProfile"):
            found.append(f"{at}[{key}]: {APPARMOR}")
    return found


def _container(at: str, container: Object) -> list[str]:
    resources = container.get("resources") or {}
    found = []
    for name in BYTES:
        for part in ("limits", "requests"):
            found += fractions(f"{at}.resources.{part}", resources.get(part) or {}, (name,))
    seen = set()
    for index, each in enumerate(container.get("env") or []):
        name, value = each.get("name"), each.get("value") or ""
        hidden = each.get("valueFrom") is not None or value == f"$({name})" or f"$({name})" not in value
        if name in seen and hidden:
            found.append(
                f'{at}.env[{index}]: hides previous definition of "{name}", which may be dropped when using apply'
            )
        seen.add(name)
    return found


def _ports(at: str, spec: Object) -> list[str]:
    found: list[str] = []
    taken: dict[tuple[int, str], list[tuple[str, Object]]] = {}
    for where, container in _containers(at, spec):
        for index, port in enumerate(container.get("ports") or []):
            path = f"{where}.ports[{index}]"
            others = taken.setdefault((port.get("containerPort", 0), port.get("protocol") or "TCP"), [])
            found += [text for other, before in others if (text := _clash(path, port, other, before))]
            others.append((path, port))
    return found


def _clash(path: str, port: Object, other: str, before: Object) -> str:
    address_a, address_b = port.get("hostIP") or "", before.get("hostIP") or ""
    host_a, host_b = port.get("hostPort") or 0, before.get("hostPort") or 0
    if (address_a, host_a) == (address_b, host_b):
        return f"{path}: duplicate port definition with {other}"
    if not host_a or not host_b:
        return f"{path}: overlapping port definition with {other}"
    if host_a == host_b and bool(address_a) != bool(address_b):
        return f"{path}: dangerously ambiguous port definition with {other}"
    return ""


def _ending(at: str, spec: Object) -> list[str]:
    if (spec.get("terminationGracePeriodSeconds") or 0) >= 0:
        return []
    return [f"{at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"]


def _pod_affinity(at: str, affinity: Object) -> list[str]:
    found = []
    for field in ("podAffinity", "podAntiAffinity"):
        given = affinity.get(field) or {}
        for index, term in enumerate(given.get("requiredDuringSchedulingIgnoredDuringExecution") or []):
            if term.get("labelSelector") is None:
                where = f"{at}.{field}.requiredDuringSchedulingIgnoredDuringExecution[{index}]"
                found.append(f"{where}.labelSelector: {NO_SELECTOR}")
        for index, term in enumerate(given.get("preferredDuringSchedulingIgnoredDuringExecution") or []):
            if (term.get("podAffinityTerm") or {}).get("labelSelector") is None:
                where = f"{at}.{field}.preferredDuringSchedulingIgnoredDuringExecution[{index}]"
                found.append(f"{where}.podAffinityTerm.labelSelector: {NO_SELECTOR}")
    return found

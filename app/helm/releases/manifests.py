"""Rendered files as single objects in the order of installation, hooks apart.

Follows helm pkg/release/v1/util/{manifest,manifest_sorter,kind_sorter}.go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.helm.errors import HelmError
from app.helm.releases.model import Hook
from app.helm.yaml_values import ValuesError, load_any, unmarshal_problem

INSTALL_ORDER = (
    "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
    "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume",
    "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding",
    "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod",
    "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob",
    "IngressClass", "Ingress", "APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
)  # fmt: skip
UNINSTALL_ORDER = (
    "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "APIService", "Ingress", "IngressClass",
    "Service", "CronJob", "Job", "StatefulSet", "HorizontalPodAutoscaler", "Deployment", "ReplicaSet",
    "ReplicationController", "Pod", "DaemonSet", "RoleBindingList", "RoleBinding", "RoleList", "Role",
    "ClusterRoleBindingList", "ClusterRoleBinding", "ClusterRoleList", "ClusterRole", "CustomResourceDefinition",
    "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "ConfigMap", "SecretList", "Secret",
    "ServiceAccount", "PodDisruptionBudget", "PodSecurityPolicy", "LimitRange", "ResourceQuota", "NetworkPolicy",
    "Namespace", "PriorityClass",
)  # fmt: skip
HOOK, WEIGHT = "helm.sh/hook", "helm.sh/hook-weight"
DELETE_POLICY, LOG_POLICY = "helm.sh/hook-delete-policy", "helm.sh/hook-output-log-policy"
RESOURCE_POLICY = "helm.sh/resource-policy"
_EVENTS = (
    "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade", "pre-rollback",
    "post-rollback", "test",
)  # fmt: skip
_SEPARATOR = re.compile(r"^---[ \t\r\n\f\v]*", re.MULTILINE)


@dataclass(frozen=True)
class Manifest:
    """One object: the file it came from, its text, its kind and apiVersion."""

    name: str
    content: str
    kind: str
    version: str


def split(text: str) -> list[str]:
    """The documents of a stream, blanks before them taken away, blanks after them kept."""
    return [part.lstrip() for part in _SEPARATOR.split(text.lstrip()) if part]


def sort(files: dict[str, str]) -> tuple[list[Hook], list[Manifest]]:
    """(hooks, objects in install order) of rendered files; HelmError for a file that is no YAML."""
    hooks: list[Hook] = []
    manifests: list[Manifest] = []
    for path in sorted(files):
        if path.rpartition("/")[2].startswith("_") or not files[path].strip():
            continue
        for content in split(files[path]):
            _sort_document(path, content, hooks, manifests)
    return by_kind(hooks, INSTALL_ORDER), by_kind(manifests, INSTALL_ORDER)


def _sort_document(path: str, content: str, hooks: list[Hook], manifests: list[Manifest]) -> None:
    head = _head(path, content)
    kind, version = str(head.get("kind") or ""), str(head.get("apiVersion") or "")
    metadata = head.get("metadata")
    annotations = (metadata.get("annotations") if isinstance(metadata, dict) else None) or {}
    if HOOK not in annotations:
        manifests.append(Manifest(path, content, kind, version))
        return
    events = [event.strip().lower() for event in str(annotations[HOOK]).split(",")]
    events = ["test" if event == "test-success" else event for event in events]
    if any(event not in _EVENTS for event in events):
        return
    weight = str(annotations.get(WEIGHT, "0"))
    hooks.append(Hook(
        name=str((metadata or {}).get("name", "")), kind=kind, path=path, manifest=content, events=tuple(events),
        weight=int(weight) if re.fullmatch(r"[-+]?\d+", weight) else 0,
        delete_policies=_listed(annotations.get(DELETE_POLICY)),
        log_policies=_listed(annotations.get(LOG_POLICY)),
    ))  # fmt: skip


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in str(value).split(",")) if value else ()


def _head(path: str, content: str) -> dict[str, Any]:
    try:
        head = load_any(content)
        if head is not None and not isinstance(head, dict):
            raise ValuesError(unmarshal_problem(head, "util.SimpleHead"))
    except ValuesError as wrong:
        raise HelmError(f"YAML parse error on {path}: {wrong}", partial=True) from None
    return head or {}


def by_kind(items: list[Any], order: tuple[str, ...]) -> list[Any]:
    """Items with a `kind` in the order of kinds; unknown kinds last, by name."""
    place = {kind: number for number, kind in enumerate(order)}
    return sorted(items, key=lambda item: (place.get(item.kind, len(order)), "" if item.kind in place else item.kind))


def document(manifests: list[Manifest], *, hide_secrets: bool = False) -> str:
    """All objects in one text, each under the name of its file."""
    parts = []
    for each in manifests:
        hidden = hide_secrets and each.kind == "Secret" and each.version == "v1"
        body = "# HIDDEN: The Secret output has been suppressed" if hidden else each.content
        parts.append(f"---\n# Source: {each.name}\n{body}\n")
    return "".join(parts)

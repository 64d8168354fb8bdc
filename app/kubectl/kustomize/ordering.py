"""The order in which objects are printed and applied.

Follows sigs.k8s.io/kustomize api/internal/builtins/SortOrderTransformer.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.resource import Id, Resource

FIRST = (
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
    "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
)  # fmt: skip
LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")


def in_order(resources: list[Resource], options: dict[str, Any] | None) -> list[Resource]:
    """What others need comes first; or as `sortOptions` say."""
    first: tuple[str, ...] | list[str] = FIRST
    last: tuple[str, ...] | list[str] = LAST
    if options is not None:
        order, legacy = options.get("order") or "", options.get("legacySortOptions")
        if order not in ("fifo", "legacy"):
            raise KustomizeError("the field 'sortOptions.order' must be one of [fifo, legacy]")
        if order == "fifo":
            if legacy is not None:
                raise KustomizeError(
                    "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', "
                    "not 'legacy'"
                )
            return resources
        if legacy is not None:
            first, last = legacy.get("orderFirst") or [], legacy.get("orderLast") or []
    ranks = _ranks(first, last)
    return sorted(resources, key=lambda resource: _rank(resource.id, ranks))


def _ranks(first: Sequence[str], last: Sequence[str]) -> dict[str, int]:
    """A number for each kind that has a place: below 0 for the first ones, above for the last."""
    ranks = {kind: place - len(first) for place, kind in enumerate(first)}
    return ranks | {kind: place + 1 for place, kind in enumerate(last)}


def kind_rank(group: str, version: str, kind: str) -> tuple[int, str]:
    """What kinds are sorted by."""
    return _RANKS.get(kind, 0), _kind_text(group, version, kind)


def _kind_text(group: str, version: str, kind: str) -> str:
    return f"{group or '~G'}_{version or '~V'}_{kind or '~K'}"


def _rank(id_: Id, ranks: dict[str, int]) -> tuple[int, str, str]:
    kind = _kind_text(id_.group, id_.version, id_.kind)
    return ranks.get(id_.kind, 0), kind, f"{id_.gvk_text}|{id_.namespace or '~X'}|{id_.name or '~N'}"


_RANKS = _ranks(FIRST, LAST)

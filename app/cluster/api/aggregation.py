"""ClusterRoles made of others by label.

Follows kubernetes pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cluster.api.objects import Object, clone, labels_of, name_of
from app.sim.label_selectors import LabelSelector

if TYPE_CHECKING:
    from app.cluster.api.api import Api

CLUSTER_ROLES = ("rbac.authorization.k8s.io", "clusterroles")


def refresh(api: Api, role: Object, old: Object | None = None, *, gone: bool = False) -> None:
    """Recompute the roles that select `role` (as it is, or as it was), and `role` itself when it aggregates."""
    for other in api.store.list(CLUSTER_ROLES):
        rule = other.get("aggregationRule")
        if not rule or (gone and name_of(other) == name_of(role)):
            continue
        touched = any(_selects(rule, labels_of(item)) for item in (role, old) if item is not None)
        if touched or name_of(other) == name_of(role):
            _recompute(api, other, skip=name_of(role) if gone else "")


def _selects(rule: dict[str, Any], labels: dict[str, str]) -> bool:
    return any(LabelSelector.of(item).matches(labels) for item in rule.get("clusterRoleSelectors") or ())


def _recompute(api: Api, role: Object, *, skip: str) -> None:
    rules: list[Any] = []
    for selector in role["aggregationRule"].get("clusterRoleSelectors") or ():
        wanted = LabelSelector.of(selector)
        for part in api.store.list(CLUSTER_ROLES):
            if name_of(part) in {skip, name_of(role)} or not wanted.matches(labels_of(part)):
                continue
            rules += [rule for rule in part.get("rules") or () if rule not in rules]
    if rules != (role.get("rules") or []):
        changed = clone(role)
        changed["rules"] = rules
        api.store.replace(CLUSTER_ROLES, changed, role)

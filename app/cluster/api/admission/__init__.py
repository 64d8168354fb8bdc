"""Admission: what may change or refuse a write after authorization. One file a plugin, in the server's order.

Follows kubernetes pkg/kubeapiserver/options/plugins.go: AllOrderedPlugins.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from app.cluster.api.admission import (
    certificates,
    claim_resize,
    default_ingress_class,
    default_storage_class,
    default_toleration_seconds,
    limit_ranger,
    mutating_policies,
    namespace_lifecycle,
    node_restriction,
    optional,
    pod_security,
    pod_topology_labels,
    policies,
    priority,
    resource_quota,
    runtime_class,
    service_account,
    taint_nodes,
    webhooks,
)
from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.store import ResourceKey

Act = Callable[[Attributes], None]
Acts = tuple[tuple[Act, ...], tuple[Act, ...]]
OPTIONAL = frozenset(
    {"NodeRestriction", "AlwaysPullImages", "NamespaceAutoProvision", "DenyServiceExternalIPs", "AlwaysDeny"}
)
PLUGINS: tuple[Plugin, ...] = (
    optional.PROVISION,
    namespace_lifecycle.PLUGIN,
    limit_ranger.PLUGIN,
    service_account.PLUGIN,
    node_restriction.PLUGIN,
    taint_nodes.PLUGIN,
    pod_security.PLUGIN,
    pod_topology_labels.PLUGIN,
    optional.PULL,
    priority.PLUGIN,
    default_toleration_seconds.PLUGIN,
    default_storage_class.PLUGIN,
    claim_resize.PLUGIN,
    runtime_class.PLUGIN,
    certificates.PLUGIN,
    default_ingress_class.PLUGIN,
    optional.EXTERNAL,
    mutating_policies.PLUGIN,
    webhooks.MUTATING_PLUGIN,
    policies.PLUGIN,
    webhooks.VALIDATING_PLUGIN,
    namespace_lifecycle.DELETIONS,
    node_restriction.DELETIONS,
    resource_quota.PLUGIN,
    optional.DENY,
)


def admit(attributes: Attributes) -> None:
    """Let every plugin change `attributes.obj`, twice when webhooks or policies changed it; ApiError refuses."""
    _round(attributes)
    if attributes.rounds.wanted:
        attributes.rounds.second = True
        _round(attributes)


def _round(attributes: Attributes) -> None:
    for change in _concerned_now(attributes)[0]:
        change(attributes)


def validate(attributes: Attributes) -> None:
    """Let every plugin refuse the final object with an ApiError."""
    for check in _concerned_now(attributes)[1]:
        check(attributes)


def _concerned_now(attributes: Attributes) -> Acts:
    options = attributes.api.options
    return _concerned(attributes.operation, attributes.key, attributes.subresource, options.on, options.off)


@lru_cache(maxsize=1024)
def _concerned(operation: str, key: ResourceKey, subresource: str, on: frozenset[str], off: frozenset[str]) -> Acts:
    """What changes, and what refuses, this kind of write; flags switch optional plugins `on` and others `off`."""
    there = [one for one in PLUGINS if one.name not in off and (one.name not in OPTIONAL or one.name in on)]
    found = [plugin for plugin in there if plugin.concerns(operation, key, subresource)]
    return (
        tuple(plugin.admit for plugin in found if plugin.admit is not None),
        tuple(plugin.validate for plugin in found if plugin.validate is not None),
    )

"""Admission: what may change or refuse a write after authorization. One file a plugin, in the server's order.

Follows kubernetes pkg/kubeapiserver/options/plugins.go: AllOrderedPlugins.
"""

from __future__ import annotations

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
    pod_security,
    policies,
    priority,
    resource_quota,
    runtime_class,
    service_account,
    taint_nodes,
    webhooks,
)
from app.cluster.api.admission.attributes import Attributes, Plugin

PLUGINS: tuple[Plugin, ...] = (
    namespace_lifecycle.PLUGIN,
    limit_ranger.PLUGIN,
    service_account.PLUGIN,
    node_restriction.PLUGIN,
    taint_nodes.PLUGIN,
    pod_security.PLUGIN,
    priority.PLUGIN,
    default_toleration_seconds.PLUGIN,
    default_storage_class.PLUGIN,
    claim_resize.PLUGIN,
    runtime_class.PLUGIN,
    certificates.PLUGIN,
    default_ingress_class.PLUGIN,
    mutating_policies.PLUGIN,
    webhooks.MUTATING_PLUGIN,
    policies.PLUGIN,
    webhooks.VALIDATING_PLUGIN,
    namespace_lifecycle.DELETIONS,
    node_restriction.DELETIONS,
    resource_quota.PLUGIN,
)


def admit(attributes: Attributes) -> None:
    """Let every plugin change `attributes.obj`, twice when webhooks or policies changed it; ApiError refuses."""
    _round(attributes)
    if attributes.rounds.wanted:
        attributes.rounds.second = True
        _round(attributes)


def _round(attributes: Attributes) -> None:
    for plugin in PLUGINS:
        if plugin.admit is not None and plugin.concerns(attributes):
            plugin.admit(attributes)


def validate(attributes: Attributes) -> None:
    """Let every plugin refuse the final object with an ApiError."""
    for plugin in PLUGINS:
        if plugin.validate is not None and plugin.concerns(attributes):
            plugin.validate(attributes)

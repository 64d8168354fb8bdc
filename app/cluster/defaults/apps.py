"""Defaults of the apps group.

Follows kubernetes pkg/apis/apps/v1/defaults.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.core import default_claim
from app.cluster.defaults.fields import branch, default, each
from app.cluster.defaults.pod_template import default_template

Object = dict[str, Any]


def _deployment(deployment: Object) -> None:
    spec = branch(deployment, "spec")
    default_template(branch(spec, "template"))
    default(spec, "replicas", 1)
    default(spec, "revisionHistoryLimit", 10)
    default(spec, "progressDeadlineSeconds", 600)
    strategy = branch(spec, "strategy")
    default(strategy, "type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = branch(strategy, "rollingUpdate")
        default(rolling, "maxUnavailable", "25%")
        default(rolling, "maxSurge", "25%")


def _replica_set(replica_set: Object) -> None:
    spec = branch(replica_set, "spec")
    default_template(branch(spec, "template"))
    default(spec, "replicas", 1)


def _stateful_set(stateful_set: Object) -> None:
    spec = branch(stateful_set, "spec")
    default_template(branch(spec, "template"))
    default(spec, "podManagementPolicy", "OrderedReady")
    default(spec, "replicas", 1)
    default(spec, "revisionHistoryLimit", 10)
    strategy = branch(spec, "updateStrategy")
    default(strategy, "type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        default(branch(strategy, "rollingUpdate"), "partition", 0)
    retention = branch(spec, "persistentVolumeClaimRetentionPolicy")
    default(retention, "whenDeleted", "Retain")
    default(retention, "whenScaled", "Retain")
    for claim in each(spec, "volumeClaimTemplates"):
        # Follows kubernetes pkg/apis/apps/v1/conversion.go: templates carry the kind that they are.
        default(claim, "apiVersion", "v1")
        default(claim, "kind", "PersistentVolumeClaim")
        default_claim(claim)


def _daemon_set(daemon_set: Object) -> None:
    spec = branch(daemon_set, "spec")
    default_template(branch(spec, "template"))
    default(spec, "revisionHistoryLimit", 10)
    strategy = branch(spec, "updateStrategy")
    default(strategy, "type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = branch(strategy, "rollingUpdate")
        default(rolling, "maxUnavailable", 1)
        default(rolling, "maxSurge", 0)


DEFAULTS = {
    ("apps", "Deployment"): _deployment,
    ("apps", "ReplicaSet"): _replica_set,
    ("apps", "StatefulSet"): _stateful_set,
    ("apps", "DaemonSet"): _daemon_set,
}

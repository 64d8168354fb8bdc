"""What users write to `/status`: counts, phases, containers that ended, addresses of load balancers.

Follows the Validate...StatusUpdate functions of kubernetes pkg/apis/{apps,autoscaling,batch,core,networking,policy}.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, invalid, not_supported
from app.cluster.validation.resources import amount, quota_resource_name, resource_name
from app.cluster.validation.rules import ip_address, not_negative, wrong
from app.sim.names import is_ip, is_subdomain

Object = dict[str, Any]
_TOO_MANY = "cannot be greater than status.replicas"
_MODES = ["Proxy", "VIP"]


def _status(obj: Object) -> Object:
    found: Object = obj.get("status") or {}
    return found


def _counts(*names: str) -> Callable[[Object, Object], Errors]:
    """A rule: these are zero or more."""

    def rule(new: Object, _old: Object) -> Errors:
        status = _status(new)
        return [error for name in names for error in not_negative(f"status.{name}", status.get(name))]

    return rule


def _replicated(names: tuple[str, ...], parts: tuple[str, ...], ready: str) -> Callable[[Object, Object], Errors]:
    """A rule: counts, of which these are parts of all replicas, and the available ones a part of the ready ones."""
    counts = _counts(*names)

    def rule(new: Object, old: Object) -> Errors:
        status, errors = _status(new), counts(new, old)
        total = status.get("replicas") or 0
        for name in parts:
            if (count := status.get(name) or 0) > total:
                errors.append(invalid(f"status.{name}", count, _TOO_MANY))
        if (count := status.get("availableReplicas") or 0) > (status.get("readyReplicas") or 0):
            errors.append(invalid("status.availableReplicas", count, f"cannot be greater than {ready}"))
        return errors

    return rule


def _collisions(rule: Callable[[Object, Object], Errors]) -> Callable[[Object, Object], Errors]:
    """A rule, and the count of collisions never shrinks."""

    def both(new: Object, old: Object) -> Errors:
        after, before = _status(new).get("collisionCount"), _status(old).get("collisionCount")
        errors = rule(new, old)
        if before is not None and (after is None or after < before):
            errors.append(invalid("status.collisionCount", after or 0, "cannot be decremented"))
        return errors

    return both


def _namespace(new: Object, _old: Object) -> Errors:
    phase = _status(new).get("phase") or ""
    if not new["metadata"].get("deletionTimestamp"):
        text = "may only be 'Active' if `deletionTimestamp` is empty"
        return [] if phase == "Active" else [invalid("status.Phase", phase, text)]
    text = "may only be 'Terminating' if `deletionTimestamp` is not empty"
    return [] if phase == "Terminating" else [invalid("status.Phase", phase, text)]


def _quota(new: Object, _old: Object) -> Errors:
    errors: Errors = []
    for key, named in (("hard", quota_resource_name), ("used", quota_resource_name)):
        for name, value in sorted((_status(new).get(key) or {}).items()):
            place = f"status.{key}[{name}]"
            errors += named(place, name) + amount(place, name, value)
    return errors


def _pod(new: Object, old: Object) -> Errors:
    spec = new["spec"]
    policy = spec.get("restartPolicy") or "Always"
    errors: Errors = []
    for name, containers in (("containerStatuses", "containers"), ("initContainerStatuses", "initContainers")):
        own = {one["name"]: one.get("restartPolicy") for one in spec.get(containers) or ()}
        after = {one["name"]: one for one in _status(new).get(name) or ()}
        for index, before in enumerate(_status(old).get(name) or ()):
            ended = (before.get("state") or {}).get("terminated")
            now = after.get(before["name"])
            if ended is None or now is None or "terminated" in (now.get("state") or {}):
                continue
            rule = own.get(before["name"]) or policy
            if rule == "Always" or (rule == "OnFailure" and ended.get("exitCode")):
                continue
            errors.append(forbidden(f"status.{name}[{index}].state", "may not be transitioned to non-terminated state"))
    return errors


def _claim(new: Object, _old: Object) -> Errors:
    errors: Errors = []
    for name, value in sorted((_status(new).get("capacity") or {}).items()):
        place = f"status.capacity[{name}]"
        errors += resource_name(place, name) + amount(place, name, value)
    return errors


def _addresses(new: Object) -> Errors:
    errors: Errors = []
    for index, one in enumerate((_status(new).get("loadBalancer") or {}).get("ingress") or ()):
        place = f"status.loadBalancer.ingress[{index}]"
        address, mode, host = one.get("ip"), one.get("ipMode"), one.get("hostname")
        if address:
            errors += ip_address(f"{place}.ip", address)
        if mode is not None and not address:
            errors.append(forbidden(f"{place}.ipMode", "may not be specified when `ip` is not set"))
        elif mode is not None and mode not in _MODES:
            errors.append(not_supported(f"{place}.ipMode", mode, _MODES))
        if host:
            errors += wrong(f"{place}.hostname", host, is_subdomain(host))
            if is_ip(host):
                errors.append(invalid(f"{place}.hostname", host, "must be a DNS name, not an IP address"))
    return errors


def _service(new: Object, _old: Object) -> Errors:
    listed = (_status(new).get("loadBalancer") or {}).get("ingress")
    if listed and (new.get("spec") or {}).get("type") != "LoadBalancer":
        text = 'may only be used when `spec.type` is "LoadBalancer"'
        return [forbidden("status.loadBalancer.ingress", text)]
    return _addresses(new)


_DEPLOYMENT = _replicated(
    (
        "observedGeneration",
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas",
        "unavailableReplicas",
        "terminatingReplicas",
        "collisionCount",
    ),
    ("updatedReplicas", "readyReplicas", "availableReplicas"),
    "readyReplicas",
)
_REPLICA_SET = _replicated(
    (
        "replicas",
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas",
        "terminatingReplicas",
        "observedGeneration",
    ),
    ("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
    "readyReplicas",
)
_CONTROLLER = _replicated(
    ("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"),
    ("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
    "readyReplicas",
)
_STATEFUL_SET = _replicated(
    (
        "replicas",
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
        "availableReplicas",
        "observedGeneration",
        "collisionCount",
    ),
    ("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
    "status.readyReplicas",
)
_DAEMON_SET = _counts(
    "currentNumberScheduled",
    "numberMisscheduled",
    "desiredNumberScheduled",
    "numberReady",
    "observedGeneration",
    "updatedNumberScheduled",
    "numberAvailable",
    "numberUnavailable",
    "collisionCount",
)

UPDATE_STATUS = {
    ("apps", "Deployment"): _collisions(_DEPLOYMENT),
    ("apps", "ReplicaSet"): _REPLICA_SET,
    ("apps", "StatefulSet"): _collisions(_STATEFUL_SET),
    ("apps", "DaemonSet"): _collisions(_DAEMON_SET),
    ("", "ReplicationController"): _CONTROLLER,
    ("autoscaling", "HorizontalPodAutoscaler"): _counts("currentReplicas", "desiredReplicas"),
    ("batch", "Job"): _counts("active", "succeeded", "failed", "ready", "terminating"),
    ("policy", "PodDisruptionBudget"): _counts(
        "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"
    ),
    ("", "Namespace"): _namespace,
    ("", "ResourceQuota"): _quota,
    ("", "Pod"): _pod,
    ("", "PersistentVolumeClaim"): _claim,
    ("", "Service"): _service,
    ("networking.k8s.io", "Ingress"): lambda new, _old: _addresses(new),
}

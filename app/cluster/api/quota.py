"""What objects count for against a resource quota. The quota controller recalculates with the same functions.

Follows kubernetes pkg/quota/v1/evaluator/core.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from app.cluster.api.objects import Object
from app.cluster.api.store import ResourceKey
from app.sim import quantity

QUOTAS: ResourceKey = ("", "resourcequotas")
PODS, SERVICES, CLAIMS = ("", "pods"), ("", "services"), ("", "persistentvolumeclaims")
_COMPUTE = ("cpu", "memory", "ephemeral-storage")
_COUNTED = {
    ("", "configmaps"): "configmaps",
    ("", "secrets"): "secrets",
    ("", "services"): "services",
    ("", "replicationcontrollers"): "replicationcontrollers",
    ("", "resourcequotas"): "resourcequotas",
    ("", "persistentvolumeclaims"): "persistentvolumeclaims",
}
_REQUIRED = {"cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"}


def value_of(text: str) -> Fraction:
    """The exact amount of a quantity."""
    found = quantity.parse(text)
    return Fraction(found.unscaled) * Fraction(10) ** found.exponent


def add(left: str, right: str) -> str:
    """The sum of two quantities, in the form of the first that is not zero."""
    return str(quantity.parse(left) + quantity.parse(right))


def subtract(left: str, right: str) -> str:
    """The difference of two quantities."""
    return str(quantity.parse(left) - quantity.parse(right))


def _larger(left: str, right: str) -> str:
    return left if value_of(left) >= value_of(right) else right


def pod_amounts(spec: dict[str, Any], field: str) -> dict[str, str]:
    """`requests` or `limits` of a whole pod: containers added up, but at least what an init container needs."""
    total: dict[str, str] = {}
    sidecars: dict[str, str] = {}
    for container in spec.get("containers") or ():
        _add_all(total, (container.get("resources") or {}).get(field) or {})
    largest: dict[str, str] = {}
    for container in spec.get("initContainers") or ():
        amounts = (container.get("resources") or {}).get(field) or {}
        if container.get("restartPolicy") == "Always":
            _add_all(total, amounts)
            _add_all(sidecars, amounts)
            amounts = sidecars
        else:
            with_sidecars = dict(sidecars)
            _add_all(with_sidecars, amounts)
            amounts = with_sidecars
        for name, amount in amounts.items():
            largest[name] = _larger(largest.get(name, "0"), amount)
    for name, amount in largest.items():
        total[name] = _larger(amount, total.get(name, "0"))
    _add_all(total, spec.get("overhead") or {})
    return total


def _add_all(total: dict[str, str], amounts: dict[str, str]) -> None:
    for name, amount in amounts.items():
        total[name] = add(total[name], amount) if name in total else amount


def usage(key: ResourceKey, obj: Object) -> dict[str, str]:
    """What one object uses up, by quota resource name."""
    group, plural = key
    found = {f"count/{plural}.{group}" if group else f"count/{plural}": "1"}
    if key in _COUNTED:
        found[_COUNTED[key]] = "1"
    if key == PODS:
        found |= _pod_usage(obj)
    elif key == SERVICES:
        found |= _service_usage(obj)
    elif key == CLAIMS:
        found |= _claim_usage(obj)
    return found


def _pod_usage(pod: Object) -> dict[str, str]:
    if (pod.get("status") or {}).get("phase") in {"Succeeded", "Failed"}:
        return {}
    found = {"pods": "1"}
    requests, limits = pod_amounts(pod["spec"], "requests"), pod_amounts(pod["spec"], "limits")
    for name, amount in requests.items():
        if name in _COMPUTE:
            found[name] = amount
        found[f"requests.{name}"] = amount
    for name, amount in limits.items():
        found[f"limits.{name}"] = amount
    return found


def _service_usage(service: Object) -> dict[str, str]:
    spec = service["spec"]
    kind, ports = spec.get("type"), len(spec.get("ports") or ())
    found = {}
    if kind == "LoadBalancer":
        found["services.loadbalancers"] = "1"
    if kind == "NodePort" or (kind == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is not False):
        found["services.nodeports"] = str(ports)
    return found


def _claim_usage(claim: Object) -> dict[str, str]:
    spec = claim["spec"]
    amount = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "0")
    found = {"requests.storage": amount}
    if name := spec.get("storageClassName"):
        suffix = f"{name}.storageclass.storage.k8s.io"
        found |= {f"{suffix}/requests.storage": amount, f"{suffix}/persistentvolumeclaims": "1"}
    return found


def must_specify(item: Object, key: ResourceKey, obj: Object, wanted: dict[str, str]) -> str:
    """`limits.cpu for: a,b; requests.cpu for: a`: what a quota demands that the pod leaves out; empty when nothing."""
    if key != PODS:
        return ""
    missing: dict[str, list[str]] = {}
    for name in sorted(set(item["status"]["hard"]) & _REQUIRED):
        field, _, resource = name.rpartition(".")
        for container in [*(obj["spec"].get("containers") or ()), *(obj["spec"].get("initContainers") or ())]:
            given = (container.get("resources") or {}).get(field or "requests") or {}
            if resource not in given:
                missing.setdefault(name, []).append(container["name"])
    return "; ".join(f"{name} for: {','.join(names)}" for name, names in missing.items())


def in_scope(item: Object, key: ResourceKey, obj: Object) -> bool:
    """Whether a quota's scopes let it count an object."""
    spec = item["spec"]
    scopes = [{"scopeName": name, "operator": "Exists"} for name in spec.get("scopes") or ()]
    scopes += (spec.get("scopeSelector") or {}).get("matchExpressions") or []
    if not scopes:
        return True
    return key == PODS and all(_matches_scope(scope, obj) for scope in scopes)


def _matches_scope(scope: dict[str, Any], pod: Object) -> bool:
    spec: dict[str, Any] = pod["spec"]
    name: str = scope["scopeName"]
    terminating = spec.get("activeDeadlineSeconds") is not None
    if name in {"Terminating", "NotTerminating"}:
        return terminating is (name == "Terminating")
    if name in {"BestEffort", "NotBestEffort"}:
        boxes = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
        best = not any((box.get("resources") or {}).get(field) for box in boxes for field in ("requests", "limits"))
        return best is (name == "BestEffort")
    if name == "PriorityClass":
        given = str(spec.get("priorityClassName", ""))
        values: list[str] = scope.get("values") or []
        match scope.get("operator"):
            case "In":
                return given in values
            case "NotIn":
                return given not in values
            case "Exists":
                return bool(given)
        return not given
    if name == "CrossNamespacePodAffinity":
        return _reaches_other_namespaces(spec.get("affinity") or {})
    return False


def _reaches_other_namespaces(affinity: dict[str, Any]) -> bool:
    """Whether a pod's affinity or anti-affinity terms name namespaces."""
    for kind in ("podAffinity", "podAntiAffinity"):
        rules = affinity.get(kind) or {}
        terms = list(rules.get("requiredDuringSchedulingIgnoredDuringExecution") or ())
        soft = rules.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms += [item.get("podAffinityTerm") or {} for item in soft]
        if any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms):
            return True
    return False

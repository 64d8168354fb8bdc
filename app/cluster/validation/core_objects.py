"""ConfigMaps, Secrets, Namespaces, Nodes, quotas and limit ranges.

Follows kubernetes pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

import base64
from typing import Any

from app.cluster.validation.field_errors import Errors, duplicate, forbidden, invalid, required, too_long
from app.cluster.validation.internal_types import internal
from app.cluster.validation.object_meta import immutable, is_qualified
from app.cluster.validation.resources import (
    amount,
    container_resource_name,
    quota_resource_name,
    resource_name,
)
from app.cluster.validation.rules import cidr, wrong
from app.cluster.validation.scheduling_rules import validate_taints
from app.sim.json_syntax import syntax_error
from app.sim.names import is_config_key, is_label_key
from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
MAX_SIZE = 1024 * 1024
_ACCOUNT = "kubernetes.io/service-account.name"
_IMMUTABLE = "field is immutable when `immutable` is set"
_LIMIT_TYPES = {"Pod", "Container", "PersistentVolumeClaim"}
_SCOPES = {
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
}
_PLAIN = ("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity")
_SELECTABLE = frozenset({*_PLAIN, "PriorityClass", "VolumeAttributesClass"})
_BEST_EFFORT_ONLY = {"pods"}
_OF_OTHERS = {
    "configmaps", "ephemeral-storage", "limits.ephemeral-storage", "persistentvolumeclaims", "replicationcontrollers",
    "requests.ephemeral-storage", "requests.storage", "resourcequotas", "secrets", "services",
    "services.loadbalancers", "services.nodeports",
}  # fmt: skip


def _keys(field: str, data: dict[str, str] | None) -> Errors:
    errors: Errors = []
    for key in sorted(data or {}):
        errors += wrong(f"{field}[{key}]", key, is_config_key(key))
    return errors


def _config_map(config_map: Object) -> Errors:
    data, binary = config_map.get("data") or {}, config_map.get("binaryData") or {}
    errors: Errors = []
    for key in sorted(data):
        errors += wrong(f"data[{key}]", key, is_config_key(key))
        if key in binary:
            errors.append(invalid(f"data[{key}]", key, "duplicate of key present in binaryData"))
    errors += _keys("binaryData", binary)
    size = sum(len(text.encode()) for text in data.values())
    size += sum(len(base64.b64decode(text)) for text in binary.values())
    return [*errors, too_long("[]", MAX_SIZE)] if size > MAX_SIZE else errors


def _frozen(new: Object, old: Object, fields: tuple[str, ...]) -> Errors:
    if not old.get("immutable"):
        return []
    errors = [] if new.get("immutable") else [forbidden("immutable", _IMMUTABLE)]
    changed = [name for name in fields if (new.get(name) or {}) != (old.get(name) or {})]
    return errors + [forbidden(name, _IMMUTABLE) for name in changed]


def _config_map_update(new: Object, old: Object) -> Errors:
    return _frozen(new, old, ("data", "binaryData")) + _config_map(new)


def _secret(secret: Object) -> Errors:
    data, kind = secret.get("data") or {}, secret.get("type") or ""
    errors = _keys("data", data)
    size = sum(len(base64.b64decode(text)) for text in data.values() if text)
    if size > MAX_SIZE:
        errors.append(too_long("data", MAX_SIZE))
    annotations = (secret.get("metadata") or {}).get("annotations") or {}
    if kind == "kubernetes.io/service-account-token" and not annotations.get(_ACCOUNT):
        errors.append(required(f"metadata.annotations[{_ACCOUNT}]"))
    if kind in {"kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson"}:
        errors += _docker_config("." + kind.rpartition("/")[2], data)
    if kind == "kubernetes.io/basic-auth" and not data.keys() & {"username", "password"}:
        errors += [required("data[username]"), required("data[password]")]
    if kind == "kubernetes.io/ssh-auth" and not data.get("ssh-privatekey"):
        errors.append(required("data[ssh-privatekey]"))
    if kind == "kubernetes.io/tls":
        errors += [required(f"data[{key}]") for key in ("tls.crt", "tls.key") if key not in data]
    return errors


def _docker_config(key: str, data: Object) -> Errors:
    if key not in data:
        return [required(f"data[{key}]")]
    text = base64.b64decode(data[key] or "").decode("utf-8", "replace")
    problem = syntax_error(text) if text else "unexpected end of JSON input"
    return [invalid(f"data[{key}]", "<secret contents redacted>", problem)] if problem else []


def _secret_update(new: Object, old: Object) -> Errors:
    errors = list(immutable("type", new.get("type"), old.get("type")))
    return errors + _frozen(new, old, ("data",)) + _secret(new)


def _namespace(namespace: Object) -> Errors:
    errors: Errors = []
    for name in (namespace.get("spec") or {}).get("finalizers") or ():
        errors += wrong("spec.finalizers", name, is_label_key(name))
        if not is_qualified(name):
            text = "name is neither a standard finalizer name nor is it fully qualified"
            errors.append(invalid("spec.finalizers", name, text))
    return errors


def _node(node: Object) -> Errors:
    spec = node.get("spec") or {}
    errors = validate_taints("metadata.taints", spec.get("taints") or [])
    errors += _capacity(node)
    ranges = spec.get("podCIDRs") or []
    for index, value in enumerate(ranges):
        errors += cidr(f"spec.podCIDRs[{index}]", value)
    if len(ranges) > 1:
        if len(ranges) > 2 or len({":" in value for value in ranges}) == 1:
            text = "may specify no more than one CIDR for each IP family"
            errors.append(invalid("spec.podCIDRs", ranges, text))
        repeated = [at for at, value in enumerate(ranges) if value in ranges[:at]]
        errors += [duplicate(f"spec.podCIDRs[{at}]", ranges[at]) for at in repeated]
    return errors


def _capacity(node: Object) -> Errors:
    errors: Errors = []
    for key in ("capacity", "allocatable"):
        for name, value in sorted(((node.get("status") or {}).get(key) or {}).items()):
            errors += amount(f"status.{key}.{name}", name, value)
    return errors


def _node_update(new: Object, old: Object) -> Errors:
    after, before = new.get("spec") or {}, old.get("spec") or {}
    errors = _capacity(new)
    addresses = (new.get("status") or {}).get("addresses") or []
    for index, address in enumerate(addresses):
        if address in addresses[:index]:
            shown = internal(address, "api.core.v1.NodeAddress")
            errors.append(duplicate(f"status.addresses[{index}]", shown))
    if before.get("podCIDRs") and before["podCIDRs"] != after.get("podCIDRs"):
        text = 'node updates may not change podCIDR except from "" to valid'
        errors.append(forbidden("spec.podCIDRs", text))
    if before.get("providerID") and before["providerID"] != after.get("providerID"):
        text = 'node updates may not change providerID except from "" to valid'
        errors.append(forbidden("spec.providerID", text))
    return errors + validate_taints("metadata.taints", after.get("taints") or [])


def _quota(quota: Object) -> Errors:
    spec = quota.get("spec") or {}
    errors: Errors = []
    for name, value in sorted((spec.get("hard") or {}).items()):
        place = f"spec.hard[{name}]"
        errors += quota_resource_name(place, name) + amount(place, name, value)
    scopes = spec.get("scopes") or []
    for scope in scopes:
        if scope not in _SCOPES:
            errors.append(invalid("spec.scopes", scopes, "unsupported scope"))
        if not _applies(scope, spec):
            errors.append(invalid("spec.scopes", scopes, "unsupported scope applied to resource"))
    for pair in (("BestEffort", "NotBestEffort"), ("NotTerminating", "Terminating")):
        if set(pair) <= set(scopes):
            errors.append(invalid("spec.scopes", scopes, "conflicting scopes"))
    for one in (spec.get("scopeSelector") or {}).get("matchExpressions") or ():
        errors += _scope_requirement(one, spec)
    return errors


def _applies(scope: str, spec: Object) -> bool:
    """Whether a scope means something to all resources that a quota counts."""
    hard = set(spec.get("hard") or ())
    if scope == "BestEffort":
        return not hard - _BEST_EFFORT_ONLY
    return scope not in {"Terminating", "NotTerminating", "NotBestEffort", "PriorityClass"} or not hard & _OF_OTHERS


def _scope_requirement(one: Object, spec: Object) -> Errors:
    """Follows pkg/apis/core/validation/validation.go: validateScopedResourceSelectorRequirement."""
    path = "spec.scopeSelector.matchExpressions"
    scope, operator, values = one.get("scopeName") or "", one.get("operator") or "", one.get("values") or []
    errors: Errors = []
    if scope not in _SELECTABLE:
        errors.append(invalid(f"{path}.scopeName", scope, "unsupported scope"))
    if not _applies(scope, spec):
        shown = internal(spec["scopeSelector"], "api.core.v1.ScopeSelector")
        errors.append(invalid(path, shown, "unsupported scope applied to resource"))
    if scope in _PLAIN and operator != "Exists":
        *first, last = (f"ResourceQuotaScope{name}" for name in _PLAIN)
        listed = f"{', '.join(first)} or {last}"
        errors.append(invalid(f"{path}.operator", operator, f"must be 'Exist' when scope is any of {listed}"))
    if operator in {"In", "NotIn"}:
        if not values:
            text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
            errors.append(required(f"{path}.values", text))
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            text = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
            errors.append(invalid(f"{path}.values", values, text))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    return errors


def _quota_update(new: Object, old: Object) -> Errors:
    errors = _quota(new)
    after, before = (new.get("spec") or {}).get("scopes") or [], (old.get("spec") or {}).get("scopes") or []
    return errors if set(after) == set(before) else [*errors, invalid("spec.scopes", after, "field is immutable")]


def _limit_range(limit_range: Object) -> Errors:
    errors: Errors = []
    seen: set[str] = set()
    for index, item in enumerate((limit_range.get("spec") or {}).get("limits") or ()):
        place, kind = f"spec.limits[{index}]", item.get("type") or ""
        errors += wrong(f"{place}.type", kind, is_label_key(kind))
        if kind and "/" not in kind and kind not in _LIMIT_TYPES and not is_label_key(kind):
            errors.append(invalid(f"{place}.type", kind, "must be a standard limit type or fully qualified"))
        if kind in seen:
            errors.append(duplicate(f"{place}.type", kind))
        seen.add(kind)
        errors += _limit_names(place, item, kind)
        names = {name for key in _LIMIT_FIELDS for name in item.get(key) or ()}
        for name in sorted(names):
            errors += _limit_amounts(place, item, name)
    return errors


_LIMIT_FIELDS = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")


def _limit_names(path: str, item: Object, kind: str) -> Errors:
    rule = container_resource_name if kind in {"Pod", "Container"} else resource_name
    errors: Errors = []
    for key in _LIMIT_FIELDS:
        if kind == "Pod" and key in {"default", "defaultRequest"}:
            if item.get(key):
                errors.append(forbidden(f"{path}.{key}", "may not be specified when `type` is 'Pod'"))
            continue
        for name in sorted(item.get(key) or ()):
            errors += rule(f"{path}.{key}[{name}]", name)
    if kind == "PersistentVolumeClaim" and not any("storage" in (item.get(key) or {}) for key in ("min", "max")):
        text = "either minimum or maximum storage value is required, but neither was provided"
        errors.append(required(f"{path}.limits", text))
    return errors


def _limit_amounts(path: str, item: Object, name: str) -> Errors:
    found = {key: (item.get(key) or {}).get(name) for key in _LIMIT_FIELDS}
    low, high, default, request = (found[key] for key in ("min", "max", "default", "defaultRequest"))
    errors: Errors = []

    def above(key: str, shown: Any, left: Any, right: Any, text: str) -> None:
        if left is not None and right is not None and parse(str(left)) > parse(str(right)):
            errors.append(invalid(f"{path}.{key}[{name}]", str(shown), text))

    above("min", low, low, high, f"min value {low} is greater than max value {high}")
    above("defaultRequest", request, low, request, f"min value {low} is greater than default request value {request}")
    above("defaultRequest", request, request, high, f"default request value {request} is greater than max value {high}")
    text = f"default request value {request} is greater than default limit value {default}"
    above("defaultRequest", request, request, default, text)
    above("default", low, low, default, f"min value {low} is greater than default value {default}")
    above("default", high, default, high, f"default value {default} is greater than max value {high}")
    ratio = found["maxLimitRequestRatio"]
    if ratio is not None:
        errors += _ratio(f"{path}.maxLimitRequestRatio[{name}]", str(ratio), low, high)
    return errors


def _ratio(path: str, ratio: str, low: str | None, high: str | None) -> Errors:
    errors = [invalid(path, ratio, f"ratio {ratio} is less than 1")] if parse(ratio) < Quantity(1) else []
    if low is not None and high is not None:
        most = float(parse(str(high))) / float(parse(str(low)))
        if float(parse(ratio)) > most:
            errors.append(invalid(path, ratio, f"ratio {ratio} is greater than max/min = {most:f}"))
    return errors


CREATE = {
    ("", "ConfigMap"): _config_map,
    ("", "Secret"): _secret,
    ("", "Namespace"): _namespace,
    ("", "Node"): _node,
    ("", "ResourceQuota"): _quota,
    ("", "LimitRange"): _limit_range,
}
UPDATE = {
    ("", "ConfigMap"): _config_map_update,
    ("", "Secret"): _secret_update,
    ("", "Namespace"): lambda new, old: [],
    ("", "Node"): _node_update,
    ("", "ResourceQuota"): _quota_update,
}
UPDATE_STATUS = {("", "Node"): _node_update}

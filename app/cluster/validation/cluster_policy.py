"""RBAC, priority and runtime classes, leases, admission registration, custom resource definitions, API services.

Follows validation.go of kubernetes pkg/apis/{rbac,scheduling,node,coordination,admissionregistration}, and of
apiextensions-apiserver and kube-aggregator.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from app.cluster.validation.field_errors import Errors, FieldError, forbidden, invalid, not_supported, required
from app.cluster.validation.internal_types import internal
from app.cluster.validation.object_meta import immutable
from app.cluster.validation.rules import label_selector, one_of, wrong
from app.sim.names import (
    is_dns_1035_label,
    is_label,
    is_path_segment,
    is_port_number,
    is_subdomain,
)

Object = dict[str, Any]
_RBAC = "rbac.authorization.k8s.io"
MAX_USER_PRIORITY = 1_000_000_000
_SYSTEM_PRIORITIES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}


def _rules(rules: list[Object], *, namespaced: bool) -> Errors:
    errors: Errors = []
    for index, rule in enumerate(rules):
        path = f"rules[{index}]"
        if not rule.get("verbs"):
            errors.append(required(f"{path}.verbs", "verbs must contain at least one value"))
        urls = rule.get("nonResourceURLs") or []
        if urls:
            if namespaced:
                text = "namespaced rules cannot apply to non-resource URLs"
                errors.append(invalid(f"{path}.nonResourceURLs", urls, text))
            if any(rule.get(name) for name in ("apiGroups", "resources", "resourceNames")):
                text = "rules cannot apply to both regular resources and non-resource URLs"
                errors.append(invalid(f"{path}.nonResourceURLs", urls, text))
            continue
        if not rule.get("apiGroups"):
            errors.append(required(f"{path}.apiGroups", "resource rules must supply at least one api group"))
        if not rule.get("resources"):
            errors.append(required(f"{path}.resources", "resource rules must supply at least one resource"))
    return errors


def _role(role: Object) -> Errors:
    return _rules(role.get("rules") or [], namespaced=True)


def _cluster_role(role: Object) -> Errors:
    errors = _rules(role.get("rules") or [], namespaced=False)
    aggregation = role.get("aggregationRule")
    if aggregation is not None:
        selectors = aggregation.get("clusterRoleSelectors") or []
        if not selectors:
            text = "at least one clusterRoleSelector required if aggregationRule is non-nil"
            errors.append(required("aggregationRule.clusterRoleSelectors", text))
        for index, selector in enumerate(selectors):
            errors += label_selector(f"aggregationRule.clusterRoleSelectors[{index}]", selector)
    return errors


def _binding(binding: Object, *, namespaced: bool) -> Errors:
    ref = binding.get("roleRef") or {}
    errors: Errors = []
    if ref.get("apiGroup") != _RBAC:
        errors.append(not_supported("roleRef.apiGroup", ref.get("apiGroup") or "", [_RBAC]))
    kinds = ["Role", "ClusterRole"] if namespaced else ["ClusterRole"]
    if ref.get("kind") not in kinds:
        errors.append(not_supported("roleRef.kind", ref.get("kind") or "", kinds))
    name = ref.get("name") or ""
    errors += wrong("roleRef.name", name, is_path_segment(name)) if name else [required("roleRef.name")]
    for index, subject in enumerate(binding.get("subjects") or ()):
        errors += _subject(f"subjects[{index}]", subject, namespaced=namespaced)
    return errors


def _subject(path: str, subject: Object, *, namespaced: bool) -> Errors:
    kind, name, group = (subject.get(key) or "" for key in ("kind", "name", "apiGroup"))
    errors: Errors = [] if name else [required(f"{path}.name")]
    if kind == "ServiceAccount":
        errors += wrong(f"{path}.name", name, is_subdomain(name)) if name else []
        if group:
            errors.append(not_supported(f"{path}.apiGroup", group, [""]))
        if not namespaced and not subject.get("namespace"):
            errors.append(required(f"{path}.namespace"))
    elif kind in {"User", "Group"}:
        if group != _RBAC:
            errors.append(not_supported(f"{path}.apiGroup", group, [_RBAC]))
    else:
        errors.append(not_supported(f"{path}.kind", kind, ["ServiceAccount", "User", "Group"]))
    return errors


def _role_binding(binding: Object) -> Errors:
    return _binding(binding, namespaced=True)


def _cluster_role_binding(binding: Object) -> Errors:
    return _binding(binding, namespaced=False)


def _same_role(new: Object, old: Object) -> Errors:
    if new.get("roleRef") == old.get("roleRef"):
        return []
    return [invalid("roleRef", internal(new.get("roleRef"), "api.rbac.v1.RoleRef"), "cannot change roleRef")]


def _priority_class(priority_class: Object) -> Errors:
    name = (priority_class.get("metadata") or {}).get("name") or ""
    value = priority_class.get("value") or 0
    errors: Errors = []
    if name.startswith("system-"):
        if _SYSTEM_PRIORITIES.get(name) != value:
            text = "priority class names with 'system-' prefix are reserved for system use only. error: "
            reason = f"value of {name} should be {_SYSTEM_PRIORITIES[name]}" if name in _SYSTEM_PRIORITIES else ""
            reason = reason or f"{name} is not a known system priority class"
            errors.append(forbidden("metadata.name", text + reason))
    elif value > MAX_USER_PRIORITY:
        text = f"maximum allowed value of a user defined priority is {MAX_USER_PRIORITY}"
        errors.append(forbidden("value", text))
    policy = priority_class.get("preemptionPolicy")
    if policy is not None:
        errors += one_of("preemptionPolicy", policy, ["PreemptLowerPriority", "Never"])
    return errors


def _priority_class_update(new: Object, old: Object) -> Errors:
    errors: Errors = []
    if (new.get("value") or 0) != (old.get("value") or 0):
        errors.append(forbidden("value", "may not be changed in an update."))
    return errors + list(immutable("preemptionPolicy", new.get("preemptionPolicy"), old.get("preemptionPolicy")))


def _runtime_class(runtime_class: Object) -> Errors:
    handler = runtime_class.get("handler") or ""
    return wrong("handler", handler, is_label(handler)) if handler else [required("handler")]


def _runtime_class_update(new: Object, old: Object) -> Errors:
    return list(immutable("handler", new.get("handler"), old.get("handler")))


def _lease(lease: Object) -> Errors:
    spec = lease.get("spec") or {}
    errors: Errors = []
    seconds, transitions = spec.get("leaseDurationSeconds"), spec.get("leaseTransitions")
    if seconds is not None and seconds <= 0:
        errors.append(invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"))
    if transitions is not None and transitions < 0:
        errors.append(invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0"))
    return errors


def _api_service(service: Object) -> Errors:
    """Follows kube-aggregator/pkg/apis/apiregistration/validation/validation.go."""
    spec = service.get("spec") or {}
    name = (service.get("metadata") or {}).get("name") or ""
    group, release = spec.get("group") or "", spec.get("version") or ""
    errors: Errors = []
    if name != f"{release}.{group}":
        errors.append(invalid("metadata.name", name, f'must be `spec.version+"."+spec.group`: "{release}.{group}"'))
    if group:
        errors += wrong("spec.group", group, is_subdomain(group))
    elif release != "v1":
        errors.append(required("spec.group", "only v1 may have an empty group and it better be legacy kube"))
    errors += wrong("spec.version", release, is_dns_1035_label(release))
    for field, most in (("groupPriorityMinimum", 20000), ("versionPriority", 1000)):
        if not 0 < (value := spec.get(field) or 0) <= most:
            errors.append(invalid(f"spec.{field}", value, f"must be positive and less than {most}"))
    return errors + list(_backend(spec))


def _backend(spec: Object) -> Iterator[FieldError]:
    """Who serves an API that is not the server's own."""
    service, bundle = spec.get("service"), b64decode(spec.get("caBundle") or "")
    unchecked = bool(spec.get("insecureSkipTLSVerify"))
    if service is None:
        if bundle:
            yield invalid("spec.caBundle", f"{len(bundle)} bytes", "local APIServices may not have a caBundle")
        if unchecked:
            text = "local APIServices may not have insecureSkipTLSVerify"
            yield invalid("spec.insecureSkipTLSVerify", True, text)
        return
    for field in ("namespace", "name"):
        if not service.get(field):
            yield required(f"spec.service.{field}")
    if problems := is_port_number(service.get("port", 443)):
        yield invalid("spec.service.port", service["port"], f"port is not valid: {', '.join(problems)}")
    if unchecked and bundle:
        yield invalid("spec.insecureSkipTLSVerify", True, "may not be true if caBundle is present")


CREATE = {
    (_RBAC, "Role"): _role,
    (_RBAC, "ClusterRole"): _cluster_role,
    (_RBAC, "RoleBinding"): _role_binding,
    (_RBAC, "ClusterRoleBinding"): _cluster_role_binding,
    ("scheduling.k8s.io", "PriorityClass"): _priority_class,
    ("node.k8s.io", "RuntimeClass"): _runtime_class,
    ("coordination.k8s.io", "Lease"): _lease,
    ("apiregistration.k8s.io", "APIService"): _api_service,
}
UPDATE = {
    (_RBAC, "RoleBinding"): lambda new, old: _role_binding(new) + _same_role(new, old),
    (_RBAC, "ClusterRoleBinding"): lambda new, old: _cluster_role_binding(new) + _same_role(new, old),
    ("scheduling.k8s.io", "PriorityClass"): _priority_class_update,
    ("node.k8s.io", "RuntimeClass"): _runtime_class_update,
}

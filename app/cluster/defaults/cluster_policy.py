"""Defaults of rbac, scheduling, flow control, admission registration and API extension.

Follows kubernetes pkg/apis/{rbac,scheduling,flowcontrol,admissionregistration}/v1/defaults.go, and defaults.go of
apiextensions-apiserver/pkg/apis/apiextensions/v1 and kube-aggregator/pkg/apis/apiregistration/v1.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.fields import branch, default, each

Object = dict[str, Any]
_RBAC = "rbac.authorization.k8s.io"
_ADMISSION = "admissionregistration.k8s.io"
_FLOW = "flowcontrol.apiserver.k8s.io"


def _binding(binding: Object) -> None:
    default(branch(binding, "roleRef"), "apiGroup", _RBAC)
    for subject in each(binding, "subjects"):
        if subject.get("kind") in {"User", "Group"}:
            default(subject, "apiGroup", _RBAC)


def _priority_class(priority_class: Object) -> None:
    default(priority_class, "preemptionPolicy", "PreemptLowerPriority")


def _flow_schema(schema: Object) -> None:
    spec = branch(schema, "spec")
    if not spec.get("matchingPrecedence"):
        spec["matchingPrecedence"] = 1000


def _priority_level(level: Object) -> None:
    spec = branch(level, "spec")
    if spec.get("exempt") is not None:
        default(spec["exempt"], "nominalConcurrencyShares", 0)
        default(spec["exempt"], "lendablePercent", 0)
    limited = spec.get("limited")
    if limited is not None:
        default(limited, "nominalConcurrencyShares", 30)
        default(limited, "lendablePercent", 0)
        queuing = (limited.get("limitResponse") or {}).get("queuing")
        if queuing is not None:
            for key, value in {"queues": 64, "handSize": 8, "queueLengthLimit": 50}.items():
                queuing[key] = queuing.get(key) or value


def _match_resources(match: Object) -> None:
    default(match, "matchPolicy", "Equivalent")
    branch(match, "namespaceSelector")
    branch(match, "objectSelector")
    for key in ("resourceRules", "excludeResourceRules"):
        for rule in each(match, key):
            default(rule, "scope", "*")


def _webhooks(configuration: Object) -> None:
    for webhook in each(configuration, "webhooks"):
        default(webhook, "failurePolicy", "Fail")
        default(webhook, "matchPolicy", "Equivalent")
        branch(webhook, "namespaceSelector")
        branch(webhook, "objectSelector")
        default(webhook, "timeoutSeconds", 10)
        _service_port(webhook.get("clientConfig"))
        for rule in each(webhook, "rules"):
            default(rule, "scope", "*")


def _mutating_webhooks(configuration: Object) -> None:
    _webhooks(configuration)
    for webhook in each(configuration, "webhooks"):
        default(webhook, "reinvocationPolicy", "Never")


def _service_port(holder: Object | None) -> None:
    service = (holder or {}).get("service")
    if service is not None and not service.get("port"):
        service["port"] = 443


def _admission_policy(policy: Object) -> None:
    spec = branch(policy, "spec")
    default(spec, "failurePolicy", "Fail")
    if spec.get("matchConstraints") is not None:
        _match_resources(spec["matchConstraints"])


def _admission_policy_binding(binding: Object) -> None:
    match = (binding.get("spec") or {}).get("matchResources")
    if match is not None:
        _match_resources(match)


def _definition(definition: Object) -> None:
    spec = branch(definition, "spec")
    names = branch(spec, "names")
    kind = names.get("kind") or ""
    default(names, "singular", kind.lower())
    if kind:
        default(names, "listKind", f"{kind}List")
    default(branch(spec, "conversion"), "strategy", "None")
    _service_port((spec["conversion"].get("webhook") or {}).get("clientConfig"))


def _api_service(service: Object) -> None:
    _service_port(service.get("spec"))


DEFAULTS = {
    (_RBAC, "RoleBinding"): _binding,
    (_RBAC, "ClusterRoleBinding"): _binding,
    ("scheduling.k8s.io", "PriorityClass"): _priority_class,
    (_FLOW, "FlowSchema"): _flow_schema,
    (_FLOW, "PriorityLevelConfiguration"): _priority_level,
    (_ADMISSION, "ValidatingWebhookConfiguration"): _webhooks,
    (_ADMISSION, "MutatingWebhookConfiguration"): _mutating_webhooks,
    (_ADMISSION, "ValidatingAdmissionPolicy"): _admission_policy,
    (_ADMISSION, "MutatingAdmissionPolicy"): _admission_policy,
    (_ADMISSION, "ValidatingAdmissionPolicyBinding"): _admission_policy_binding,
    (_ADMISSION, "MutatingAdmissionPolicyBinding"): _admission_policy_binding,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _definition,
    ("apiregistration.k8s.io", "APIService"): _api_service,
}

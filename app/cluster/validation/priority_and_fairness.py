"""Flow schemas and priority levels.

Follows kubernetes pkg/apis/flowcontrol/validation/validation.go. Known difference: the two mandatory objects of each
kind may be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.validation.field_errors import Errors, FieldError, forbidden, invalid, not_supported, required
from app.sim.names import is_label, is_subdomain

Object = dict[str, Any]
GROUP = "flowcontrol.apiserver.k8s.io"
EXEMPT = "exempt"
MOST_PRECEDENCE, MOST_QUEUES = 10_000, 10_000_000
_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"]
_SUBJECTS = {"Group": "group", "ServiceAccount": "serviceAccount", "User": "user"}
_METHODS = ["ByNamespace", "ByUser"]
_LISTS = {  # field of a resource rule -> what it must hold, what else it names
    "apiGroups": ("api group", "api groups"),
    "resources": ("resource", "resources"),
}


def _flow_schema(schema: Object) -> Errors:
    spec = schema.get("spec") or {}
    errors: Errors = list(_precedence(spec.get("matchingPrecedence", 0), schema["metadata"].get("name", "")))
    method = spec.get("distinguisherMethod")
    if method is not None and method.get("type") not in _METHODS:
        errors.append(not_supported("spec.distinguisherMethod.type", {"Type": method.get("type", "")}, _METHODS))
    name = (spec.get("priorityLevelConfiguration") or {}).get("name") or ""
    path = "spec.priorityLevelConfiguration.name"
    if name:
        errors += [invalid(path, name, text) for text in is_subdomain(name)]
    else:
        errors.append(required(path, "must reference a priority level"))
    for index, rule in enumerate(spec.get("rules") or ()):
        errors += _rule(rule, f"spec.rules[{index}]")
    return errors


def _precedence(value: int, name: str) -> Iterator[FieldError]:
    path = "spec.matchingPrecedence"
    if value <= 0:
        yield invalid(path, value, "must be a positive value")
    if value > MOST_PRECEDENCE:
        yield invalid(path, value, f"must not be greater than {MOST_PRECEDENCE}")
    if value == 1 and name != EXEMPT:
        yield invalid(path, value, "only the schema named 'exempt' may have matchingPrecedence 1")


def _rule(rule: Object, path: str) -> Iterator[FieldError]:
    if not rule.get("subjects"):
        yield required(f"{path}.subjects", "subjects must contain at least one value")
    for index, subject in enumerate(rule.get("subjects") or ()):
        yield from _subject(subject, f"{path}.subjects[{index}]")
    if not rule.get("resourceRules") and not rule.get("nonResourceRules"):
        yield required(path, "at least one of resourceRules and nonResourceRules has to be non-empty")
    for index, one in enumerate(rule.get("resourceRules") or ()):
        yield from _resources(one, f"{path}.resourceRules[{index}]")
    for index, one in enumerate(rule.get("nonResourceRules") or ()):
        yield from _others(one, f"{path}.nonResourceRules[{index}]")


def _subject(subject: Object, path: str) -> Iterator[FieldError]:
    kind = subject.get("kind") or ""
    own = _SUBJECTS.get(kind)
    if own is None:
        yield not_supported(f"{path}.kind", kind, list(_SUBJECTS))
        return
    found = subject.get(own)
    if found is None:
        yield required(f"{path}.{own}", f"{own} is required when subject kind is '{kind}'")
    else:
        if not found.get("name"):
            yield required(f"{path}.{own}.name")
        if kind == "ServiceAccount" and not found.get("namespace"):
            yield required(f"{path}.{own}.namespace", "must specify namespace for service account")
    for other, field in (("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")):
        if other != kind and subject.get(field) is not None:
            yield forbidden(f"{path}.{field}", f"{field} is forbidden when subject kind is not '{other}'")


def _alone(values: list[str], path: str, what: str) -> Iterator[FieldError]:
    if "*" in values and len(values) > 1:
        yield invalid(path, values, f"if '*' is present, must not specify other {what}")


def _verbs(rule: Object, path: str) -> Iterator[FieldError]:
    verbs = rule.get("verbs") or []
    if not verbs:
        yield required(f"{path}.verbs", "verbs must contain at least one value")
    elif "*" in verbs:
        yield from _alone(verbs, f"{path}.verbs", "verbs")
    elif not set(verbs) <= set(_VERBS):
        yield not_supported(f"{path}.verbs", verbs, _VERBS)


def _resources(rule: Object, path: str) -> Iterator[FieldError]:
    yield from _verbs(rule, path)
    for field, (one, several) in _LISTS.items():
        values = rule.get(field) or []
        if not values:
            yield required(f"{path}.{field}", f"resource rules must supply at least one {one}")
        yield from _alone(values, f"{path}.{field}", several)
    namespaces, at = rule.get("namespaces") or [], f"{path}.namespaces"
    if not namespaces and not rule.get("clusterScope"):
        yield required(at, "resource rules that are not cluster scoped must supply at least one namespace")
    elif "*" in namespaces:
        yield from _alone(namespaces, at, "namespaces")
    else:
        for index, name in enumerate(namespaces):
            for text in is_label(name):
                begin = "each member of this list must be '*' or a DNS-1123 label; "
                yield invalid(f"{at}[{index}]", name, begin + text)


def _others(rule: Object, path: str) -> Iterator[FieldError]:
    yield from _verbs(rule, path)
    urls, at = rule.get("nonResourceURLs") or [], f"{path}.nonResourceURLs"
    if not urls:
        yield required(at, "nonResourceURLs must contain at least one value")
    yield from _alone(urls, at, "non-resource URLs")


def _level(level: Object) -> Errors:
    spec = level.get("spec") or {}
    kind, limited = spec.get("type") or "", spec.get("limited")
    errors: Errors = []
    if (level["metadata"].get("name") == EXEMPT) != (kind == "Exempt"):
        errors.append(invalid("spec.type", kind, "type must be 'Exempt' if and only if name is 'exempt'"))
    if kind == "Exempt" and limited is not None:
        errors.append(forbidden("spec.limited", "must be nil if the type is not Limited"))
    elif kind == "Limited" and limited is None:
        errors.append(required("spec.limited", "must not be empty when type is Limited"))
    elif kind == "Limited":
        errors += _limited(limited or {}, "spec.limited")
    elif kind != "Exempt":
        errors.append(not_supported("spec.type", kind, ["Exempt", "Limited"]))
    return errors


def _limited(limited: Object, path: str) -> Iterator[FieldError]:
    shares = limited.get("nominalConcurrencyShares", 0)
    if shares < 0:
        yield invalid(f"{path}.nominalConcurrencyShares", shares, "must be a non-negative integer")
    answer = limited.get("limitResponse") or {}
    kind, queuing, at = answer.get("type") or "", answer.get("queuing"), f"{path}.limitResponse"
    if kind == "Reject" and queuing is not None:
        yield forbidden(f"{at}.queuing", "must be nil if limited.limitResponse.type is not Limited")
    elif kind == "Queue" and queuing is None:
        yield required(f"{at}.queuing", "must not be empty if limited.limitResponse.type is Limited")
    elif kind == "Queue":
        yield from _queuing(queuing or {}, f"{at}.queuing")
    elif kind != "Reject":
        yield not_supported(f"{at}.type", kind, ["Queue", "Reject"])


def _queuing(queuing: Object, path: str) -> Iterator[FieldError]:
    for field in ("queueLengthLimit", "queues", "handSize"):
        if (value := queuing.get(field) or 0) <= 0:
            yield invalid(f"{path}.{field}", value, "must be positive")
    queues, hand = queuing.get("queues") or 0, queuing.get("handSize") or 0
    if queues > MOST_QUEUES:
        yield invalid(f"{path}.queues", queues, f"must not be greater than {MOST_QUEUES}")
    if hand > 0 and hand > queues:
        yield invalid(f"{path}.handSize", hand, f"should not be greater than queues ({queues})")


CREATE = {(GROUP, "FlowSchema"): _flow_schema, (GROUP, "PriorityLevelConfiguration"): _level}
